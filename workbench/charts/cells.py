"""Values of an answer as a chart takes them: numbers, days in milliseconds, words; None for what is none."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from workbench.charts.words import said

Scale = Literal["day", "year", "number", "words"]
DAY = 86_400_000
FIRST = dt.date(1970, 1, 1)
INHERITED = frozenset(
    """constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf __proto__
    __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__""".split()
)
GREATEST = 1e150  # so that sums of such are numbers, too
YEARS = range(1400, 2200)


def number(value: Any) -> float | int | None:
    """A number that an axis can hold; None for anything else, a truth value among them."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, Decimal):
        value = float(value)
    if not abs(value) < GREATEST:  # nor is what is no number, or without end
        return None
    return value if isinstance(value, float) or abs(value) < 2**53 else float(value)


def day(value: Any) -> int | None:
    """A day or moment in milliseconds since 1970; None for what is none, one outside the years 1 to 9999 too."""
    if isinstance(value, dt.datetime):
        since: dt.timedelta = value.replace(tzinfo=None) - dt.datetime(1970, 1, 1)  # noqa: DTZ001 - of UTC
        return round(since / dt.timedelta(milliseconds=1))
    if isinstance(value, dt.date):
        return (value - FIRST).days * DAY
    if isinstance(value, str):
        try:
            return day(dt.datetime.fromisoformat(value)) if 10 <= len(value) < 40 else None
        except ValueError:
            return None
    return None


def iso(moment: float) -> str:
    """A moment as Vega reads it: a day where it is a midnight."""
    told = dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=moment)  # noqa: DTZ001 - all are UTC, and Vega is told so
    return told.date().isoformat() if moment % DAY == 0 else told.isoformat(timespec="seconds") + "Z"


def measured(values: Sequence[Any], column: str = "") -> Scale:
    """What a column is measured on: days, years, numbers, or words where most of its values are none of these."""
    there = [value for value in values if value is not None]
    if there and 2 * sum(day(value) is not None for value in there) > len(there):
        return "day"
    numbers = [value for value in map(number, there) if value is not None]
    if not there or 2 * len(numbers) <= len(there):
        return "words"
    calendar = "year" in column or column.endswith(("_in", "_year"))
    return "year" if calendar and all(value == int(value) and int(value) in YEARS for value in numbers) else "number"


def label(value: Any) -> str:
    """The words of a category; what is empty is not told.

    Vega groups by the members of a JavaScript object, where the names that each object has would be taken for groups:
    such a name gets a blank without width.
    """
    told = said(value) or "not told"
    return f"{told}\u200b" if told in INHERITED else told
