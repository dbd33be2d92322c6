"""Marks with words packed into lines, so that none stands on another."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.charts.words import fitted, width

GAP, RADIUS, BESIDE = 7, 6, 12  # pixels between two marks, of a mark, and from its middle to its words
BIN = 32  # pixels of time whose marks are drawn as one where there is no room for all
LINES = 16  # lines of a lane, after which marks lose their words; from about half of them on some are drawn as one


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
    colour: str = ""
    rows: int = 1
    says: str = ""  # its words before it was drawn as one with others
    over: Sequence["Mark"] = ()


def packed(marks: Sequence[Mark], plot: float, size: float, most: int = LINES) -> int:
    """How many lines the marks take, in the order given; each is told its line, and words without room are dropped."""
    lines: list[list[tuple[float, float]]] = []
    for mark in marks:
        if not (placed(mark, lines, plot, size, most) if mark.words else False):
            mark.words = ""
            alone(mark, lines, most)
    return max(len(lines), 1)


def crowded(marks: Sequence[Mark], plot: float, size: float, most: int = LINES) -> bool:
    """Whether so many marks would lose their words, or take so many lines, that some are better drawn as one."""
    trial = [replace(mark) for mark in marks]
    lines = packed(trial, plot, size, most)
    lost = sum(1 for mark, tried in zip(marks, trial, strict=True) if mark.words and not tried.words)
    few = (most + 2) // 2
    return lost > len(marks) / 4 or (lines > few and len(marks) > 2 * few)


def repeated(marks: Sequence[Mark], size: float, room: float) -> list[Mark]:
    """One mark for three or more of one day and colour that say the same, with their number before their words."""
    groups: dict[tuple[int, int, str, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.at, mark.until, mark.colour, mark.words), []).append(mark)
    told: list[Mark] = []
    for those in groups.values():
        told += merged(those, size, room) if len(those) > 2 and those[0].words else those
    return told


def merged(marks: Sequence[Mark], size: float, room: float) -> list[Mark]:
    """One mark for those of one day and colour, which says how many they are, and their words where all share them."""
    groups: dict[tuple[int, int, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((mark.at, mark.until, mark.colour), []).append(mark)
    told: list[Mark] = []
    for those in groups.values():
        first = those[0]
        if len(those) > 1:
            rows, says = sum(one.rows for one in those), {one.says for one in those}
            shared = f" × {first.says}" if first.says and len(says) == 1 else ""
            first = replace(first, words=fitted(f"{rows:,}{shared}", size, room), rows=rows, over=those)
        told.append(first)
    return told


def binned(marks: Sequence[Mark]) -> list[Mark]:
    """One mark for those of one colour that stand close together, in their middle, with their number beside it."""
    groups: dict[tuple[int, str], list[Mark]] = {}
    for mark in marks:
        groups.setdefault((int(mark.x // BIN), mark.colour), []).append(mark)
    told: list[Mark] = []
    for those in groups.values():
        rows = sum(one.rows for one in those)
        middle = sum(one.x * one.rows for one in those) / rows
        at = round(sum(one.at * one.rows for one in those) / rows)
        first = replace(those[0], x=middle, end=middle, at=at, until=at, rows=rows, words=f"{rows:,}", over=those)
        told.append(first if len(those) > 1 else those[0])
    return told


def placed(mark: Mark, lines: list[list[tuple[float, float]]], plot: float, size: float, most: int) -> bool:
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
    for number in range(most):
        if number == len(lines):
            lines.append([])
        for side, span in spans:
            if free(lines[number], span):
                insort(lines[number], span)
                mark.line, mark.side = number, side
                return True
    return False


def alone(mark: Mark, lines: list[list[tuple[float, float]]], most: int) -> None:
    """Places a mark without words in the first line that is free there, in the last where none is."""
    span = (mark.x - RADIUS, mark.end + RADIUS)
    for number in range(most):
        if number == len(lines):
            lines.append([])
        if free(lines[number], span, gap=0):
            insort(lines[number], span)
            mark.line = number
            return
    mark.line = most - 1


def free(taken: Sequence[tuple[float, float]], span: tuple[float, float], gap: float = GAP) -> bool:
    return all(span[1] + gap <= start or end + gap <= span[0] for start, end in taken)
