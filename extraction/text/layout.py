"""What each stretch of a text is: headline, byline, dateline, paragraph, heading, or a tail that is not the story."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.text.clean import plain
from extraction.text.furniture import AGENCY_LINE, BYLINE, DATELINE, TEASER_END, furniture, is_day
from extraction.values import Part, Span
from schema.vocabulary import PartKind

LONGEST_TITLE = 180
LONGEST_HEADING = 70


@dataclass(frozen=True)
class Layout:
    """The parts of a text in order, and what its furniture says."""

    parts: tuple[Part, ...]
    title: str | None = None
    byline: str | None = None
    dateline: str | None = None
    agency: str | None = None

    def spans(self, *kinds: PartKind) -> tuple[Span, ...]:
        return tuple(part.span for part in self.parts if part.kind in kinds)


def lay_out(text: str, title: str | None = None) -> Layout:
    """The layout of a text; `title`, if the headline is known, finds it among the first lines."""
    clean = plain(text)
    lines = line_spans(clean)
    parts: list[Part] = []
    dateline = agency = None
    story_begun = False
    skipped = 0  # lines before the story that tell its day and the like; the headline may stand under them
    for number, line in enumerate(lines):
        words = line.of(clean)
        kind = furniture(words, at_end=number >= len(lines) - 4)
        if kind is None and not story_begun:
            kind = opening(words, number, lines, clean, title, skipped)
        skipped += kind is PartKind.BOILERPLATE and not story_begun
        if kind is None and story_begun and number + 1 < len(lines) and is_heading(words):
            kind = PartKind.HEADING
        if kind is None:
            if not story_begun and (match := DATELINE.match(words)):
                end = line.start + match.end()
                dateline, agency = words[: match.end()].strip(" -:"), match["agency"]
                parts.append(Part(PartKind.DATELINE, Span(line.start, end)))
                line = Span(end, line.end)
            kind = PartKind.BODY
            story_begun = True
            if teased := TEASER_END.search(words := line.of(clean)):
                parts.append(Part(kind, Span(line.start, line.start + teased.start())))
                kind, line = PartKind.LINKS, Span(line.end - len(teased.group().strip()), line.end)
        if line.start < line.end:
            parts.append(Part(kind, line))
    first = {kind: " ".join(span.of(text).split()) for kind, span in reversed(parts)}
    byline = BYLINE.match(plain(first.get(PartKind.BYLINE, "")))
    return Layout(
        tuple(parts),
        title or first.get(PartKind.TITLE),
        (byline["names"] or byline["name"]) if byline else None,
        dateline,
        agency or named_agency(first.get(PartKind.AGENCY)),
    )


def line_spans(text: str) -> list[Span]:
    """The lines that hold anything, without the blanks around them."""
    spans = []
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        end = match.end() - (len(line) - len(line.rstrip()))
        if start < end:
            spans.append(Span(start, end))
    return spans


def opening(
    words: str, number: int, lines: Sequence[Span], clean: str, title: str | None, skipped: int
) -> PartKind | None:
    """What a line before the story is, if not the story: its headline or what stands under it.

    `skipped` lines above it are neither.
    """
    if is_day(words):
        return PartKind.BOILERPLATE
    if AGENCY_LINE.match(words):
        return PartKind.AGENCY
    if BYLINE.match(words):
        return PartKind.BYLINE
    if title and plain(title).strip() == words:
        return PartKind.TITLE
    place = number - skipped
    if place > 2 or number + 1 >= len(lines) or len(words) > LONGEST_TITLE or DATELINE.match(words):
        return None
    gap = clean[lines[number].end : lines[number + 1].start].count("\n")
    sentence_like = words.rstrip("\"'").endswith((".", ":", ";", ","))
    if sentence_like or (gap < 2 and place):
        return None
    return PartKind.HEADING if place else PartKind.TITLE


def is_heading(words: str) -> bool:
    return len(words) <= LONGEST_HEADING and words[-1] not in ".!?:;,\"'" and words[0].isupper()


def named_agency(line: str | None) -> str | None:
    match = re.search(r":\s*(.+)$|\b(?:from|via)\s+(.+?)(?: in [A-Z].*)?$", line or "", re.IGNORECASE)
    return (match[1] or match[2]).strip(" .)") if match else None
