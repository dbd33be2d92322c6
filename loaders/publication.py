"""The day of publication as a record writes it."""

import datetime as dt
import re

from extraction.names.reference_lists import day_span
from extraction.text.calendar import MONTHS, written_dates
from schema.vocabulary import DatePrecision

EARLIEST_YEAR = 1900
MONTH_AND_YEAR = re.compile(r"(?P<month>[A-Za-z]+)\.?,? (?:of )?(?P<year>[0-9]{4})")


def publication_day(written: str, today: dt.date) -> tuple[dt.date, DatePrecision] | None:
    """The day that a record gives as its publication, with its precision; None if it cannot be read.

    A year before newspapers wrote of such arms, or after the next one, is a slip: it counts as unreadable.
    """
    found = day_written(written.strip())
    return found if found and EARLIEST_YEAR <= found[0].year <= today.year + 1 else None


def day_written(written: str) -> tuple[dt.date, DatePrecision] | None:
    if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", written):
        try:
            first, _ = day_span(written)
        except ValueError:
            return None
        return first, (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[written.count("-")]
    try:
        return dt.datetime.fromisoformat(written).date(), DatePrecision.DAY
    except ValueError:
        pass
    found = next(iter(written_dates(written)), None)
    if found is not None and found.year is not None:
        return dt.date(found.year, found.month, found.day), DatePrecision.DAY
    if (month := MONTH_AND_YEAR.fullmatch(written)) and (number := MONTHS.get(month["month"].lower())):
        return dt.date(int(month["year"]), number, 1), DatePrecision.MONTH
    return None
