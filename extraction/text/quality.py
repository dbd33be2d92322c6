"""Doubts about a text: weekdays that do not fit, the smell of machine rewording, language, a date to be guessed."""

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

import py3langid

from extraction.text.calendar import WrittenDate, nearest_year, written_dates, written_months
from extraction.text.clean import plain
from extraction.text.furniture import INVENTED_AUTHOR, is_day
from extraction.text.layout import Layout
from extraction.values import Part
from schema.vocabulary import DatePrecision, FlagKind, PartKind

# "– Jane Doe (jdoe) March 20, 2022": the foot of an embedded post names its writer twice.
POST_FOOT = re.compile(r"- ?(?P<first>[A-Z][\w'-]+) (?P<last>[A-Z][\w'-]+) \(@?(?P<handle>\w+)\)")
COPYRIGHT_YEAR = re.compile(r"(?:©|\(c\)|copyright)\D{0,12}((?:19|20)\d\d)", re.IGNORECASE)
UPDATED = re.compile(r"\(?(?:last |latest )?(?:updat|modif|edit)", re.IGNORECASE)
ISO_DAY = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")
LANGUAGE_SAMPLE = 3000


class Flag(NamedTuple):
    kind: FlagKind
    detail: str


def language_of(text: str) -> str:
    """ISO 639-1 code of the text's language."""
    code, _ = py3langid.classify(text[:LANGUAGE_SAMPLE])
    return str(code)


def date_in(text: str, layout: Layout) -> tuple[dt.date, DatePrecision, str] | None:
    """The publication day that the furniture of a text tells, with its precision and the words."""
    clean = plain(text)
    furniture = [part for part in layout.parts if part.kind not in (PartKind.BODY, PartKind.HEADING, PartKind.TITLE)]
    furniture.sort(key=lambda part: trust(part, clean))
    spans = [part.span for part in furniture]
    for span in spans:
        if found := day_in(span.of(clean)):
            day, start, end = found
            return day, DatePrecision.DAY, text[span.start + start : span.start + end]
    for span in spans:
        for month in written_months(span.of(clean)):
            words = text[span.start + month.start : span.start + month.end]
            return dt.date(month.year, month.month, 1), DatePrecision.MONTH, words
    for span in spans:
        if match := COPYRIGHT_YEAR.search(span.of(clean)):
            return dt.date(int(match[1]), 1, 1), DatePrecision.YEAR, match[0]
    return None


def trust(part: Part, clean: str) -> int:
    """Which furniture tells the day best, the least number first: an update is later than what it updates."""
    words = part.span.of(clean)
    if is_day(words):
        return 2 if UPDATED.match(words) else 0
    if part.kind is PartKind.DATELINE:
        return 1
    return 4 if part.kind is PartKind.CORRECTION else 3


def day_in(words: str) -> tuple[dt.date, int, int] | None:
    """The first day with its year, and where the words that say so begin and end."""
    for found in written_dates(words):
        if found.year:
            return dt.date(found.year, found.month, found.day), found.start, found.end
    if (match := ISO_DAY.search(words)) and int(match[3]) <= monthrange(int(match[1]), int(match[2]))[1]:
        return dt.date(int(match[1]), int(match[2]), int(match[3])), *match.span()
    return None


def flags_of(text: str, layout: Layout, published_on: dt.date | None) -> list[Flag]:
    """Doubts about the quality of a text, each with the words that raised it."""
    clean = plain(text)
    flags = []
    wrong_days = [text[found.start : found.end] for found in written_dates(clean) if misfit(found, published_on)]
    if wrong_days:
        flags.append(Flag(FlagKind.WEEKDAY_MISMATCH, "; ".join(wrong_days)))
    if smells := machine_smells(clean, layout):
        flags.append(Flag(FlagKind.MACHINE_REWORDED, "; ".join(smells)))
    return flags


def misfit(found: WrittenDate, published_on: dt.date | None) -> bool:
    if found.weekday is None or (found.year is None and published_on is None):
        return False
    if found.year is not None:
        day = dt.date(found.year, found.month, found.day)
    else:
        assert published_on
        day = nearest_year(found.month, found.day, published_on)
    return day.weekday() != found.weekday


def machine_smells(clean: str, layout: Layout) -> list[str]:
    smells = []
    for span in layout.spans(PartKind.BOILERPLATE):
        words = span.of(clean)
        if INVENTED_AUTHOR.match(words):
            smells.append(f"invented author: {words[:60]}")
        foot = POST_FOOT.match(words)
        if foot and not same_person(foot["first"], foot["last"], foot["handle"]):
            smells.append(f"name and handle of a post differ: {foot[0]}")
    return smells


def same_person(first: str, last: str, handle: str) -> bool:
    """Whether a handle may belong to a name: `phildstewart` is no Bill Stewart."""
    before, surname, _ = handle.lower().partition(last.lower())
    return not surname or not before.strip("_") or before[0] == first[0].lower()
