"""Days along a line: where each stands, in as many rows as keep marks apart, and what is written below."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EDGE = 4.0  # per cent left free on either side
APART = 6.5  # per cent between two marks of a row: they touch on no telephone
MOST_TICKS = 6
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Axis:
    """A line of days from `first` to `last`."""

    first: dt.date
    last: dt.date

    def at(self, day: dt.date) -> float:
        """Per cent from the left."""
        span = (self.last - self.first).days
        if not span:
            return 50.0
        within = min(max(day, self.first), self.last)
        return round(EDGE + (100 - 2 * EDGE) * (within - self.first).days / span, 2)

    def ticks(self) -> list[tuple[float, str]]:
        """Where years begin, or months of a short time, or the only day."""
        days = (self.last - self.first).days
        if days < 45:
            only = dict.fromkeys((self.first, self.last))
            return [(self.at(day), f"{day.day} {MONTHS[day.month - 1]} {day.year}") for day in only]
        if days < 550:
            months = [dt.date(y, m, 1) for y in range(self.first.year, self.last.year + 1) for m in range(1, 13)]
            inside = [day for day in months if self.first <= day <= self.last]
            return [(self.at(d), f"{MONTHS[d.month - 1]} {d.year}") for d in inside[:: -(-len(inside) // MOST_TICKS)]]
        years = [dt.date(y, 1, 1) for y in range(self.first.year, self.last.year + 1)]
        inside = [day for day in years if self.first <= day <= self.last]
        told = [(self.at(day), str(day.year)) for day in inside[:: max(1, -(-len(inside) // MOST_TICKS))]]
        ends = [(self.at(day), f"{MONTHS[day.month - 1]} {day.year}") for day in (self.first, self.last)]
        # few years are read off better with the ends beside them, where these are far enough from them
        far = [end for end in ends if all(abs(end[0] - x) > 2 * APART for x, _ in told)]
        return sorted(told + (far if len(told) < 3 else []))


@dataclass(frozen=True)
class Mark:
    """A step on its lane: `x` per cent, in which `row`; `span` from where to where the day is not known."""

    number: int
    x: float
    row: int
    span: tuple[float, float] | None
    step: Mapping[str, Any]


@dataclass(frozen=True)
class Lane:
    """The marks of one kind of step, in `rows` rows."""

    kind: str
    marks: tuple[Mark, ...]

    @property
    def rows(self) -> int:
        return 1 + max(mark.row for mark in self.marks)


def axis(steps: Sequence[Mapping[str, Any]]) -> Axis | None:
    """The axis that all days of some steps are on; None where no day is known."""
    days = [day for step in steps for day in (step["day"], step["latest"]) if day is not None]
    return Axis(min(days), max(days)) if days else None


def lanes(steps: Sequence[Mapping[str, Any]], kinds: Sequence[str], along: Axis) -> list[Lane]:
    """The steps that have a day by their kind, in the order of `kinds`; `number` is their place among all, from 1."""
    told = []
    for kind in kinds:
        ends: list[float] = []
        marks = []
        for number, step in sorted(enumerate(steps, start=1), key=lambda one: (one[1]["day"] or dt.date.max, one[0])):
            if step["step"] != kind or step["day"] is None:
                continue
            x = along.at(step["day"])
            row = next((row for row, end in enumerate(ends) if x - end >= APART), len(ends))
            ends[row : row + 1] = [x]
            unsure = step["earliest"] is not None and step["latest"] is not None and step["latest"] > step["earliest"]
            span = (along.at(step["earliest"]), along.at(step["latest"])) if unsure else None
            marks.append(Mark(number, x, row, span, step))
        if marks:
            told.append(Lane(kind, tuple(marks)))
    return told
