"""The mentions of one article become its facts: answers find their requests, and what is told twice is told once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from extraction.confidence import confidence
from extraction.drafts import Draft
from extraction.sentences.discourse import Discourse
from extraction.values import (
    CodedFact,
    Condition,
    Evidence,
    Fields,
    Interval,
    Party,
    Request,
    Response,
    Sanction,
    Signs,
    Thing,
    Transfer,
)
from schema.vocabulary import Action, Decision, EvidenceStance, Outcome

GETTING = (Action.ACQUIRE, Action.DELIVER)
OUTCOME_OF = {
    Decision.GRANTED: Outcome.GRANTED,
    Decision.PARTLY_GRANTED: Outcome.PARTLY_GRANTED,
    Decision.REFUSED: Outcome.REFUSED,
    Decision.DEFERRED: Outcome.PENDING,
    Decision.NO_REPLY: Outcome.PENDING,
}
UNSAID = ("unspecified", "unknown")


@dataclass(eq=False)
class Group:
    """Drafts that tell one fact, the fields they give together."""

    fields: Fields
    drafts: list[Draft] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)
    when: Interval | None = None
    answers: "Group | None" = None
    attached_to: "Group | None" = None


def link(d: Discourse, drafts: Sequence[Draft], signs: Callable[[Draft], Signs]) -> tuple[CodedFact, ...]:
    """The facts of an article in the order of the text, with local ids f1, f2 …; `signs` tells what speaks for each."""
    groups: list[Group] = []
    of_draft: dict[int, Group] = {}
    for draft in sorted(drafts, key=order_of(drafts)):
        if isinstance(draft.fields, Condition):
            continue
        group = place(d, groups, draft)
        if group is not None:
            of_draft[id(draft)] = group
    for draft in drafts:
        if draft.answers is not None and id(draft) in of_draft and id(draft.answers) in of_draft:
            of_draft[id(draft)].answers = of_draft[id(draft.answers)]
    for group in groups:
        if isinstance(group.fields, Response):
            answer(groups, group)
    groups = [group for group in groups if not is_empty(group)]
    for draft in drafts:
        if isinstance(draft.fields, Condition) and draft.attached_to is not None:
            gate = of_draft.get(id(draft.attached_to))
            if gate is not None and gate in groups:
                groups.append(attach(groups, gate, draft))
    return number([group for group in groups if not is_one_sided(group)], signs)


def order_of(drafts: Sequence[Draft]):  # type: ignore[no-untyped-def]
    position = {id(draft): n for n, draft in enumerate(drafts)}
    return lambda draft: (draft.place[0], draft.place[1], position[id(draft)])


def place(d: Discourse, groups: list[Group], draft: Draft) -> Group | None:
    """Puts a draft into the group that tells the same fact, or into one of its own; None if it points to nothing."""
    if (
        isinstance(draft.fields, Request)
        and draft.fields.action is Action.OTHER
        and draft.points_back
        and not draft.things
    ):
        target = pointed_to(groups, draft)
        if target is not None:
            absorb(target, draft)
        return target
    for group in groups:
        if same_fact(d, group, draft):
            absorb(group, draft)
            return group
    group = Group(draft.fields)
    groups.append(group)
    absorb(group, draft)
    return group


def pointed_to(groups: Sequence[Group], draft: Draft) -> Group | None:
    """The request told before that a bare `the request` or `no formal request` means: the last that fits."""
    fields = draft.fields
    assert isinstance(fields, Request)
    fitting = [
        group
        for group in groups
        if isinstance(group.fields, Request)
        and compatible(group.fields.requester, fields.requester)
        and compatible(group.fields.addressee, fields.addressee)
        and (draft.plural or not all(other.plural for other in group.drafts))
    ]
    return fitting[-1] if fitting else None


def principal(party: Party | None) -> str | None:
    return party.principal if party else None


def compatible(a: Party | None, b: Party | None) -> bool:
    return a is None or b is None or a.principal == b.principal


def same_things(d: Discourse, a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two lists may mean the same weapons: each of one stands on a line of the tree with one of the other."""
    if not a or not b:
        return True
    related = [(x, y) for x in a for y in b if d.reference.is_a(x, y) or d.reference.is_a(y, x)]
    return {x for x, _ in related} == set(a) or {y for _, y in related} == set(b)


