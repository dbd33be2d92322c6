"""Whether one of two articles is a copy of the other: what they share, weighed into one decision with reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import exp, log, log1p

import numpy as np
import numpy.typing as npt

from loaders.stories.embedding import Array, model
from loaders.stories.texts import Account, in_threes

SAME_WORDS = 0.75  # share of the shorter's own word triples from which two texts are the same text or one template
MANY_WORDS = 0.5  # the same share from which texts of unknown days are looked at closer
COPY = 0.5  # score from which a pair counts as a copy
SAME_EVENT = 0.5
MOST_DAYS = 10  # apart, for a copy in other words or of some sentences
SAME_SENTENCE = 0.8  # share of a sentence's word triples from which it was taken over
SHORTEST_SENTENCE = 7  # words: what is shorter can be the same by chance
FEWEST_MARKS = 0.2  # share of the numbers and names of one in the other, below which nothing is a copy
LIFTED = 0.4  # share of an article in sentences taken over from which it is a reprint, if of a part
FEWEST_SENTENCES = 4  # whose order tells anything
COMMON, LAST = 1996, 30_522  # the encoder lists letters and pieces first, then words from the commonest down
DULLEST = 0.2

# Logistic weights, fitted on the tuning fold of data/resolution (docs/stories.md); the last is the constant.
REPRINT = {"marks_most": 32.0, "": -25.0}
PART = {"aligned": 15.6, "aligned_most": 12.5, "marks_least": 2.5, "order": 6.7, "triples": 5.9, "": -22.2}
EVENT = {"apart": -1.7, "topic": 1.0, "marks_least": 1.9, "": 2.5}


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
    aligned = alignment(*(own_sentences(article, embed(article)) for article in (left, right)))
    lifted = max(taken_over(left, right), taken_over(right, left))
    signs |= {
        "aligned": aligned.least,
        "aligned_most": aligned.most,
        "order": aligned.order,
        "topic": aligned.topic,
        "triples": triples,
    }
    may_be = marks[1] >= FEWEST_MARKS and not of_one_source(left, right)
    score = weighed(PART, signs) if may_be else 0.0
    found = (
        f"likeness of the sentences of one to those of the other {aligned.least:.2f} and {aligned.most:.2f}",
        f"{aligned.order:.0%} of them come in the same order",
        *([f"{lifted:.0%} of one stand in the other sentence by sentence"] if lifted else []),
        agreeing,
        *on_days(apart),
    )
    if score >= COPY:
        return Verdict(Kind.REPRINT if lifted > LIFTED else Kind.REWORDED, score, found)
    return Verdict(Kind.INDEPENDENT if weighed(EVENT, signs) >= SAME_EVENT else Kind.DIFFERENT, score, found)


def of_one_source(left: Account, right: Account) -> bool:
    """Whether one source published both: it rewords nothing of its own, but tells on, over the same background."""
    return left.source is not None and left.source == right.source


def weighed(weights: dict[str, float], signs: dict[str, float]) -> float:
    total = sum(weight * signs.get(name, 1.0) for name, weight in weights.items())
    return round(1 / (1 + exp(-total)), 3)


def shared_triples(left: Account, right: Account) -> float:
    """The share of the word triples of the one with fewer that stand in the other, 0 to 1."""
    fewer = min(len(left.trigrams), len(right.trigrams))
    return len(left.trigrams & right.trigrams) / fewer if fewer else 0.0


def taken_over(one: Account, other: Account) -> float:
    """The share of an article's own words that stand in sentences which the other has word for word, 0 to 1.

    Only sentences count that tell a number or name: what a bulletin says of itself every month is no news.
    """
    taken = total = 0
    for number in one.own:
        words = one.sentences[number]
        rows = in_threes(words)
        total += len(words)
        telling = any(word.key in one.marks for word in words) and len(words) >= SHORTEST_SENTENCE
        if telling and sum(row in other.all_trigrams for row in rows) >= SAME_SENTENCE * len(rows):
            taken += len(words)
    return taken / total if total else 0.0


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

    `least` and `most` are the mean likenesses of the sentences of each article to their nearest in the other; `order`
    the share of sentences that follow each other as their nearest do; `topic` the likeness of the wholes.
    """

    least: float
    most: float
    order: float
    topic: float


def alignment(left: Array, right: Array) -> Alignment:
    if not len(left) or not len(right):
        return Alignment(0.0, 0.0, 0.0, 0.0)
    likeness = left @ right.T
    least, most = sorted(float(likeness.max(axis=axis).mean()) for axis in (0, 1))
    order = max(in_order(likeness.argmax(axis=1)), in_order(likeness.argmax(axis=0)))
    topic = float(whole(left) @ whole(right))
    return Alignment(round(least, 4), round(most, 4), round(order, 4), round(topic, 4))


def own_sentences(article: Account, sentences: Array) -> Array:
    """The vectors of those sentences that are not mostly quotation."""
    return sentences[[number for number in article.own if number < len(sentences)]]


def in_order(nearest: npt.NDArray[np.intp]) -> float:
    """The share of pairs of sentences whose nearest ones stand in the same order; a half if too few to tell."""
    many = len(nearest)
    if many < FEWEST_SENTENCES:
        return 0.5
    first, second = np.triu_indices(many, 1)
    return float((nearest[first] <= nearest[second]).mean())


def whole(sentences: Array) -> Array:
    """The unit vector of an article, from those of its sentences."""
    mean: Array = sentences.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)
