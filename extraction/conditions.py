"""Conditions told in a sentence: the term, who sets it, who must fulfil it, and the fact that depends on it.

A conditional clause is a condition only where somebody must do something for somebody else to act: its
subject is a party, and the clause it limits grants, refuses, hands over or lifts. Threats, purposes and
the weather of events are none.
"""

from collections.abc import Sequence

from extraction.attribution import attribution
from extraction.dates import when
from extraction.deeds import Deed, Parties, action_of, read_deed, said_things
from extraction.discourse import Discourse
from extraction.drafts import Draft, clause_span, trimmed
from extraction.events import Finder
from extraction.factuality import status
from extraction.parties import parties
from extraction.predicates import acting, is_passive, negated, patient
from extraction.trees import Sentence, Token
from extraction.values import Condition, Party, Request, Response, Sanction, Span, Thing, Transfer
from schema.vocabulary import Action, ConditionStance, Decision, Modality, SanctionStage, TransferStage

ALWAYS = frozenset(("unless",))
WITH_ONLY = frozenset(("if", "when", "after", "once"))
BARGAINS = (("in", "exchange"), ("in", "return"), ("on", "condition"), ("on", "conditions"))
HELD_BACK = frozenset(("until", "till"))
LASTING = frozenset(("provided", "providing", "assuming"))
REQUIRING = frozenset("require demand entail necessitate involve presuppose".split())
TYING = frozenset("tie link condition peg couple".split())
RESTING = frozenset(["depend", "hinge", "rest"])
CONTINGENT = frozenset("contingent conditional dependent conditioned subject tied linked".split())
TERMS = frozenset("condition precondition string concession demand requirement term strings conditions".split())
VIEWING = frozenset("see view regard consider treat describe".split())
GATED = {
    TransferStage.SUSPENDED: Action.TRANSFER,
    TransferStage.CANCELLED: Action.TRANSFER,
}