def same_action(a: Action, b: Action) -> bool:
    return a == b or (a in GETTING and b in GETTING)


def same_fact(d: Discourse, group: Group, draft: Draft) -> bool:
    a, b = group.fields, draft.fields
    if type(a) is not type(b) or not same_things(d, list(group.things), [t.weapon for t in draft.things]):
        return False
    if isinstance(a, Request) and isinstance(b, Request):
        return (
            same_action(a.action, b.action)
            and principal(a.requester) == principal(b.requester)
            and compatible(a.addressee, b.addressee)
            and compatible(a.beneficiary, b.beneficiary)
            and not differ(a.outcome, b.outcome)
        )
    if isinstance(a, Response) and isinstance(b, Response):
        return (
            a.decision == b.decision
            and (same_action(a.action, b.action) or Action.OTHER in (a.action, b.action))
            and compatible(a.responder, b.responder)
            and compatible(a.asker, b.asker)
            and draft.answers is None
        )
    if isinstance(a, Sanction) and isinstance(b, Sanction):
        return (
            principal(a.target) == principal(b.target)
            and compatible(a.imposer, b.imposer)
            and a.stage == b.stage
            and (a.measure == b.measure or "unspecified" in (a.measure, b.measure))
        )
    if isinstance(a, Transfer) and isinstance(b, Transfer):
        return (
            compatible(a.supplier, b.supplier)
            and compatible(a.recipient, b.recipient)
            and (a.supplier is not None or a.recipient is not None)
            and a.stage == b.stage
        )
    return False


def differ(a: str, b: str) -> bool:
    return a not in UNSAID and b not in UNSAID and a != b and "pending" not in (a, b)


def absorb(group: Group, draft: Draft) -> None:
    """Adds a draft: what the group does not know yet, the draft may tell; narrower weapons replace wider ones."""
    group.drafts.append(draft)
    for thing in draft.things:
        known = group.things.get(thing.weapon)
        if known is None or (known.quantity is None and thing.quantity is not None):
            group.things[thing.weapon] = thing
    group.when = group.when or draft.when
    known_fields, told = group.fields, draft.fields
    if type(known_fields) is not type(told) or (
        draft.stance is EvidenceStance.CONTRADICTS and not isinstance(told, Request)
    ):
        return
    changes = {}
    for name in known_fields.__dataclass_fields__:
        old, new = getattr(known_fields, name), getattr(told, name)
        if (old is None or old in UNSAID) and new is not None and new not in UNSAID:
            changes[name] = new
    if changes:
        group.fields = replace(known_fields, **changes)


def answer(groups: Sequence[Group], response: Group) -> None:
    """Leads an answer to the request it answers, and tells each what only the other knows."""
    fields = response.fields
    assert isinstance(fields, Response)
    request = response.answers or request_for(groups, response)
    if request is None:
        return
    asked = request.fields
    assert isinstance(asked, Request)
    response.answers = request
    response.fields = replace(
        fields,
        responder=fields.responder or asked.addressee,
        asker=fields.asker or asked.requester,
        action=asked.action if fields.action is Action.OTHER else fields.action,
    )
    if not response.things:
        response.things = dict(request.things)
    outcome = OUTCOME_OF[fields.decision]
    if asked.outcome in (Outcome.UNKNOWN, Outcome.PENDING):
        asked = replace(asked, outcome=outcome)
    request.fields = replace(asked, addressee=asked.addressee or response.fields.responder)


def request_for(groups: Sequence[Group], response: Group) -> Group | None:
    """The request that an answer without one in its own clause answers: the nearest before it that fits."""
    fields = response.fields
    assert isinstance(fields, Response)
    first = response.drafts[0]
    fitting = [
        group
        for group in groups
        if isinstance(group.fields, Request)
        and group.fields.requester is not None
        and principal(group.fields.requester) != principal(fields.responder)
        and compatible(group.fields.addressee, fields.responder)
        and compatible(group.fields.requester, fields.asker)
        and (fields.action is Action.OTHER or same_action(fields.action, group.fields.action))
        and (not response.things or not group.things or set(response.things) & set(group.things))
    ]
    before = [(group, draft) for group in fitting for draft in group.drafts if draft.place <= first.place]
    if before:
        return max(before, key=lambda pair: pair[1].place)[0]
    return fitting[0] if fitting and fields.action is not Action.OTHER else None


