"""Days as people write them: a day, a month or a year."""

import calendar
import datetime as dt
import re

DAYS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
FORMS = "day (2020-03-01), month (2020-03) or year (2020)"


def days_of(written: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of a day, a month or a year; None for what is none of FORMS."""
    match = DAYS.fullmatch(written)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        last = day or calendar.monthrange(year, month or 12)[1]
        return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, last)
    except ValueError:  # no such month, or no such day in it
        return None
