"""Whether one of two articles is a copy of the other: what they share, weighed into one decision with reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import exp, log, log1p

import numpy as np
import numpy.typing as npt

from loaders.stories.embedding import Array, model
from loaders.stories.texts import Account

SAME_WORDS = 0.75  # share of the shorter's own word triples from which two texts are the same text or one template
MANY_WORDS = 0.5  # the same share from which texts of unknown days are looked at closer
COPY = 0.6  # score from which a pair counts as a copy
SAME_EVENT = 0.5
MOST_DAYS = 7  # apart, for a copy in other words
COMMON, LAST = 1996, 30_522  # the encoder lists letters and pieces first, then words from the commonest down
DULLEST = 0.2

# Logistic weights, fitted on the tuning fold of data/resolution (docs/stories.md); the last is the constant.
REPRINT = {"marks_most": 32.0, "": -25.0}
REWORDED = {"aligned": 12.5, "marks_least": 4.3, "marks_most": 5.5, "order": 5.7, "": -17.5}
EVENT = {"apart": -1.6, "topic": 1.1, "marks_least": 1.4, "": 2.3}


class Kind(StrEnum):
    """What two articles are to each other."""

    REPRINT = "reprint"
    REWORDED = "reworded"
    INDEPENDENT = "independent"
    DIFFERENT = "different"


COPIES = (Kind.REPRINT, Kind.REWORDED)


@dataclass(frozen=True)
class Verdict:
    """What two articles are to each other, how surely one is a copy (0 to 1), and why."""

    kind: Kind
    score: float
    reasons: tuple[str, ...]

    @property
    def is_copy(self) -> bool:
        return self.kind in COPIES


SAME_TEXT = Verdict(Kind.REPRINT, 1.0, ("the same words throughout",))
Embed = Callable[[Account], Array]


def compare(one: Account, other: Account, embed: Embed) -> Verdict:
    """The verdict on two articles, whichever is named first; sentences are embedded only if words do not decide."""
    left, right = sorted((one, other), key=lambda account: account.id)
    triples = shared_triples(left, right)
    marks = sorted((told_by(left, right), told_by(right, left)))
    apart = days_apart(left, right)
    signs = {"marks_least": marks[0], "marks_most": marks[1], "apart": log1p(apart if apart is not None else 0)}
    agreeing = f"{marks[1]:.0%} of the numbers and names of one stand in the other"
    if triples >= SAME_WORDS:
        score = weighed(REPRINT, signs)
        words = f"{triples:.0%} of the word triples of the shorter stand in the other"
        if score >= COPY:
            return Verdict(Kind.REPRINT, score, (words, agreeing, *on_days(apart)))
        return Verdict(
            Kind.DIFFERENT, score, (words, f"but only {agreeing}: one form filled in twice", *on_days(apart))
        )
    if (triples < MANY_WORDS) if apart is None else (apart > MOST_DAYS):
        return Verdict(Kind.DIFFERENT, 0.0, on_days(apart) or ("a day of publication is unknown",))
    aligned = alignment(embed(left), embed(right))
    signs |= {"aligned": aligned.least, "order": aligned.order, "topic": aligned.topic}
    score = weighed(REWORDED, signs)
    if score >= COPY:
        found = (
            f"sentences of one mean what sentences of the other do (likeness {aligned.least:.2f})",
            f"{aligned.order:.0%} of them come in the same order",
            agreeing,
            *on_days(apart),
        )
        return Verdict(Kind.REWORDED, score, found)
    event = weighed(EVENT, signs)
    kind = Kind.INDEPENDENT if event >= SAME_EVENT else Kind.DIFFERENT
    told = f"likeness of sentences {aligned.least:.2f}, of the same order {aligned.order:.0%}"
    return Verdict(kind, score, (told, agreeing, *on_days(apart)))


def weighed(weights: dict[str, float], signs: dict[str, float]) -> float:
    total = sum(weight * signs.get(name, 1.0) for name, weight in weights.items())
    return round(1 / (1 + exp(-total)), 3)


def shared_triples(left: Account, right: Account) -> float:
    """The share of the word triples of the one with fewer that stand in the other, 0 to 1."""
    fewer = min(len(left.trigrams), len(right.trigrams))
    return len(left.trigrams & right.trigrams) / fewer if fewer else 0.0


def told_by(one: Account, other: Account) -> float:
    """The share of an article's numbers and names that the other tells, rare ones weighing most, 0 to 1."""
    weights = {mark: rarity(mark) for mark in one.marks}
    total = sum(weights.values())
    return sum(weight * told(mark, other.marks) for mark, weight in weights.items()) / total if total else 0.0


def told(mark: str, marks: frozenset[str]) -> float:
    """1 if the mark is among the marks; somewhat less if it is a name and one spelt nearly so is among them."""
    if mark in marks:
        return 1.0
    return 0.8 if len(mark) > 4 and not mark[0].isdigit() and any(nearly(mark, name) for name in marks) else 0.0


def nearly(name: str, other: str) -> bool:
    """Whether two longer names begin alike, differ in the first letter alone, or have the same letters."""
    return len(other) > 4 and (
        name[:4] == other[:4] or name[1:] == other[1:] or (len(name) == len(other) and sorted(name) == sorted(other))
    )


@cache
def rarity(mark: str) -> float:
    """How rare a word is, DULLEST to 1: by its place in the encoder's vocabulary, which no article changes."""
    figures = mark.replace(".", "", 1)
    if figures.isdigit():
        return 1.0 if float(mark) > 12 else 0.5
    place = vocabulary().get(mark, LAST)
    if place < COMMON:
        return DULLEST
    return min(1.0, max(DULLEST, log((place - 1900) / 100) / log(280)))


@cache
def vocabulary() -> dict[str, int]:
    words: dict[str, int] = model()[0].get_vocab()
    return words


def days_apart(one: Account, other: Account) -> int | None:
    if one.published_on is None or other.published_on is None:
        return None
    return abs((one.published_on - other.published_on).days)


def on_days(apart: int | None) -> tuple[str, ...]:
    if apart is None:
        return ()
    return ("published on one day" if apart == 0 else f"published {apart} day{'s' * (apart > 1)} apart",)


@dataclass(frozen=True)
class Alignment:
    """How well the sentences of two articles can be laid beside each other, each figure 0 to 1.

    `least` is the mean likeness of sentences to their nearest in the other article, of the two articles the lesser
    mean; `order` the share of sentences that follow each other as their nearest do; `topic` the likeness of the wholes.
    """

    least: float
    order: float
    topic: float


def alignment(left: Array, right: Array) -> Alignment:
    if not len(left) or not len(right):
        return Alignment(0.0, 0.0, 0.0)
    likeness = left @ right.T
    least = min(float(likeness.max(axis=1).mean()), float(likeness.max(axis=0).mean()))
    order = max(in_order(likeness.argmax(axis=1)), in_order(likeness.argmax(axis=0)))
    topic = float(whole(left) @ whole(right))
    return Alignment(round(least, 4), round(order, 4), round(topic, 4))


def in_order(nearest: npt.NDArray[np.intp]) -> float:
    """The share of pairs of sentences whose nearest ones stand in the same order; a half if too few to tell."""
    many = len(nearest)
    if many < 3:
        return 0.5
    first, second = np.triu_indices(many, 1)
    return float((nearest[first] <= nearest[second]).mean())


def whole(sentences: Array) -> Array:
    """The unit vector of an article, from those of its sentences."""
    mean: Array = sentences.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)
