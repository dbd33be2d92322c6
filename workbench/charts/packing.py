"""Marks with words packed into lines, so that none stands on another."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.words import fitted, width

GAP, RADIUS, BESIDE = 7, 6, 10  # pixels between two marks, of a mark, and from its middle to its words
LINES = 16  # lines of a lane, after which marks lose their words


@dataclass
class Mark:
    """A mark from `x` to `end` in pixels with words beside it; `line`, `side` and `y` are told when it is placed."""

    x: float
    end: float
    words: str
    row: Mapping[str, Any]
    at: int = 0
    until: int = 0
    line: int = 0
    side: str = "right"
    y: float = 0


def packed(marks: Sequence[Mark], plot: float, size: float) -> int:
    """How many lines the marks take, in the order given; each is told its line, and words without room are dropped."""
    lines: list[list[tuple[float, float]]] = []
    for mark in marks:
        if not (placed(mark, lines, plot, size) if mark.words else False):
            mark.words = ""
            alone(mark, lines)
    return max(len(lines), 1)


def placed(mark: Mark, lines: list[list[tuple[float, float]]], plot: float, size: float) -> bool:
    """Whether a mark and its words found room in a line: the words right of it, or left of it near the right edge."""
    wide = width(mark.words, size)
    if mark.end + BESIDE + wide > plot and mark.x - BESIDE - wide < 0:  # neither side has room for all of it
        mark.words = fitted(mark.words, size, max(plot - mark.end, mark.x) - BESIDE)
        wide = width(mark.words, size)
    spans = []
    if mark.end + BESIDE + wide <= plot:
        spans.append(("right", (mark.x - RADIUS, mark.end + BESIDE + wide)))
    if mark.x - BESIDE - wide >= 0:
        spans.append(("left", (mark.x - BESIDE - wide, mark.end + RADIUS)))
    for number in range(LINES):
        if number == len(lines):
            lines.append([])
        for side, span in spans:
            if free(lines[number], span):
                insort(lines[number], span)
                mark.line, mark.side = number, side
                return True
    return False


def alone(mark: Mark, lines: list[list[tuple[float, float]]]) -> None:
    """Places a mark without words in the first line that is free there, in the last where none is."""
    span = (mark.x - RADIUS, mark.end + RADIUS)
    for number in range(LINES):
        if number == len(lines):
            lines.append([])
        if free(lines[number], span, gap=0):
            insort(lines[number], span)
            mark.line = number
            return
    mark.line = LINES - 1


def free(taken: Sequence[tuple[float, float]], span: tuple[float, float], gap: float = GAP) -> bool:
    return all(span[1] + gap <= start or end + gap <= span[0] for start, end in taken)