def is_one_sided(group: Group) -> bool:
    """Whether an offer still says nothing of the side it is made to."""
    fields = group.fields
    return isinstance(fields, Transfer) and fields.stage == "offered" and fields.recipient is None


def is_empty(group: Group) -> bool:
    """Whether a group points to something that the article never told."""
    fields = group.fields
    if isinstance(fields, Response):
        return fields.action is Action.OTHER and not group.things
    if isinstance(fields, Request):
        return fields.requester is None or (fields.addressee is None and not any(d.complete for d in group.drafts))
    return False


def attach(groups: Sequence[Group], gate: Group, draft: Draft) -> Group:
    """A condition, attached to the request that it gates if the text has it, else to the fact in its own clause."""
    target = gate.answers if isinstance(gate.fields, Response) and gate.answers in groups else gate
    assert target is not None
    fields = draft.fields
    assert isinstance(fields, Condition)
    if isinstance(target.fields, Transfer) and target.fields.recipient is None and fields.imposed_by:
        target.fields = replace(target.fields, recipient=fields.required_of)  # an offer on terms names them there
    if isinstance(gate.fields, Response) and fields.imposed_by is None and fields.stance != "denied":
        fields = replace(fields, imposed_by=gate.fields.responder)
    if (
        isinstance(target.fields, Request)
        and fields.gated_action is None
        and fields.stance != "denied"
        and target.fields.action in (*GETTING, Action.TRANSFER)
    ):
        fields = replace(fields, gated_action=Action.TRANSFER)
    return Group(fields, [draft], {t.weapon: t for t in draft.things}, draft.when, attached_to=target)


def number(groups: Sequence[Group], signs: Callable[[Draft], Signs]) -> tuple[CodedFact, ...]:
    ordered = sorted(groups, key=lambda group: (min(draft.span for draft in group.drafts), group.fields.kind))
    ids = {id(group): f"f{n}" for n, group in enumerate(ordered, start=1)}
    facts = []
    for group in ordered:
        fields = group.fields
        if isinstance(fields, Condition):
            fields = replace(fields, attached_to=ids[id(group.attached_to)])
        if isinstance(fields, Response):
            fields = replace(fields, to=ids.get(id(group.answers)))
        evidence = tuple(evidence_of(draft, signs(draft)) for draft in group.drafts)
        facts.append(
            CodedFact(
                ids[id(group)],
                fields,
                tuple(group.things.values()),
                group.when,
                tuple({(e.span, e.stance): e for e in evidence}.values()),
                max(e.confidence for e in evidence),
                max((signs(draft) for draft in group.drafts), key=confidence),
            )
        )
    return tuple(facts)


def evidence_of(draft: Draft, signs: Signs) -> Evidence:
    return Evidence(
        draft.span,
        draft.attribution,
        draft.modality,
        draft.stance,
        draft.rule,
        confidence(signs),
        says(draft),
    )


def says(draft: Draft) -> tuple[tuple[str, str], ...]:
    """What a draft says of each field, as field and value."""
    if draft.stance is EvidenceStance.CONTRADICTS:
        return (("formality", str(getattr(draft.fields, "formality", ""))),)
    said: list[tuple[str, str]] = []
    for name in draft.fields.__dataclass_fields__:
        value = getattr(draft.fields, name)
        if isinstance(value, Party):
            said.append((name, value.principal))
        elif isinstance(value, str) and value and name not in ("attached_to", "to", "text") and value != Action.OTHER:
            said.append((name, str(value)))
    for thing in draft.things:
        said.append(("object", thing.weapon))
        if thing.quantity is not None:
            said.append((f"quantity of {thing.weapon}", str(thing.quantity)))
    if draft.when:
        said.append(("earliest", draft.when.earliest.isoformat()))
        said.append(("latest", draft.when.latest.isoformat()))
    return tuple(said)
