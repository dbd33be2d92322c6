"""Whose claim a clause is: the outlet's own, a named speaker's, or an unnamed one's."""

import re

from extraction.sentences.discourse import Discourse
from extraction.sentences.nouns import nouns
from extraction.sentences.parties import parties
from extraction.sentences.trees import Sentence, Token
from extraction.values import Attribution
from schema.vocabulary import AttributionKind

SAYING = frozenset(
    """
    say tell report add state claim note announce write explain argue declare acknowledge admit confirm
    insist warn stress reveal disclose suggest maintain remark reply recall allege assert indicate
    testify think believe
    """.split()
)
HEARSAY = re.compile(
    r"\b(?:reportedly|allegedly|purportedly|is said to|are said to|was said to|were said to|is understood to)\b",
    re.IGNORECASE,
)
OUTLET = AttributionKind.OUTLET


def attribution(d: Discourse, s: Sentence, token: Token) -> Attribution:
    """The attribution of what a token says. An act told in the outlet's own voice is the outlet's."""
    for source in according_to(s, token):
        return speaker(d, s, source)
    node = token
    for above in s.ancestors(token):
        if (
            above.lemma in SAYING
            and node.dep in ("ccomp", "parataxis", "advcl", "xcomp", "dep")
            and (who := sayer(s, above, node))
        ):
            return speaker(d, s, who, hearer(d, s, above))
        for kid in s.children(above, "parataxis", "ccomp"):
            if kid is not node and kid.lemma in SAYING and kid.i > token.i and (who := s.child(kid, "nsubj")):
                return speaker(d, s, who, hearer(d, s, kid))
        beside = node.dep == "conj" and above.lemma in SAYING and above.is_verb and not own_subject_says(s, node)
        if beside and (who := s.child(above, "nsubj")) and is_unnamed(who) and s.children(above, "ccomp"):
            # "Sources told Reuters that A, but B": B stands beside the verb of saying, not below it
            return speaker(d, s, who, hearer(d, s, above))
        node = above
    if HEARSAY.search(d.text[s.span.start : s.span.end]):
        return Attribution(AttributionKind.ANONYMOUS, "reportedly")
    return Attribution()


def own_subject_says(s: Sentence, node: Token) -> bool:
    return node.lemma in SAYING and bool(s.children(node, "nsubj"))


def sayer(s: Sentence, verb: Token, below: Token) -> Token | None:
    who = s.child(verb, "nsubj", "nsubjpass")
    if who is None or below.i == who.i:
        return None
    return who


def according_to(s: Sentence, token: Token) -> list[Token]:
    """Sources in `according to …`, on the clause of the token or a clause above it."""
    found = []
    for node in [token, *s.ancestors(token)]:
        for kid in s.children(node, "prep"):
            if kid.lower == "according":
                found += [inner for to in s.children(kid, "prep") for inner in s.children(to, "pobj")]
        if node.dep == "relcl":
            break
    return found


def hearer(d: Discourse, s: Sentence, verb: Token) -> str | None:
    """The outlet that was told: `sources told Reuters`."""
    for token in s.children(verb, "dobj", "dative"):
        if verb.lemma == "tell" and token.tag == "NNP" and not parties(d, s, token):
            return d.text[s.stretch(token).start : s.stretch(token).end]
    return None


def is_unnamed(who: Token) -> bool:
    return who.lemma in nouns().unnamed_speakers or who.tag in ("PRP",)


def speaker(d: Discourse, s: Sentence, who: Token, via: str | None = None) -> Attribution:
    """The attribution to the head of a speaker's phrase."""
    span = s.stretch(who, lambda t: t.dep in ("relcl", "acl", "appos", "punct", "conj", "cc") and t.i > who.i)
    words = d.text[span.start : span.end]
    if who.lemma in nouns().unnamed_speakers:
        known = parties(d, s, who)
        return Attribution(AttributionKind.ANONYMOUS, words, known[0].actor if known else None, via)
    if who.lower in ("they", "he", "she", "it") and who.tag == "PRP":
        earlier = earlier_speaker(d, s)
        if earlier is not None:
            return earlier
    known = parties(d, s, who)
    return Attribution(AttributionKind.NAMED, words, known[0].actor if known else None, via)


def earlier_speaker(d: Discourse, s: Sentence) -> Attribution | None:
    """Who was quoted last, in the two sentences before."""
    for sentence in reversed(d.sentences[max(0, s.number - 2) : s.number]):
        for token in sentence:
            if token.is_verb and token.lemma in SAYING and (who := sentence.child(token, "nsubj")) and who.tag != "PRP":
                return speaker(d, sentence, who, hearer(d, sentence, token))
    return None
