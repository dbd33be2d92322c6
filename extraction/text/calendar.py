"""Dates as texts write them: full dates read into intervals, and weekdays held against them."""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}

MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
# 24 February 2999 is no day of ours, and no 24 February of an unknown year either
OTHER_YEAR = r",? (?:0\d|1[0-8]|2[1-9]|[3-9]\d)\d\d\b"
WEEKDAY = r"(?P<weekday>" + "|".join(WEEKDAYS) + r")"
WRITTEN = re.compile(
    rf"\b(?:{WEEKDAY},? (?:the )?)?(?:{MONTH} {DAY}(?!\d)(?:,? {YEAR})?|{DAY.replace('day', 'day2')} (?:of )?"
    rf"{MONTH.replace('month', 'month2')}(?:,? {YEAR.replace('year', 'year2')})?)\b(?!{OTHER_YEAR})",
    re.IGNORECASE,
)
WRITTEN_MONTH = re.compile(rf"\b{MONTH},? {YEAR}\b(?![-/]\d)", re.IGNORECASE)


class WrittenDate(NamedTuple):
    """A day of a month found in a text: where, its parts, and the weekday that stands with it."""

    start: int
    end: int
    year: int | None
    month: int
    day: int
    weekday: int | None


class WrittenMonth(NamedTuple):
    """A month of a year found in a text without a day."""

    start: int
    end: int
    year: int
    month: int


def written_months(text: str) -> Iterator[WrittenMonth]:
    """Every `March 2020` of the text that has no day."""
    days = [match.span() for match in WRITTEN.finditer(text)]
    for match in WRITTEN_MONTH.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in days):
            continue
        yield WrittenMonth(*match.span(), int(match["year"]), MONTHS[match["month"].lower()])


def written_dates(text: str) -> Iterator[WrittenDate]:
    """Every `Tuesday, February 24, 2022` or `24 February` of the text that can be a day."""
    for match in WRITTEN.finditer(text):
        month = MONTHS[(match["month"] or match["month2"]).lower()]
        day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
        weekday = WEEKDAYS[match["weekday"].lower()] if match["weekday"] else None
        if 1 <= day <= monthrange(int(year) if year else 2000, month)[1]:
            yield WrittenDate(match.start(), match.end(), int(year) if year else None, month, day, weekday)


def nearest_year(month: int, day: int, to: dt.date) -> dt.date:
    """The day in that month which lies nearest to a given day, on either side of it."""
    years = [year for year in (to.year - 1, to.year, to.year + 1) if day <= monthrange(year, month)[1]]
    return min((dt.date(year, month, day) for year in years), key=lambda date: abs(date - to))


def month_span(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
