"""A text cut where facts begin and end, so that overlapping ones can all be seen: blocks of pieces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """A stretch of a text that tells something: from one character to before another."""

    start: int
    end: int
    number: int  # which of the facts beside the text
    kind: str


@dataclass(frozen=True)
class Piece:
    """Words under the same spans; `opens` are the spans that begin here, `closes` those that end."""

    text: str
    spans: tuple[Span, ...]
    opens: tuple[Span, ...]
    closes: tuple[Span, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(span.kind for span in self.spans))


@dataclass(frozen=True)
class Block:
    """A paragraph, or another part of an article as `kind` says."""

    kind: str
    pieces: tuple[Piece, ...]


def blocks(text: str, parts: Sequence[tuple[int, int, str]], spans: Sequence[Span]) -> list[Block]:
    """The text as blocks: its parts, those on one line as one, and paragraphs of what no part covers.

    Not a character that is no white space is lost, whatever the parts and the spans are.
    """
    spans = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    return [
        Block(kind, pieces(text, start, end, spans))
        for start, end, kind in covered(text, parts)
        if text[start:end].strip()
    ]


def covered(text: str, parts: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Stretches from the first character to the last, each once, with what they are."""
    laid: list[tuple[int, int, str]] = []
    at = 0
    for start, end, kind in [*sorted(parts), (len(text), len(text), "")]:
        start, end = max(start, at), min(max(end, at), len(text))
        gaps = re.finditer(r"\S(?:.|\n(?!\s*\n))*", text[at:start])
        laid += [(at + gap.start(), at + gap.end(), "body") for gap in gaps]
        if start < end:
            laid.append((start, end, kind))
        at = max(at, end)
    return joined(text, laid)


def joined(text: str, laid: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A place and day before the first sentence stand in its paragraph."""
    whole: list[tuple[int, int, str]] = []
    for start, end, kind in laid:
        if whole and "\n" not in text[whole[-1][0] : start] and {whole[-1][2], kind} <= {"body", "dateline"}:
            whole[-1] = whole[-1][0], end, "body"
        else:
            whole.append((start, end, kind))
    return whole


def pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    within = [span for span in spans if span.start < end and span.end > start]
    cuts = {start, end}
    for span in within:
        cuts |= {max(span.start, start), min(span.end, end)}
    cut = []
    for first, last in pairwise(sorted(cuts)):
        over = tuple(span for span in within if span.start <= first and span.end >= last)
        cut.append(
            Piece(
                text[first:last],
                over,
                tuple(span for span in over if span.start == first or (first == start and span.start < start)),
                tuple(span for span in over if span.end == last),
            )
        )
    return tuple(cut)
