"""What is asked for: a day of publication, a moment of recording, or both."""

import datetime as dt
import re
from dataclasses import dataclass

from loaders.ledger import now
from schema.errors import QueryError

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")
LAST_SECOND = dt.time(23, 59, 59)


@dataclass(frozen=True)
class Known:
    """What was published up to a day, that day included, as far as the database knew it at the end of a second (UTC).

    None leaves a bound out; without either it is all that the snapshot holds.
    """

    as_of: dt.date | None = None
    recorded_as_of: dt.datetime | None = None

    def __bool__(self) -> bool:
        return self.as_of is not None or self.recorded_as_of is not None

    def __str__(self) -> str:
        told = []
        if self.as_of is not None:
            told.append(f"as of {self.as_of}")
        if self.recorded_as_of is not None:
            told.append(f"recorded as of {self.recorded_as_of:%Y-%m-%dT%H:%M:%SZ}")
        return ", ".join(told)

    @property
    def label(self) -> str:
        """What is added to the name of a snapshot: `@2020-03-01`, `@2020-03-01@20261120T235959Z`, `@@2026…`."""
        day = f"@{self.as_of or ''}"
        return f"{day}@{self.recorded_as_of:%Y%m%dT%H%M%SZ}" if self.recorded_as_of else day

    @property
    def last_day(self) -> dt.date | None:
        """The last day of which anything may be known."""
        days = [self.as_of, self.recorded_as_of.date() if self.recorded_as_of else None]
        return min((day for day in days if day is not None), default=None)


EVERYTHING = Known()


def known(as_of: str | None = None, recorded_as_of: str | None = None) -> Known:
    """What is asked for in words: a day, and a day or a moment. Raises QueryError."""
    return Known(
        day_of(as_of) if as_of is not None else None, moment_of(recorded_as_of) if recorded_as_of is not None else None
    )


def day_of(written: str, option: str = "as-of") -> dt.date:
    """A day of the past, YYYY-MM-DD."""
    if not DAY.fullmatch(written):
        raise QueryError(f"--{option} is {written!r}, not a day such as 2020-03-01")
    try:
        day = dt.date.fromisoformat(written)
    except ValueError as error:
        raise QueryError(f"--{option} is {written!r}, and there is no such day") from error
    if day > now().date() + dt.timedelta(days=1):  # where the sun rises first it is tomorrow already
        raise QueryError(f"--{option} is {written}, a day to come: nobody knows yet what will be known then")
    return day


def moment_of(written: str) -> dt.datetime:
    """A moment in UTC: the end of a day, or of the second that is told; without a zone it is UTC's."""
    if "T" not in written:
        return dt.datetime.combine(day_of(written, "recorded-as-of"), LAST_SECOND, dt.UTC)
    if not MOMENT.fullmatch(written):
        raise QueryError(
            f"--recorded-as-of is {written!r}, not a day or a moment such as 2026-03-01 or 2026-03-01T12:00:00Z"
        )
    try:
        moment = dt.datetime.fromisoformat(written)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise QueryError(f"--recorded-as-of is {written!r}, and there is no such moment") from error
    day_of(moment.date().isoformat(), "recorded-as-of")
    return moment
