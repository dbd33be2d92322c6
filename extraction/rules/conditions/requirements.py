"""Terms in words of requiring: `sees it as requiring concessions`, `the sale is contingent on …`, `tied it to …`."""

from collections.abc import Sequence

from extraction.drafts import Draft, clause_span
from extraction.rules.conditions.gates import fact_of_phrase, gated_action, sides
from extraction.rules.conditions.terms import TERMS, deed_action
from extraction.rules.deeds import read_deed
from extraction.rules.events import Finder
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.factuality import status
from extraction.sentences.parties import parties
from extraction.sentences.predicates import acting, is_passive, negated, patient
from extraction.sentences.trees import Sentence, Token
from extraction.values import Condition
from schema.vocabulary import Action, ConditionStance, Modality

REQUIRING = frozenset("require demand entail necessitate involve presuppose".split())
TYING = frozenset("tie link condition peg couple".split())
RESTING = frozenset(["depend", "hinge", "rest"])
CONTINGENT = frozenset("contingent conditional dependent conditioned subject tied linked".split())
VIEWING = frozenset("see view regard consider treat describe".split())


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
