"""Terms that somebody says there are none of: `without any conditions`, `no strings attached to the sale`."""

from collections.abc import Sequence

from extraction.drafts import Draft, clause_span
from extraction.rules.conditions.gates import fact_of_phrase, gated_by, sides
from extraction.rules.conditions.terms import TERMS
from extraction.rules.events import Finder
from extraction.sentences.attribution import attribution
from extraction.sentences.dates import when
from extraction.sentences.discourse import Discourse
from extraction.sentences.trees import Sentence, Token
from extraction.values import Condition
from schema.vocabulary import Action, ConditionStance

BY_MANNER = frozenset(["unconditionally"])


def terms_denied(d: Discourse, finder: Finder, s: Sentence, drafts: Sequence[Draft]) -> list[Draft]:
    """The denied conditions of a sentence, each attached to the fact that is said to be free of terms."""
    here = [draft for draft in drafts if draft.sentence is s]
    found = []
    for token in s:
        heads = said_free(s, token)
        gates = [fact_of_phrase(d, finder, s, head, drafts) for head in heads]
        gates += [gated_by(s, head, here) for head in heads if head.is_verb]
        gate = next((gate for gate in gates if gate is not None), None)
        if gate is not None:
            found.append(denied(d, s, token, gate))
    return found


def said_free(s: Sentence, token: Token) -> list[Token]:
    """What a word of terms says to be free of them, nouns before the verb; nothing for any other word."""
    above = s.parent(token)
    if above is None:
        return []
    if token.lower in BY_MANNER:
        return around(s, above)
    if token.lemma not in TERMS:
        return []
    if token.dep == "pobj" and above.lower == "without" and (verb := s.parent(above)) is not None:
        return around(s, verb)
    if any(kid.lower == "no" for kid in s.children(token, "det")):
        holders = [token, *s.children(token, "acl", "amod"), above]
        behind = [inner for h in holders for p in s.children(h, "prep") for inner in s.children(p, "pobj")]
        return [inner for inner in behind if inner is not token] or around(s, above)
    return []


def around(s: Sentence, verb: Token) -> list[Token]:
    """The subject and object of a verb, and the verb."""
    return [*s.children(verb, "nsubj", "nsubjpass", "dobj"), verb]


def denied(d: Discourse, s: Sentence, token: Token, gate: Draft) -> Draft:
    _, taker = sides(gate)
    span = clause_span(d, s, token)
    fields = Condition("", None, None, taker, Action.CONCESSION, span.of(d.text), ConditionStance.DENIED)
    return Draft(
        fields,
        (),
        when(d.text, s, token, d.published_on),
        span,
        s,
        token,
        attribution(d, s, token),
        rule=f"no terms: {token.lemma}",
        attached_to=gate,
    )
