"""Finding the articles that may be copies of each other, without comparing each with each.

MinHashes meet in bands (locality-sensitive hashing), vectors within a window of days. Texts of the same words are one
group, which its first article stands for. Whether two articles meet depends on them and their groups alone, never on
the order they came in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from loaders.stories.embedding import WIDTH
from loaders.stories.likeness import MOST_DAYS
from loaders.stories.signatures import PERMUTATIONS, Signature, hashes_of, vectors_of, words_of

BAND = 3  # hashes: two texts that share half their shingles meet in one of the bands 19 times in 20
BANDS = PERMUTATIONS // BAND
ALIKE = 0.2  # share of equal hashes from which two texts are looked at
ALIKE_FAR = 0.8  # the same for texts far apart in time, lest every notice of ten years meets every other
NEAR_DAYS = 31
TOPIC = 0.68  # likeness of two vectors from which two articles are looked at
MARGIN = 1e-3  # a product of matrices differs in its last digits by their size
HASHES = 4 * PERMUTATIONS  # bytes
NO_HASHES = bytes(HASHES)
NO_DAY = -(10**6)
MIX = np.uint64(0x9E3779B97F4A7C15)

Rows = npt.NDArray[np.int64]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the index."""

    id: str
    day: date | None
    signature: Signature


@dataclass
class Index:
    """The articles that have a signature, by the number of their row."""

    ids: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    words: list[int | None] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)
    members: dict[int, tuple[int, ...]] = field(default_factory=dict)
    firsts: dict[int, int] = field(default_factory=dict)
    hashes: npt.NDArray[np.uint32] = field(default_factory=lambda: np.zeros((0, PERMUTATIONS), np.uint32))
    bands: list[tuple[npt.NDArray[np.uint64], Rows]] = field(default_factory=list)
    vectors: npt.NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, WIDTH), np.float16))
    by_day: tuple[Rows, Rows, Rows] = field(default_factory=lambda: (np.zeros(0, np.int64),) * 3)

    def add(self, entries: Sequence[Entry]) -> list[int]:
        """Adds articles; their rows."""
        rows = list(range(len(self.ids), len(self.ids) + len(entries)))
        hashed, seen = [], []
        for row, entry in zip(rows, entries, strict=True):
            minhash, vector = entry.signature.minhash, entry.signature.vector
            self.ids.append(entry.id)
            self.row_of[entry.id] = row
            self.days.append(entry.day.toordinal() if entry.day else NO_DAY)
            self.words.append(words_of(minhash) if minhash else None)
            if minhash:
                words = words_of(minhash)
                # tuples, for a list in each of 200,000 groups would be walked at every collection of garbage
                self.members[words] = (*self.members.get(words, ()), row)
                self.firsts[words] = min(self.firsts.get(words, row), row, key=self.order)
            hashed.append(minhash[:HASHES] if minhash else NO_HASHES)
            if vector is not None and entry.day:
                seen.append((row, vector))
        if not entries:
            return rows
        self.hashes = np.concatenate([self.hashes, hashes_of(b"".join(hashed))])
        whole = np.array([row for row in rows if self.words[row] is not None], np.int64)
        fresh = [(keys, whole) for keys in keys_of(self.hashes[whole])]
        self.bands = (
            [merged(old, new) for old, new in zip(self.bands, fresh, strict=True)]
            if self.bands
            else [merged((np.zeros(0, np.uint64), np.zeros(0, np.int64)), new) for new in fresh]
        )
        if seen:
            self.see(seen)
        return rows

    def see(self, seen: Sequence[tuple[int, bytes]]) -> None:
        """Adds vectors, kept in the order of days."""
        days, rows, places = self.by_day
        first = len(self.vectors)
        self.vectors = np.concatenate([self.vectors, vectors_of(b"".join(vector for _, vector in seen))])
        fresh = np.array([row for row, _ in seen], np.int64)
        days = np.concatenate([days, np.array([self.days[row] for row in fresh], np.int64)])
        rows, places = np.concatenate([rows, fresh]), np.concatenate([places, first + np.arange(len(seen))])
        order = np.argsort(days, kind="stable")
        self.by_day = days[order], rows[order], places[order]

    def first(self, row: int) -> int:
        """The row that stands for all articles of the same words: the first by day and id."""
        words = self.words[row]
        if words is None:
            return row
        return self.firsts[words]

    def order(self, row: int) -> tuple[int, str]:
        day = self.days[row]
        return (day if day != NO_DAY else date.max.toordinal(), self.ids[row])

    def same_words(self, row: int) -> Sequence[int]:
        """The rows of all articles of the same words."""
        words = self.words[row]
        return [row] if words is None else self.members[words]

    def meeting(self, rows: Iterable[int], among: frozenset[int] | None = None) -> set[Pair]:
        """The pairs of groups, by the rows that stand for them, in which one of the rows meets another article."""
        asked = [row for row in rows if self.words[row] is not None]
        found = set()
        for one, other in (*self.printed_alike(asked), *self.told_alike(asked)):
            if among is not None and other not in among:
                continue
            left, right = self.first(one), self.first(other)
            if left != right:
                found.add((min(left, right), max(left, right)))
        return found

    def printed_alike(self, rows: Sequence[int]) -> Iterator[Pair]:
        """Rows and those whose hashes are like theirs. Only one article of each group is asked after."""
        firsts = np.array(sorted({self.first(row) for row in rows}), np.int64)
        if not len(firsts):
            return
        asked = keys_of(self.hashes[firsts])
        found = [
            (held, np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right"))
            for (keys, held), wanted in zip(self.bands, asked, strict=True)
        ]
        many = np.sum([high - low for _, low, high in found], axis=0)
        days = np.array(self.days)
        for at in np.flatnonzero(many > BANDS):  # in each band it meets itself
            one = int(firsts[at])
            others = np.unique(np.concatenate([held[low[at] : high[at]] for held, low, high in found]))
            equal = (self.hashes[others] == self.hashes[one]).mean(axis=1)
            dated = (days[others] != NO_DAY) & (days[one] != NO_DAY)
            far = dated & (np.abs(days[others] - days[one]) > NEAR_DAYS)
            for other in others[equal >= np.where(far, ALIKE_FAR, ALIKE)]:
                if other != one and self.first(int(other)) == other:
                    yield one, int(other)

    def told_alike(self, rows: Sequence[int]) -> Iterator[Pair]:
        """Rows and those within the window of days whose vectors are like theirs."""
        days, held, places = self.by_day
        if not len(days):
            return
        for at in np.flatnonzero(np.isin(held, np.array(rows, np.int64))):
            low = int(np.searchsorted(days, days[at] - MOST_DAYS, "left"))
            high = int(np.searchsorted(days, days[at] + MOST_DAYS, "right"))
            mine = self.vectors[places[at]].astype(np.float64)
            near = self.vectors[places[low:high]].astype(np.float32) @ mine.astype(np.float32)
            for other in np.flatnonzero(near >= TOPIC - MARGIN):
                if low + other == at:
                    continue
                exact = float((mine * self.vectors[places[low + other]].astype(np.float64)).sum())
                if exact >= TOPIC:
                    yield int(held[at]), int(held[low + other])


def keys_of(hashes: npt.NDArray[np.uint32]) -> list[npt.NDArray[np.uint64]]:
    """The key of each band of each article, (bands)(articles)."""
    wide = hashes.astype(np.uint64)
    return [
        ((wide[:, at] * MIX + wide[:, at + 1]) * MIX + wide[:, at + 2]) * MIX for at in range(0, BANDS * BAND, BAND)
    ]


def merged(
    old: tuple[npt.NDArray[np.uint64], Rows], new: tuple[npt.NDArray[np.uint64], Rows]
) -> tuple[npt.NDArray[np.uint64], Rows]:
    """The keys of a band in order, each with its row."""
    order = np.argsort(new[0], kind="stable")
    keys, rows = new[0][order], new[1][order]
    places = np.searchsorted(old[0], keys)
    return np.insert(old[0], places, keys), np.insert(old[1], places, rows)
