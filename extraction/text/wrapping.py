"""Paragraphs made whole that an e-mail, a wire or a PDF broke at a column: blanks in place of such line breaks.

A line was broken at a column if the first word of the next would not have fitted into the width. Nothing is joined
in a text in which no long line stops amid a sentence and goes on in lower case on the next.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from extraction.text.furniture import AGENCY_LINE, BYLINE, DATELINE, furniture

WIDEST = 130  # characters
NARROWEST = 45
RAGGED = 0.92  # the share of the width that is enough where lengths are uneven, as in text taken from a PDF

SENTENCE_END = re.compile(r"[.!?:;][\"')\]]*$")
CLOSED = re.compile(r"[.!?)][\"')\]]*$")
IN_LOWER_CASE = re.compile(r"[\"']?(?!www\.|https?:|\S+@|\S+\.(?:com|net|org)\b)[a-z]")
NEEDS_MORE = (
    r"\b(?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|but|that|which|who|as|its|their|his|her|has|have|had|is|"
    r"are|was|were|will|would|be|been|not|unless|if|until|while|because|than|into|between|about|this|these|those|"
    r"could|may|might|should|must|can|does|did|only|both)"
)
OPEN = re.compile(NEEDS_MORE + "$")
LINE_BREAK = re.compile(r"\n")
BEGINS_LOWER = re.compile(r"\n[ >]*[\"']?[a-z]")
BULLETS = tuple("•·▪◦●■*")
ALWAYS_ANEW = (*BULLETS, "©", "(c) ", "(C) ")
DASH_OR_NUMBER = re.compile(r"(?:-{1,2}|\(?(?:\d{1,2}|[a-z])[.)])\s")


class Line(NamedTuple):
    """A line: where its words begin and end, and how many characters from its left edge both are."""

    start: int
    end: int
    indent: int
    length: int
    words: str


class Break(NamedTuple):
    """A line break without a blank line. `first` is the first line of the text above it."""

    above: Line
    below: Line
    first: bool

    @property
    def amid_sentence(self) -> bool:
        return bool(
            (IN_LOWER_CASE.match(self.below.words) and not SENTENCE_END.search(self.above.words))
            or OPEN.search(self.above.words)
        )

    @property
    def needed(self) -> int:
        """The width that the line above would have had with one word more."""
        return self.above.length + 1 + len(self.below.words.split(None, 1)[0])


def unwrapped(text: str) -> str:
    """The text, as long as before, with blanks for the line breaks inside wrapped paragraphs. Expects plain blanks."""
    if not may_be_wrapped(text):
        return text
    breaks = list(breaks_of(text))
    width = width_of(breaks)
    if width is None:
        return text
    pieces, done = [], 0
    ragged = any(at.amid_sentence and fits(at, width) and at.needed <= width for at in breaks)
    enough = RAGGED * width if ragged else width
    opener = None  # the line that the paragraph began with
    for number, at in enumerate(breaks):
        if opener is None or breaks[number - 1].below is not at.above:
            opener = at.above
        if not joins(at, opener, width, enough):
            opener = at.below
            continue
        pieces += [text[done : at.above.end], " " * (at.below.start - at.above.end)]
        done = at.below.start
    return "".join(pieces) + text[done:]


def may_be_wrapped(text: str) -> bool:
    """A cheap look that spares most texts the rest."""
    return bool(
        BEGINS_LOWER.search(text)
        or any(OPEN.search(text, max(at.start() - 8, 0), at.start()) for at in LINE_BREAK.finditer(text))
    )


def breaks_of(text: str) -> Iterator[Break]:
    above = None
    for match in re.finditer(r"[^\n]+", text):
        words = match.group().strip(" >")
        if not words:
            continue
        start = match.start() + match.group().index(words[0])
        indent = start - match.start()
        line = Line(start, start + len(words), indent, indent + len(words), words)
        if above and text.count("\n", above.end, start) == 1:
            yield Break(above, line, not text[: above.start].strip())
        above = line


def width_of(breaks: list[Break]) -> int | None:
    """The width that a text was wrapped at, near enough; None if it was not."""
    lengths = sorted(at.above.length for at in breaks if at.amid_sentence)
    lengths = [length for length in lengths if NARROWEST <= length <= WIDEST]
    for width in reversed(lengths):
        alike = sum(0.8 * width <= length <= width for length in lengths)
        if alike * 3 >= len(lengths):
            full = sum(fits(at, width) and at.needed > RAGGED * width for at in breaks)
            return width if alike >= 0.3 * full else None
    return None


def fits(at: Break, width: int) -> bool:
    return max(at.above.length, at.below.length) <= 1.15 * width


def joins(at: Break, opener: Line, width: int, enough: float) -> bool:
    """Whether a line break only wraps the paragraph that began with `opener`.

    `enough` is what a line that ends a sentence must need more than, to count as full.
    """
    if not fits(at, width) or begins_anew(at, opener):
        return False
    if at.amid_sentence:
        return at.needed > 0.6 * width
    if at.first:
        return at.needed > width
    return at.needed > (enough if SENTENCE_END.search(at.above.words) else RAGGED * width)


def begins_anew(at: Break, opener: Line) -> bool:
    """Whether the line below shows by its form that it begins a paragraph, an item or a tail."""
    above, below = at.above.words, at.below.words
    unfinished = OPEN.search(above) or above.endswith((":", ",", ";"))
    itemised = opener.words.startswith(BULLETS) or DASH_OR_NUMBER.match(opener.words)
    if below.startswith(ALWAYS_ANEW):
        return True
    if DASH_OR_NUMBER.match(below) and (itemised or SENTENCE_END.search(above)):
        return True
    if at.below.indent > at.above.indent and not itemised:
        return True
    named = below[0].upper() + below[1:] if at.first else below
    if not OPEN.search(above) and (BYLINE.match(named) or AGENCY_LINE.match(below)):
        return True
    if dateline := DATELINE.match(below):
        return bool(dateline["agency"]) or at.first or bool(SENTENCE_END.search(above))
    if furniture(below, at_end=False):
        return bool(CLOSED.search(above) or (furniture(above, at_end=False) and not unfinished))
    return False
