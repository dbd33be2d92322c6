"""What a copy tells otherwise than the article it copies: numbers, days and names, with their places in both texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from loaders.stories.embedding import Array
from loaders.stories.likeness import Embed
from loaders.stories.texts import Account, Word
from schema.vocabulary import GarblingKind

ALIKE = 0.45  # likeness of two sentences from which they may tell the same
ENOUGH = 0.5  # from which two differing words count as one word and what became of it
SAME_NAME = 0.6  # share of letters that a name keeps when it is mangled


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
    ours, theirs = odd_words(copy, original), odd_words(original, copy)
    if not ours or not theirs:
        return ()
    alike = embed(copy) @ embed(original).T if embed else shared_words(copy, original)
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
        [frozenset(word.form for word in words) for words in account.sentences] for account in (copy, original)
    )
    return np.array([[len(one & other) / len(one | other) for other in theirs] for one in ours], np.float32)


def odd_words(account: Account, other: Account) -> list[Place]:
    """The numbers, days and names of an article that the other has nowhere; each once."""
    known = {word.key for words in other.sentences for word in words} | {
        part for words in other.sentences for word in words for part in word.key.split("-")
    }
    found: dict[str, Place] = {}
    for number, words in enumerate(account.sentences):
        for at, word in enumerate(words):
            if word.kind is None or word.key in known or word.key in found:
                continue
            around = words[max(0, at - 3) : at] + words[at + 1 : at + 4]
            found[word.key] = Place(word, number, frozenset(near.key for near in around))
    return list(found.values())


def fitting(mine: Place, its: Place, alike: Array) -> float:
    """How well two differing words fit as one and what became of it: 0 if they cannot, up to 1 and a half."""
    if mine.word.kind is not its.word.kind or mine.sentence >= len(alike) or its.sentence >= alike.shape[1]:
        return 0.0
    likeness = float(alike[mine.sentence, its.sentence])
    nearest = (
        int(np.argmax(alike[mine.sentence])) == its.sentence or int(np.argmax(alike[:, its.sentence])) == mine.sentence
    )
    if likeness < ALIKE or not nearest:
        return 0.0
    beside = len(mine.around & its.around) / max(1, min(len(mine.around), len(its.around)))
    if mine.word.kind is GarblingKind.NAME:
        kept = SequenceMatcher(None, mine.word.key, its.word.key, autojunk=False).ratio()
        return round(0.5 * likeness + 0.25 * beside + 0.5 * kept, 4) if kept >= SAME_NAME else 0.0
    figures = sorted(figure for figure in mine.word.key if figure.isdigit())
    turned = figures == sorted(figure for figure in its.word.key if figure.isdigit())
    return round(0.5 * likeness + 0.5 * beside + 0.5 * turned, 4)


def as_garbled(mine: Word, its: Word) -> Garbled:
    assert mine.kind is not None, mine
    return Garbled(mine.kind, mine.start, mine.end, its.start, its.end)


def words_of(text: str, found: Iterable[Garbled], original: str) -> list[tuple[str, str]]:
    """What was garbled, as (words of the copy, words of the original)."""
    return [(text[one.start : one.end], original[one.original_start : one.original_end]) for one in found]