def condition_drafts(d: Discourse, finder: Finder, s: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """The conditions told in a sentence, given the facts told in it and before it."""
    here = [draft for draft in drafts if draft.sentence is s]
    found = [
        *clauses(d, finder, s, here),
        *bargains(d, finder, s, here),
        *requirements(d, finder, s, drafts),
    ]
    return [
        draft for number, draft in enumerate(found) if all(draft.token is not other.token for other in found[:number])
    ]


def clauses(d: Discourse, finder: Finder, s: Sentence, here: Sequence[Draft]) -> list[Draft]:
    """`unless Turkey scraps …`, `only if …`, `until …`, `provided that …`."""
    found = []
    for token in s:
        if token.dep not in ("advcl", "ccomp") or (not token.is_verb and token.dep != "advcl"):
            continue
        mark = conditional_mark(s, token)
        above = s.parent(token)
        if mark is None or above is None:
            continue
        gate = gated_by(s, above, here)
        if gate is None or not may_be_gated(gate, mark):
            continue
        required = tuple(p for who in clause_subject(s, token) for p in parties(d, s, who))
        draft = condition(d, finder, s, token, Span(mark.start, s.stretch(token).end), gate, required)
        if draft:
            found.append(draft)
    return found


def conditional_mark(s: Sentence, verb: Token) -> Token | None:
    """The word that makes a clause a condition: `unless`, `only if`, `as long as`; None for a mere `if` or `when`."""
    for mark in s.children(verb, "mark", "advmod"):
        if mark.lower in ALWAYS or mark.lower in HELD_BACK or mark.lower in LASTING:
            return mark
        if mark.lower in WITH_ONLY and (only_before(s, mark) or mark.lower in ("if", "once")):
            return mark
        if mark.lower == "as" and any(kid.lower == "long" for kid in s.children(verb, "advmod")):
            return s[max(0, mark.i - 2)] if s[max(0, mark.i - 2)].lower == "as" else mark
    return None


def only_before(s: Sentence, mark: Token) -> bool:
    return any(t.lower in ("only", "solely") for t in s.tokens[max(0, mark.i - 2) : mark.i])


def clause_subject(s: Sentence, verb: Token) -> list[Token]:
    own = s.children(verb, "nsubj")
    if own:
        return own
    return patient(s, verb) and acting(s, verb) if is_passive(s, verb) else acting(s, verb)


def gated_by(s: Sentence, above: Token, here: Sequence[Draft]) -> Draft | None:
    """The fact that a condition on a word limits: the one told by that word or the nearest around it."""
    line = [above, *s.ancestors(above)]
    below = {token.i for token in s.subtree(above)}
    for node in line:
        told = [
            draft for draft in here if any(event.token is node for event in (draft.event.walk() if draft.event else ()))
        ]
        if told:
            return best_gate(told)
    inside = [draft for draft in here if draft.token.i in below]
    return best_gate(inside) if inside else None


def best_gate(told: Sequence[Draft]) -> Draft:
    """Of the facts of one clause the request, else the answer, else the transfer or sanction."""
    order = (Request, Response, Transfer, Sanction)
    return min(told, key=lambda draft: order.index(type(draft.fields)) if type(draft.fields) in order else 9)


def may_be_gated(gate: Draft, mark: Token) -> bool:
    """Whether such a fact can hang on a condition introduced by such a word."""
    fields = gate.fields
    if isinstance(fields, Sanction):
        return fields.stage in (
            SanctionStage.THREATENED,
            SanctionStage.WAIVED,
            SanctionStage.LIFTED,
            SanctionStage.EASED,
        )
    if isinstance(fields, Response):
        withheld = fields.decision in (Decision.REFUSED, Decision.DEFERRED)
        return withheld if mark.lower in HELD_BACK else True
    if isinstance(fields, Transfer):
        return (
            fields.stage not in (TransferStage.DELIVERED, TransferStage.ORDERED) and mark.lower not in HELD_BACK
        ) or (fields.stage in (TransferStage.SUSPENDED,))
    return True


def bargains(d: Discourse, finder: Finder, s: Sentence, here: Sequence[Draft]) -> list[Draft]:
    """`in exchange for …`, `in return for …`, `on condition that …`, `without conditions`."""
    found = []
    for token in s:
        gate = None
        if token.dep in ("pobj", "prep") and token.head != token.i:
            above = s[token.head]
            if (above.lower, token.lower) in BARGAINS and above.head != above.i:
                gate = gated_by(s, s[above.head], here)
        if gate is None:
            continue
        if token.lower in ("exchange", "return"):
            heads = [t for p in s.children(token, "prep") if p.lower == "for" for t in s.children(p, "pobj", "pcomp")]
        else:
            heads = s.children(token, "acl", "ccomp", "relcl") + [
                t for p in s.children(token, "prep") for t in s.children(p, "pcomp", "pobj")
            ]
        for head in heads[:1]:
            giver, taker = sides(gate)
            required = tuple(p for who in (clause_subject(s, head) if head.is_verb else ()) for p in parties(d, s, who))
            own = {giver.principal} if giver else set()
            if not required or {p.principal for p in required} <= own:
                required = (taker,) if taker else ()
            span = Span(s[token.head].start, s.stretch(head).end)
            if draft := condition(d, finder, s, head, span, gate, required):
                found.append(draft)
    return found


def sides(gate: Draft) -> tuple[Party | None, Party | None]:
    """Who acts under the condition, and the other side."""
    fields = gate.fields
    if isinstance(fields, Request):
        return fields.addressee, fields.requester
    if isinstance(fields, Response):
        return fields.responder, fields.asker
    if isinstance(fields, Transfer):
        return fields.supplier, fields.recipient
    if isinstance(fields, Sanction):
        return fields.imposer, fields.target
    return None, None


def gated_action(gate: Draft) -> Action | None:
    """What the one who sets the term then does or withholds."""
    fields = gate.fields
    if isinstance(fields, Sanction):
        return Action.IMPOSE_SANCTION if fields.stage is SanctionStage.THREATENED else Action.LIFT_SANCTION
    if isinstance(fields, Transfer):
        return Action.TRANSFER
    action = fields.action if isinstance(fields, Request | Response) else None
    if action in (Action.ACQUIRE, Action.DELIVER, Action.TRANSFER):
        return Action.TRANSFER
    return None if action is Action.OTHER else action


def condition(
    d: Discourse, finder: Finder, s: Sentence, head: Token, span: Span, gate: Draft, required: Parties
) -> Draft | None:
    """The condition told by the clause or phrase of `head`; None if it asks nothing of anybody."""
    giver, taker = sides(gate)
    content = finder.meant(s, head, 0)
    if content is None:
        return None
    deed = read_deed(d, s, content, required, (giver,) if giver else ())
    action, objects = deed_action(d, s, head, deed, giver, required)
    if not required and action is Action.OTHER:
        return None
    if not required and deed is not None and deed.giver:
        required = deed.giver
    if not required and taker and head.is_verb and is_passive(s, head):
        required = (taker,)
    imposer = giver
    if required and imposer and required[0].principal == imposer.principal:
        return None if head.is_verb else None
    return Draft(
        Condition(
            "",
            imposer,
            gated_action(gate),
            required[0] if required else None,
            action,
            trimmed(d.text, span).of(d.text),
            ConditionStance.IMPOSED,
        ),
        objects,
        None,
        trimmed(d.text, span),
        s,
        head,
        attribution(d, s, gate.token),
        Modality.ASSERTED,
        rule="condition: " + d.text[span.start : span.end].split()[0].lower(),
        attached_to=gate,
    )


def deed_action(
    d: Discourse, s: Sentence, head: Token, deed: Deed | None, giver: Party | None, required: Parties
) -> tuple[Action, tuple[Thing, ...]]:
    """The action that a condition demands, and the weapons it concerns."""
    if deed is None or (deed.core == "thing" and head.is_verb):
        return Action.OTHER, said_things(d, s, head)
    if deed.core == "thing":
        return Action.TRANSFER, deed.things
    action, _ = action_of(d, deed, (giver,) if giver else (), required)
    if action in (Action.ACQUIRE, Action.TRANSFER) and deed.core in ("give", "thing"):
        action = Action.TRANSFER
    return action, deed.things


def requirements(d: Discourse, finder: Finder, s: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """`does not see the request as requiring any concessions`, `the sale is contingent on …`, `tied the sale to …`."""
    found = []
    for token in s:
        gated: list[Token] = []
        demanded: list[Token] = []
        if token.is_verb and token.lemma in REQUIRING:
            gated, demanded = gated_of_requiring(s, token), s.children(token, "dobj", "xcomp", "ccomp")
        elif (token.is_verb and token.lemma in TYING | RESTING) or (
            token.tag[:2] == "JJ" and token.lower in CONTINGENT
        ):
            gated = (
                patient(s, token)
                if token.lemma in TYING and is_passive(s, token)
                else s.children(token, "dobj") or acting(s, token)
            )
            if token.tag[:2] == "JJ" and (above := s.parent(token)):
                gated = acting(s, above) or s.children(above, "dobj")
            demanded = [
                t
                for p in s.children(token, "prep")
                if p.lower in ("on", "upon", "to", "with")
                for t in s.children(p, "pobj", "pcomp")
            ]
        if not gated or not demanded:
            continue
        gate = next((gate for head in gated if (gate := fact_of_phrase(d, finder, s, head, drafts)) is not None), None)
        if gate is None:
            continue
        if draft := requirement(d, finder, s, token, demanded[0], gate):
            found.append(draft)
    return found


def gated_of_requiring(s: Sentence, verb: Token) -> list[Token]:
    """What requires: the subject, or what somebody `sees as requiring`."""
    for above in s.ancestors(verb):
        if verb.dep == "pcomp" and above.lower == "as":
            seeing = s.parent(above)
            return s.children(seeing, "dobj", "nsubjpass") if seeing is not None and seeing.lemma in VIEWING else []
        break
    return acting(s, verb)


def fact_of_phrase(d: Discourse, finder: Finder, s: Sentence, head: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The fact that a noun phrase speaks of: one told by its words, or one told before that it points back to."""
    told = [
        draft
        for draft in drafts
        if draft.sentence is s and draft.event and any(e.token is head for e in draft.event.walk())
    ]
    if told:
        return best_gate(told)
    event = finder.event_at(s, head)
    if event is None:
        return None
    weapons = {thing.weapon for content in event.content if (deed := read_deed(d, s, content)) for thing in deed.things}
    kind = {
        "request": Request,
        "give": Transfer,
        "get": Transfer,
        "contract": Transfer,
        "sanction": Sanction,
        "lift": Sanction,
    }.get(event.frame.act)
    if kind is None:
        return None
    before = [
        draft
        for draft in drafts
        if draft.place < (s.number, head.i)
        and isinstance(draft.fields, kind)
        and (not weapons or {t.weapon for t in draft.things} & weapons)
        and (kind is not Request or draft.plural == (head.tag == "NNS") or not draft.token.is_noun)
    ]
    return most_told(before)


def most_told(before: Sequence[Draft]) -> Draft | None:
    """The fact of those that is told most often; the earliest if several are."""

    def same(a: Draft, b: Draft) -> bool:
        return getattr(a.fields, "action", None) == getattr(b.fields, "action", None)

    return max(
        before, key=lambda draft: (sum(same(draft, other) for other in before), -before.index(draft)), default=None
    )


def requirement(d: Discourse, finder: Finder, s: Sentence, verb: Token, demanded: Token, gate: Draft) -> Draft | None:
    no = negated(s, verb) or status(s, verb).negated or above_negated(s, verb)
    giver, taker = sides(gate)
    content = finder.meant(s, demanded, 0)
    deed = (
        read_deed(d, s, content, (taker,) if taker else (), (giver,) if giver else ()) if content is not None else None
    )
    bound = tuple(
        p
        for preposition in s.children(demanded, "prep")
        for inner in s.children(preposition, "pobj")
        for owner in s.children(inner, "poss") or [inner]
        for p in parties(d, s, owner)
    )
    required = bound or ((deed.giver if deed else ()) or ((taker,) if taker else ()))
    action, objects = deed_action(d, s, demanded, deed, giver, required)
    if demanded.lemma in TERMS:
        action = Action.CONCESSION
    if action is Action.OTHER and not required:
        return None
    span = clause_span(d, s, verb)
    imposer = None if no else giver
    return Draft(
        Condition(
            "",
            imposer,
            None if no else gated_action(gate),
            required[0] if required else None,
            action,
            d.text[s.stretch(demanded).start : s.stretch(demanded).end],
            ConditionStance.DENIED if no else ConditionStance.IMPOSED,
        ),
        objects,
        when(d.text, s, verb, d.published_on),
        span,
        s,
        verb,
        attribution(d, s, verb),
        Modality.ASSERTED,
        rule=f"requirement: {verb.lemma}",
        attached_to=gate,
    )


def above_negated(s: Sentence, verb: Token) -> bool:
    """`does not see the request as requiring`: the negation stands on the verb of seeing."""
    for above in s.ancestors(verb):
        if above.is_verb:
            return above.lemma in VIEWING and negated(s, above)
    return False
