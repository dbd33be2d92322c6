"""What was supplied of an article beside its text, and how several tellings of one article become one.

The outcome depends on what was told, not on its order: joining is commutative, associative and idempotent.
What a text says of itself is a guess, made anew when it is wanted, and never counts as told.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from extraction.exchange import slug
from extraction.text.layout import lay_out
from extraction.text.quality import date_in
from loaders.articles.records import ArticleRecord
from loaders.publication import publication_day
from schema.vocabulary import DatePrecision, FlagKind

EXACTNESS = (DatePrecision.DAY, DatePrecision.MONTH, DatePrecision.YEAR)


class Day(NamedTuple):
    """A day of publication and how exactly it is known."""

    day: dt.date
    precision: DatePrecision


@dataclass(frozen=True)
class Own:
    """What a text says of itself, whatever else is told of it."""

    title: str | None
    byline: str | None
    published: Day | None
    date_words: str | None


@dataclass(frozen=True)
class Told:
    """What was supplied; None where nothing was. `unreadable_date` is a date that no one could read."""

    source_id: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: Day | None = None
    unreadable_date: str | None = None
    note: str | None = None
    encoding: str | None = None


def own(text: str) -> Own:
    layout = lay_out(text)
    if read := date_in(text, layout):
        day, precision, words = read
        return Own(layout.title, layout.byline, Day(day, precision), words)
    return Own(layout.title, layout.byline, None, None)


def told_by(record: ArticleRecord, own: Own, today: dt.date) -> Told:
    """What a record tells; a title or byline that stands in the text as well is the text's."""
    known = publication_day(record.published_on, today) if record.published_on else None
    return Told(
        (slug(record.source) or None) if record.source else None,
        record.url,
        other_than(own.title, record.title),
        other_than(own.byline, record.byline),
        Day(*known) if known else None,
        None if known else record.published_on or None,
        record.note,
        record.encoding,
    )


def told_of(row: Mapping[str, Any], flags: Mapping[str, str], own: Own) -> Told:
    """What was told of a stored article, from its row and its flags (details by kind)."""
    guessed = FlagKind.DATE_FROM_TEXT in flags or row["published_on"] is None
    return Told(
        row["source_id"],
        row["url"],
        other_than(own.title, row["title"]),
        other_than(own.byline, row["byline"]),
        None if guessed else Day(row["published_on"], DatePrecision(row["published_precision"])),
        flags.get(FlagKind.UNREADABLE_DATE),
        row["note"],
        row["encoding"],
    )


def other_than(own: str | None, told: str | None) -> str | None:
    return None if told == own else told


def join(one: Told, other: Told) -> Told:
    """Both tellings as one: the more exact day, and of two that differ the one that sorts first."""
    published = most_exact(one.published, other.published)
    return Told(
        first(one.source_id, other.source_id),
        first(one.url, other.url),
        first(one.title, other.title),
        first(one.byline, other.byline),
        published,
        None if published else first(one.unreadable_date, other.unreadable_date),
        first(one.note, other.note),
        first(one.encoding, other.encoding),
    )


def first(*told: str | None) -> str | None:
    return min((value for value in told if value is not None), default=None)


def most_exact(*told: Day | None) -> Day | None:
    known = [day for day in told if day is not None]
    return min(known, key=lambda day: (EXACTNESS.index(day.precision), day.day), default=None)
