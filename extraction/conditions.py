"""Conditions told in a sentence: the term, who sets it, who must fulfil it, and the fact that depends on it.

A conditional clause is a condition only where somebody must do something for somebody else to act: its
subject is a party, and the clause it limits grants, refuses, hands over or lifts. Threats, purposes and
the weather of events are none.
"""

from collections.abc import Sequence
from dataclasses import replace

from extraction.attribution import attribution
from extraction.dates import when
from extraction.deeds import Deed, Parties, action_of, read_deed, said_things
from extraction.discourse import Discourse
from extraction.drafts import Draft, clause_span, trimmed
from extraction.events import Event, Finder
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
CONSENT = frozenset("approval approve consent assent endorse endorsement".split())
STATIVE = frozenset("be seem become remain go get need want have".split())
TERMS = frozenset("condition precondition string concession demand requirement term strings conditions".split())
VIEWING = frozenset("see view regard consider treat describe".split())
# Kinds of fact that a noun of a frame may speak of: "the request", "the sale", "approval of the sale", "the sanctions".
SPOKEN_OF: dict[str, tuple[type, ...]] = {
    "request": (Request,),
    "give": (Transfer, Request),
    "get": (Transfer, Request),
    "contract": (Transfer, Request),
    "grant": (Request, Transfer),
    "permit": (Request, Transfer),
    "sanction": (Sanction,),
    "lift": (Sanction,),
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
    """`in exchange for …`, `in return for …`, `on condition that …`."""
    found = []
    for token in s:
        if token.dep not in ("pobj", "prep") or token.head == token.i:
            continue
        above = s[token.head]
        if (above.lower, token.lower) not in BARGAINS or above.head == above.i:
            continue
        gate = gated_by(s, s[above.head], here)
        heads = bargained(s, token)
        if gate is None or not heads:
            continue
        span = Span(above.start, s.stretch(heads[0]).end)
        draft = bargain(d, finder, s, heads[0], span, gate, swapped=token.lower in ("exchange", "return"))
        if draft:
            found.append(draft)
    return found


def bargained(s: Sentence, token: Token) -> list[Token]:
    """What stands behind `in exchange for` or `on condition that`; `on condition of anonymity` is no bargain."""
    if token.lower in ("exchange", "return"):
        return [inner for p in s.children(token, "prep") for inner in s.children(p, "pobj", "pcomp")]
    return s.children(token, "acl", "ccomp", "relcl")


def bargain(
    d: Discourse, finder: Finder, s: Sentence, head: Token, span: Span, gate: Draft, *, swapped: bool
) -> Draft | None:
    """The condition in a bargain. What the requester gives for what it asks is its own side of the term:
    `wants F-16s in return for ratifying` binds the other to hand over the F-16s.
    """
    giver, taker = sides(gate)
    told_by = tuple(p for who in (clause_subject(s, head) if head.is_verb else ()) for p in parties(d, s, who))
    if isinstance(gate.fields, Request) and swapped and giver and taker:
        content = finder.meant(s, head, 0)
        deed = read_deed(d, s, content, (taker,), (giver,)) if content is not None else None
        given, _ = deed_action(d, s, head, deed, giver, (taker,))
        asked = Action.TRANSFER if gate.fields.action in (Action.ACQUIRE, Action.DELIVER) else gate.fields.action
        fields = Condition("", taker, given, giver, asked, trimmed(d.text, span).of(d.text), ConditionStance.IMPOSED)
        return of_clause(d, s, head, span, gate, fields, gate.things)
    own = {giver.principal} if giver else set()
    required = told_by if told_by and not {p.principal for p in told_by} <= own else ((taker,) if taker else ())
    return condition(d, finder, s, head, span, gate, required)


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
    if content is None or (head.lemma in STATIVE and not isinstance(content, Event)):
        return None
    if required and giver and taker and required[0].principal == giver.principal and is_pronoun(s, head):
        required = (taker,)  # "offered to sell Ankara the missiles if it gave up": the other side
    deed = read_deed(d, s, content, required, (giver,) if giver else ())
    action, objects = deed_action(d, s, head, deed, giver, required)
    if not required and deed is not None and deed.giver:
        required = deed.giver
    if not required and taker and head.is_verb and is_passive(s, head):
        required = (taker,)
    if (not required and action is Action.OTHER) or (required and giver and required[0].principal == giver.principal):
        return None
    words = trimmed(d.text, span).of(d.text)
    fields = Condition("", giver, gated_action(gate), first(required), action, words, ConditionStance.IMPOSED)
    return of_clause(d, s, head, span, gate, fields, objects)


def of_clause(
    d: Discourse, s: Sentence, head: Token, span: Span, gate: Draft, fields: Condition, things: tuple[Thing, ...]
) -> Draft:
    words = trimmed(d.text, span)
    if status(s, head).denied:
        fields = replace(fields, stance=ConditionStance.DENIED)
    return Draft(
        fields,
        things,
        None,
        words,
        s,
        head,
        attribution(d, s, gate.token),
        rule="condition: " + words.of(d.text).split()[0].lower(),
        attached_to=gate,
    )


def first(required: Parties) -> Party | None:
    return required[0] if required else None


def is_pronoun(s: Sentence, verb: Token) -> bool:
    return any(who.tag == "PRP" for who in clause_subject(s, verb))


def deed_action(
    d: Discourse, s: Sentence, head: Token, deed: Deed | None, giver: Party | None, required: Parties
) -> tuple[Action, tuple[Thing, ...]]:
    """The action that a condition demands, and the weapons it concerns."""
    if deed is None or (deed.core == "thing" and head.is_verb):
        return (Action.APPROVE if head.lemma in CONSENT else Action.OTHER), said_things(d, s, head)
    if deed.core == "thing":
        return Action.TRANSFER, deed.things
    action, _ = action_of(deed, (giver,) if giver else (), required)
    if action in (Action.ACQUIRE, Action.TRANSFER) and deed.core in ("give", "thing"):
        action = Action.TRANSFER
    return action, deed.things


def requirements(d: Discourse, finder: Finder, s: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """`does not see the request as requiring any concessions`, `the sale is contingent on …`, `tied the sale to …`."""
    found = []
    for token in s:
        gated, demanded = requiring(s, token)
        gates = (fact_of_phrase(d, finder, s, head, drafts) for head in gated)
        gate = next((gate for gate in gates if gate is not None), None)
        if gate is not None and demanded and (draft := requirement(d, finder, s, token, demanded[0], gate)):
            found.append(draft)
    return found


def requiring(s: Sentence, token: Token) -> tuple[list[Token], list[Token]]:
    """What hangs on a term, and the term, as a word of requiring puts it; nothing for any other word."""
    behind = [
        inner
        for preposition in s.children(token, "prep")
        if preposition.lower in ("on", "upon", "to", "with")
        for inner in s.children(preposition, "pobj", "pcomp")
    ]
    if token.is_verb and token.lemma in REQUIRING:
        return gated_of_requiring(s, token), s.children(token, "dobj", "xcomp", "ccomp")
    if token.is_verb and token.lemma in TYING:
        return (patient(s, token) if is_passive(s, token) else s.children(token, "dobj")), behind
    if token.is_verb and token.lemma in RESTING:
        return acting(s, token), behind
    if token.tag[:2] == "JJ" and token.lower in CONTINGENT and (above := s.parent(token)) is not None:
        own = s.children(above, "nsubj", "dobj") if token.dep in ("acomp", "oprd", "ccomp", "xcomp") else [above]
        return own[-1:], behind  # "is conditional on", "made it conditional on", "a sale conditional on"
    return [], []


def gated_of_requiring(s: Sentence, verb: Token) -> list[Token]:
    """What requires: the subject, or what somebody `sees as requiring`."""
    above = s.parent(verb)
    if verb.dep != "pcomp" or above is None or above.lower != "as":
        return acting(s, verb)
    seen = s.parent(above)
    if seen is not None and seen.is_noun:
        return [seen]  # the parser may hang "as requiring" on the noun instead of the verb
    return s.children(seen, "dobj", "nsubjpass") if seen is not None and seen.lemma in VIEWING else []


def fact_of_phrase(d: Discourse, finder: Finder, s: Sentence, head: Token, drafts: Sequence[Draft]) -> Draft | None:
    """The fact that a noun phrase speaks of: one told by its words, or the one that it points to elsewhere."""
    told = [
        draft
        for draft in drafts
        if draft.sentence is s and draft.event and any(event.token is head for event in draft.event.walk())
    ]
    if told:
        return best_gate(told)
    event = finder.event_at(s, head)
    kinds = SPOKEN_OF.get(event.frame.act) if event is not None else None
    if event is None or kinds is None:
        return None
    weapons = {t.weapon for content in event.content if (deed := read_deed(d, s, content)) for t in deed.things}
    fitting = [
        draft
        for draft in drafts
        if isinstance(draft.fields, kinds)
        and (not weapons or {t.weapon for t in draft.things} & weapons)
        and (Request not in kinds or draft.plural == (head.tag == "NNS") or not draft.token.is_noun)
    ]
    before = [draft for draft in fitting if draft.place < (s.number, head.i)]
    return most_told(before or fitting)


def most_told(before: Sequence[Draft]) -> Draft | None:
    """The fact of those that is told most often; the earliest if several are."""

    def same(a: Draft, b: Draft) -> bool:
        return getattr(a.fields, "action", None) == getattr(b.fields, "action", None)

    return max(
        before, key=lambda draft: (sum(same(draft, other) for other in before), -before.index(draft)), default=None
    )


def requirement(d: Discourse, finder: Finder, s: Sentence, verb: Token, demanded: Token, gate: Draft) -> Draft | None:
    standing = status(s, verb)
    no = negated(s, verb) or standing.negated or standing.denied or above_negated(s, verb)
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
