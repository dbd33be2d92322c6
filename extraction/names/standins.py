"""Plain nouns in place of designations, for the parser alone.

A tagger trained on general English reads `F-15 fighters` or `MiG-29s to Ukraine` as anything but nouns, and
one wrong tag costs the clause. So the parser is given `Patriot fighters`, and its tokens are led back to the
characters of the text.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from extraction.names.gazetteer import gazetteer
from extraction.names.reference import Reference
from extraction.values import Span
from schema.vocabulary import WeaponLevel

ONE, SEVERAL = "Patriot", "Patriots"
# A designation that no list knows: letters, a number, perhaps a variant: FD-2000, Type 054A is left alone.
DESIGNATION = re.compile(r"\b[A-Z][A-Za-z]{0,3}-\d{1,4}[A-Z]{0,3}(?P<several>s?)\b")


class Swap(NamedTuple):
    """Characters of the parser's text that stand for characters of the text."""

    given: Span
    meant: Span


class Swapped(NamedTuple):
    """A text for the parser, and how its characters lead back."""

    text: str
    swaps: tuple[Swap, ...]

    def back(self, start: int, end: int) -> Span:
        """Where a token of the parser's text stands in the text."""
        return Span(self.place(start, after=False), self.place(end, after=True))

    def place(self, at: int, *, after: bool) -> int:
        number = bisect_right(self.swaps, at - after, key=lambda swap: swap.given.start) - 1
        if number < 0:
            return at
        swap = self.swaps[number]
        if at - after < swap.given.end:
            return swap.meant.end if after else swap.meant.start
        return at + swap.meant.end - swap.given.end


def with_stand_ins(text: str, reference: Reference) -> Swapped:
    """The text as the parser gets it."""
    given, swaps, done = "", [], 0
    for span, several in designations(text, reference):
        given += text[done : span.start]
        noun = SEVERAL if several else ONE
        swaps.append(Swap(Span(len(given), len(given) + len(noun)), span))
        given += noun
        done = span.end
    return Swapped(given + text[done:], tuple(swaps))


def designations(text: str, reference: Reference) -> list[tuple[Span, bool]]:
    """Names of families and types that are no ordinary words, in the order of the text, and whether each is plural."""
    found: dict[Span, bool] = {}
    for mention in gazetteer(reference).mentions(text):
        if mention.sort != "weapon" or reference.weapons[mention.id].level is WeaponLevel.CATEGORY:
            continue
        if any(c.isdigit() for c in mention.span.of(text)) or not reference.weapons[mention.id].ambiguous:
            found[mention.span] = found.get(mention.span, False) or mention.plural
    for match in DESIGNATION.finditer(text):
        span = Span(*match.span())
        if not any(span.overlaps(known) for known in found):
            found[span] = bool(match["several"])
    return sorted(found.items())
