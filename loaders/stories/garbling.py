"""What a copy tells otherwise than the article it copies: numbers, days and names, with their places in both texts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

import numpy as np

from extraction.text.calendar import MONTHS, WEEKDAYS
from loaders.stories.embedding import Array
from loaders.stories.likeness import Embed
from loaders.stories.texts import Account, Word
from schema.vocabulary import GarblingKind

ALIKE = 0.45  # likeness of two sentences from which they may tell the same
ENOUGH = 0.5  # from which two differing words count as one word and what became of it
MOST_LETTERS = 4  # that a mangled name has more or fewer
SAME_NAME = 0.7  # share of letters that a name keeps when it is mangled
MOST_SENTENCES = 200  # of an article in which it is looked for
SAME_FIGURES = 0.5  # of figures or letters that a number keeps
ENDING = re.compile(r"(?:e|a|n|y|an|ian|en|ain|ay|ish|ese|ean|egian|arian)?(?:'?s)?")


@dataclass(frozen=True)
class Garbled:
    """Words of a copy and the words of the original that they stand for."""

    kind: GarblingKind
    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True)
class Place:
    """A word, its sentence, and the words around it."""

    word: Word
    sentence: int
    around: frozenset[str]


def garbled(copy: Account, original: Account, embed: Embed | None) -> tuple[Garbled, ...]:
    """What a copy garbled, in the order of its text; without `embed` sentences are matched by their words.

    Only words count that the other text does not have at all: what was left out or added is no garbling.
    """
    ours, theirs = odd_words(copy, original), marked_words(original)
    if not ours or not theirs:
        return ()
    alike = embed(copy) @ embed(original).T if embed else shared_words(copy, original)
    near = [frozenset(word.key for word in words) for words in copy.sentences]
    whole = keys_of(copy)
    theirs = [
        its
        for its in theirs
        if its.word.key not in (whole if its.word.kind is GarblingKind.NAME else nearest(its, alike, near))
    ]
    found = sorted(
        (
            (-fit, mine.word.start, its.word.start, mine, its)
            for mine in ours
            for its in theirs
            if (fit := fitting(mine, its, alike)) >= ENOUGH
        ),
        key=lambda candidate: candidate[:3],
    )
    taken: set[Place] = set()
    pairs = []
    for _, _, _, mine, its in found:
        if mine in taken or its in taken:
            continue
        taken |= {mine, its}
        pairs.append(as_garbled(mine.word, its.word))
    return tuple(sorted(pairs, key=lambda pair: pair.start))


def shared_words(copy: Account, original: Account) -> Array:
    """The likeness of each sentence to each by their words, 0 to 1, (of the copy, of the original)."""
    ours, theirs = (
        [frozenset(word.form for word in words) for words in account.sentences[:MOST_SENTENCES]]
        for account in (copy, original)
    )
    return np.array([[len(one & other) / len(one | other) for other in theirs] for one in ours], np.float32)


def odd_words(copy: Account, original: Account) -> list[Place]:
    """The numbers, days and names of a copy that the original has nowhere; each once."""
    known = keys_of(original)
    return list(
        {place.word.key: place for place in reversed(marked_words(copy)) if place.word.key not in known}.values()
    )


def keys_of(account: Account) -> frozenset[str]:
    """The words of an article, and the parts of those with hyphens."""
    keys = {word.key for words in account.sentences for word in words}
    return frozenset(keys | {part for key in keys for part in key.split("-")})


def marked_words(account: Account) -> list[Place]:
    """The numbers, days and names of an article."""
    return [
        Place(word, number, frozenset(near.key for near in (*words[max(0, at - 3) : at], *words[at + 1 : at + 4])))
        for number, words in enumerate(account.sentences)
        for at, word in enumerate(words)
        if word.kind is not None
    ]


def nearest(its: Place, alike: Array, near: list[frozenset[str]]) -> frozenset[str]:
    """The words of the sentence of the copy that is nearest to the one of a word of the original."""
    return near[int(np.argmax(alike[:, its.sentence]))] if its.sentence < alike.shape[1] else frozenset()


def fitting(mine: Place, its: Place, alike: Array) -> float:
    """How well two differing words fit as one and what became of it: 0 if they cannot, up to 1 and a half."""
    if mine.word.kind is not its.word.kind or mine.sentence >= len(alike) or its.sentence >= alike.shape[1]:
        return 0.0
    likeness = max(0.0, float(alike[mine.sentence, its.sentence]))
    if mine.word.kind is GarblingKind.NAME and abs(len(mine.word.key) - len(its.word.key)) > MOST_LETTERS:
        return 0.0
    beside = len(mine.around & its.around) / max(1, min(len(mine.around), len(its.around)))
    kept = SequenceMatcher(None, mine.word.key, its.word.key, autojunk=False).ratio()
    if mine.word.kind is GarblingKind.NAME:
        if kept < SAME_NAME or inflected(mine.word.key, its.word.key):
            return 0.0
        return round(kept + 0.25 * beside + 0.25 * likeness, 4)
    if likeness < ALIKE or its.sentence != int(np.argmax(alike[mine.sentence])):
        return 0.0
    spelt = SequenceMatcher(None, mine.word.form, its.word.form, autojunk=False).ratio()
    turned = sorted(mine.word.key) == sorted(its.word.key)
    likely = turned or max(kept, spelt) >= SAME_FIGURES or both_in(MONTHS, mine, its) or both_in(WEEKDAYS, mine, its)
    return round(0.5 * likeness + 0.5 * beside + 0.3 * likely, 4)


def both_in(words: Mapping[str, int], mine: Place, its: Place) -> bool:
    return mine.word.key in words and its.word.key in words


def inflected(name: str, other: str) -> bool:
    """Whether two names are forms of one: Sweden and Swedish, Saudi and Saudis."""
    stem = sum(1 for _ in takewhile(lambda letters: letters[0] == letters[1], zip(name, other, strict=False)))
    return stem >= 3 and all(ENDING.fullmatch(one[stem:]) for one in (name, other))


def as_garbled(mine: Word, its: Word) -> Garbled:
    assert mine.kind is not None, mine
    return Garbled(mine.kind, mine.start, end_of(mine), its.start, end_of(its))


def end_of(word: Word) -> int:
    """One past the last character of a word, without the genitive that its key is without."""
    return word.end - (len("'s") if word.form == f"{word.key}'s" else 0)


def words_of(text: str, found: Iterable[Garbled], original: str) -> list[tuple[str, str]]:
    """What was garbled, as (words of the copy, words of the original)."""
    return [(text[one.start : one.end], original[one.original_start : one.original_end]) for one in found]
