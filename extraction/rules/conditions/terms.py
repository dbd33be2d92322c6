"""A term as a draft: what must be done, by whom, for which fact."""

from dataclasses import replace

from extraction.drafts import Draft, trimmed
from extraction.rules.conditions.gates import gated_action, sides
from extraction.rules.deeds import Deed, Parties, action_of, read_deed, said_things
from extraction.rules.events import Event, Finder
from extraction.sentences.attribution import attribution
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import status
from extraction.sentences.predicates import acting, is_passive, patient
from extraction.sentences.trees import Sentence, Token
from extraction.values import Condition, Party, Span, Thing
from schema.vocabulary import Action, ConditionStance

CONSENT = frozenset("approval approve consent assent endorse endorsement".split())
TERMS = frozenset("condition precondition string concession demand requirement term strings conditions".split())
STATIVE = frozenset("be seem become remain go get need want have".split())


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


def clause_subject(s: Sentence, verb: Token) -> list[Token]:
    own = s.children(verb, "nsubj")
    if own:
        return own
    return patient(s, verb) and acting(s, verb) if is_passive(s, verb) else acting(s, verb)


def is_pronoun(s: Sentence, verb: Token) -> bool:
    return any(who.tag == "PRP" for who in clause_subject(s, verb))


def first(required: Parties) -> Party | None:
    return required[0] if required else None
