"""The predicate-argument layer measured on field sentences: the labeller, the grammar of the lexicon, and both."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import accumulate

from extraction.encoder.features import Words
from extraction.rules.events import full_lemma
from extraction.rules.lexicon import Word, lexicon
from extraction.sentences.predicates import has_companion, slots
from extraction.sentences.trees import Sentence, Token
from training.measure import Labels, head_scores
from training.treebank import Example, Predicate

Labeller = Callable[[Example], Mapping[int, Labels]]


def layer_scores(examples: Iterable[Example], labeller: Labeller) -> dict[str, dict[str, float]]:
    """F1 in per cent by group: of each part and of both over predicates that the lexicon knows, and over all."""
    examples = list(examples)
    known = [replace(e, predicates=tuple(p for p in e.predicates if frame_of(e, p))) for e in examples]

    def both(example: Example) -> Mapping[int, Labels]:
        return filled(grammar(example), labeller(example))

    return {
        "known: labeller": head_scores(known, labeller),
        "known: grammar": head_scores(known, grammar),
        "known: both": head_scores(known, both),
        "all: labeller": head_scores(examples, labeller),
        "all: both": head_scores(examples, both),
    }


def filled(standing: Mapping[int, Labels], more: Mapping[int, Labels]) -> dict[int, Labels]:
    """What the grammar tells, and what the labeller tells of roles and words that it leaves open."""
    found: dict[int, Labels] = {}
    for at, labels in more.items():
        told = standing.get(at, {})
        open_ones = {i: role for i, role in labels.items() if role not in told.values() and i not in told}
        found[at] = {**open_ones, **told}
    return found


def grammar(example: Example) -> dict[int, Labels]:
    """The roles that the slots of the lexicon fill, by predicate; none for predicates that it does not know."""
    s = sentence_of(example.words)
    found: dict[int, Labels] = {}
    for predicate in example.predicates:
        word = frame_of(example, predicate)
        if word is None:
            continue
        token = s[predicate.at]
        filled_by = slots(s, token)
        labels: dict[int, str] = {}
        for slot, role in word.slots.items():
            argument = word.frame.roles.get(role)
            if argument and argument not in labels.values():
                labels |= {head.i: argument for head in filled_by.get(slot, ()) if head is not token}
        found[predicate.at] = labels
    return found


def frame_of(example: Example, predicate: Predicate) -> Word | None:
    """The lexicon's word for a predicate in its sense."""
    s = sentence_of(example.words)
    token = s[predicate.at]
    part = "verb" if token.is_verb else "noun" if token.is_noun else "adjective"
    for word in lexicon().words.get((part, full_lemma(s, token)), ()):
        fits = word.beside is None or has_companion(s, token, word.beside)
        if fits and word.frame.roleset == predicate.roleset:
            return word
    return None


def sentence_of(words: Words) -> Sentence:
    """The words as a sentence of the coder, at offsets of their own."""
    columns = zip(words.texts, words.lemmas, words.tags, words.deps, words.heads, strict=True)
    starts = accumulate((len(text) + 1 for text in words.texts), initial=0)
    return Sentence(
        tuple(
            Token(i, text, lemma, tag, dep, head, start, start + len(text))
            for i, ((text, lemma, tag, dep, head), start) in enumerate(zip(columns, starts, strict=False))
        )
    )
