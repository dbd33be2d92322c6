"""What each stretch of a text is: headline, byline, dateline, paragraph, heading, or a tail that is not the story."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.clean import plain
from extraction.values import Part, Span
from schema.vocabulary import PartKind

LONGEST_TITLE = 180
LONGEST_HEADING = 70

DAY = r"(?:[A-Z][a-z]{2,8}\.?\ \d{1,2}|\d{1,2}\ [A-Z][a-z]{2,8})(?:,?\ \d{4})?"
DATELINE = re.compile(
    rf"""(?:[A-Z][\w.'-]*(?:[ /-][A-Z][\w.'-]*){{0,4}}             # ANKARA, WASHINGTON/BRUSSELS, New Delhi
          (?:,\ [A-Z][\w.]+)?(?:,?\ {DAY})?\ ?
        )?
        \((?P<agency>[A-Z][\w .'&-]{{1,40}})\)\ ?(?:-{{1,2}}|:)\ ?   # (Reuters) -
      | [A-Z][A-Z.'-]{{2,}}(?:[ /-][A-Z][A-Z.'-]+){{0,4}}(?:,\ [A-Z][\w.]+)?(?:,?\ {DAY})?\ ?-{{1,2}}\ """,
    re.VERBOSE,
)
NAMES = r"[A-Z][\w.'-]+(?:[ ,&/]+(?:and )?[A-Z][\w.'-]+){1,7}"
BYLINE = re.compile(
    rf"(?:[A-Z]+\. )?(?:By|BY|Reporting by|Written by)\s+(?P<names>{NAMES})(?:,? in [A-Z][\w .'-]+|, [\w ]+)?$|"
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w.'-]+){1,2})(?: in|,) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?$"
)
AGENCY_LINE = re.compile(
    r"(?:From|Via|By) (?:our agencies|the agencies|agencies|[A-Z][\w]+(?: [A-Z][\w]+)* in [A-Z][\w ]+)$"
)
TAILS = (
    (PartKind.COPYRIGHT, re.compile(r"(?:©|\(c\)|copyright\b).*\d{4}|(?:©|\(c\) )|all rights reserved", re.IGNORECASE)),
    (
        PartKind.CONTACT,
        re.compile(
            r"(?:to (?:contact|reach) the (?:reporter|editor|writer|author|desk)|write to (?:the|us|him|her)\b|"
            r"(?:contact|email|e-mail|tips?)\b[^.]{0,40}:?.*@|\S+@\S+\.\w+$)",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.CORRECTION,
        re.compile(
            r"(?:\(?(?:correction|corrected|corrects|clarification|clarified)\b|"
            r"(?:editor|this (?:story|article|version)).{0,40}"
            r"(?:note|has been (?:corrected|updated|amended)|corrects?\b))",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.LINKS,
        re.compile(
            r"(?:(?:read|see|watch|listen)(?: more| also| next)\b|also read|"
            r"related(?: stories| coverage| articles)?\s*:|more (?:on|from)\b|"
            r"further reading|follow (?:us|@)|subscribe|sign up|click here|recommended|https?://\S+$)",
            re.IGNORECASE,
        ),
    ),
    (
        PartKind.AGENCY,
        re.compile(
            r"(?:-{1,2} ?)?(?:[Ss]ources?:|[Ww]ith (?:inputs?|reporting|files|material) from|[Aa]gency:|[Vv]ia)\s+"
            r"(?:the )?[A-Z][\w .,'&-]{1,60}$|"
            r"\((?:[Rr]eporting|[Aa]dditional|[Ww]riting|[Ee]diting|[Cc]ompiled)\b.*\)$|"
            r"(?:[Aa]dditional reporting|[Ee]diting) by\b"
        ),
    ),
    (
        PartKind.BOILERPLATE,
        re.compile(
            r"-{1,2} ?.{2,40}\(@?\w+\) [A-Z][a-z]+ \d{1,2}, \d{4}$|"  # the foot of an embedded post
            r"(?:advertisement|sponsored|photo|image|file photo|getty|picture|caption)\b.{0,90}$|"
            r"(?:about (?:the|this) \w+|this (?:newsletter|digest|brief|note|bulletin) (?:is|was|goes|appears))|"
            r"[*_=~#-]{3,}$",
            re.IGNORECASE,
        ),
    ),
)
# "Explorer. Devoted travel specialist. Web expert. …": the invented author of a copying site.
INVENTED_AUTHOR = re.compile(
    r"\"?(?!.*\b(?:The|It|They|He|She|We|I|Nobody|was|is|are|were|has|had)\b)"
    r"(?:[A-Z][\w-]*(?: [\w-]+){0,4}\. ?){4,}\"?$"
)


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
    lines = line_spans(text)
    clean = plain(text)
    parts: list[Part] = []
    dateline = agency = None
    for number, line in enumerate(lines):
        words = line.of(clean)
        kind = furniture(words, at_end=number >= len(lines) - 4)
        story_begun = any(part.kind is PartKind.BODY for part in parts)
        if kind is None and not story_begun:
            kind = opening(words, number, lines, clean, title)
        if kind is None and story_begun and number + 1 < len(lines) and is_heading(words):
            kind = PartKind.HEADING
        if kind is None:
            if not story_begun and (match := DATELINE.match(words)):
                end = line.start + match.end()
                dateline, agency = words[: match.end()].strip(" -:"), match["agency"]
                parts.append(Part(PartKind.DATELINE, Span(line.start, end)))
                line = Span(end, line.end)
            kind = PartKind.BODY
        if line.start < line.end:
            parts.append(Part(kind, line))
    first = {kind: span.of(text) for kind, span in reversed(parts)}
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


def furniture(words: str, *, at_end: bool) -> PartKind | None:
    """What a line is that does not belong to the story, or None."""
    for kind, pattern in TAILS:
        if (len(words) < 400 or kind is PartKind.COPYRIGHT) and pattern.match(words):
            return kind
    if at_end and INVENTED_AUTHOR.match(words):
        return PartKind.BOILERPLATE
    return None


def opening(words: str, number: int, lines: Sequence[Span], clean: str, title: str | None) -> PartKind | None:
    """What a line before the story is, if not the story: its headline or what stands under it."""
    if AGENCY_LINE.match(words):
        return PartKind.AGENCY
    if BYLINE.match(words):
        return PartKind.BYLINE
    if title and plain(title).strip() == words:
        return PartKind.TITLE
    if number > 2 or number + 1 >= len(lines) or len(words) > LONGEST_TITLE or DATELINE.match(words):
        return None
    gap = clean[lines[number].end : lines[number + 1].start].count("\n")
    sentence_like = words.rstrip("\"'").endswith((".", ":", ";", ","))
    if sentence_like or (gap < 2 and number):
        return None
    return PartKind.HEADING if number else PartKind.TITLE


def is_heading(words: str) -> bool:
    return len(words) <= LONGEST_HEADING and words[-1] not in ".!?:;,\"'" and words[0].isupper()


def named_agency(line: str | None) -> str | None:
    match = re.search(r":\s*(.+)$|\b(?:from|via)\s+(.+?)(?: in [A-Z].*)?$", line or "", re.IGNORECASE)
    return (match[1] or match[2]).strip(" .)") if match else None
