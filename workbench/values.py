"""Rows of Python values out of an Arrow table, as they come from the process that answers."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

HUGE = 38  # digits of a whole decimal that DuckDB hands over for its own huge integers
DAYS = {2147483647: "infinity", -2147483647: "-infinity"}
TICKS = {2**63 - 1: "infinity", -(2**63) + 1: "-infinity"}
PORTION = 1_000  # rows that are made Python values at a time


def rows(table: pa.Table | pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    """The rows one by one; moments are datetimes in UTC, and a day or moment that no Python value can hold is text."""
    columns = [values(column) for column in table.columns]
    return zip(*columns, strict=True) if columns else iter(())


class Rows(Sequence[tuple[Any, ...]]):
    """The rows of a table as tuples, equal to a tuple of them; each is made when it is first read, and then kept.

    Of a million rows a screen or a page shows a few, and Python takes longer over a value than the database.
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.made: dict[int, list[tuple[Any, ...]]] = {}

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def portion(self, number: int) -> list[tuple[Any, ...]]:
        if number not in self.made:
            self.made[number] = list(rows(self.table.slice(number * PORTION, PORTION)))
        return self.made[number]

    @overload
    def __getitem__(self, wanted: int) -> tuple[Any, ...]: ...

    @overload
    def __getitem__(self, wanted: slice) -> tuple[tuple[Any, ...], ...]: ...

    def __getitem__(self, wanted: int | slice) -> tuple[Any, ...]:
        places = range(len(self))[wanted]
        if isinstance(places, int):
            return self.portion(places // PORTION)[places % PORTION]
        return tuple(self.portion(place // PORTION)[place % PORTION] for place in places)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for number in range(-(-len(self) // PORTION)):
            yield from self.portion(number)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows | tuple):
            return NotImplemented
        return len(self) == len(other) and all(mine == its for mine, its in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def values(column: pa.Array | pa.ChunkedArray) -> list[Any]:
    try:
        told = column.cast(readable(column.type)).to_pylist(maps_as_pydicts="lossy")
        change = changer(column.type)
    except (OverflowError, ValueError):  # a day before our era or after the year 9999 is in it
        told = column.cast(readable(column.type, counted=True)).to_pylist(maps_as_pydicts="lossy")
        change = changer(column.type, counted=True)
    return [change(value) for value in told] if change else told


def readable(kind: pa.DataType, *, counted: bool = False) -> pa.DataType:
    """A type with words for what stands for words and without zones; `counted`: with numbers for days and moments."""

    def inner(kind: pa.DataType) -> pa.DataType:
        return readable(kind, counted=counted)

    if kinds.is_dictionary(kind):
        return kind.value_type
    if kinds.is_date32(kind):
        return pa.int32() if counted else kind
    if kinds.is_timestamp(kind):
        return pa.int64() if counted else pa.timestamp(kind.unit)  # a zone would ask for a database of zones
    if kinds.is_map(kind):
        return pa.map_(inner(kind.key_type), inner(kind.item_type))
    if kinds.is_struct(kind):
        return pa.struct([(field.name, inner(field.type)) for field in kind])
    if kinds.is_fixed_size_list(kind):
        return pa.list_(inner(kind.value_type), kind.list_size)
    return pa.list_(inner(kind.value_type)) if kinds.is_list(kind) else kind


def changer(kind: pa.DataType, *, counted: bool = False) -> Callable[[Any], Any] | None:
    """What makes a value of Arrow's one of ours; None where it is one. `counted`: days and moments come as numbers."""
    if kinds.is_decimal(kind) and kind.scale == 0 and kind.precision == HUGE:
        return lambda value: None if value is None else int(value)
    if counted and kinds.is_date32(kind):
        return day
    if counted and kinds.is_timestamp(kind):
        return lambda value: moment(value, kind.unit, kind.tz)
    if kinds.is_timestamp(kind) and kind.tz:
        return lambda value: None if value is None else value.replace(tzinfo=dt.UTC)
    if kinds.is_map(kind):
        return of_map(changer(kind.key_type, counted=counted), changer(kind.item_type, counted=counted))
    if kinds.is_struct(kind):
        return of_struct({field.name: changer(field.type, counted=counted) for field in kind})
    if kinds.is_list(kind) or kinds.is_fixed_size_list(kind):
        inner = changer(kind.value_type, counted=counted)
        return inner and (lambda value: None if value is None else [inner(one) for one in value])
    return None


def same(value: Any) -> Any:
    return value


def of_map(key: Callable[[Any], Any] | None, item: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    if key is None and item is None:
        return None
    key, item = key or same, item or same
    return lambda value: None if value is None else {key(name): item(one) for name, one in value.items()}


def of_struct(inner: dict[str, Callable[[Any], Any] | None]) -> Callable[[Any], Any] | None:
    if not any(inner.values()):
        return None
    return lambda value: None if value is None else {name: (inner[name] or same)(one) for name, one in value.items()}


def day(count: int | None) -> dt.date | str | None:
    """The day so many days after 1 January 1970; text for one that Python's calendar lacks, as DuckDB writes it."""
    if count is None or count in DAYS:
        return None if count is None else DAYS[count]
    try:
        return dt.date(1970, 1, 1) + dt.timedelta(days=count)
    except OverflowError:
        return of_our_era(str(np.datetime64(count, "D")))


def moment(count: int | None, unit: str, zone: str | None) -> dt.datetime | str | None:
    """The same for a moment, in the units that Arrow counts it in."""
    if count is None or count in TICKS:
        return None if count is None else TICKS[count]
    exact = np.array(count, f"datetime64[{unit}]")
    python = exact.astype("datetime64[us]").item()
    if isinstance(python, dt.datetime):
        return python.replace(tzinfo=dt.UTC) if zone else python
    return of_our_era(str(exact.astype("datetime64[us]")))


def of_our_era(iso: str) -> str:
    """`0044-03-15 (BC) 00:00:00` for `-0043-03-15T00:00:00.000000`."""
    date, _, clock = iso.partition("T")
    year, month, of_month = date.rsplit("-", 2)
    era = " (BC)" if int(year) <= 0 else ""
    date = f"{1 - int(year) if era else int(year):04d}-{month}-{of_month}{era}"
    return f"{date} {clock.rstrip('0').rstrip('.')}".strip() if clock else date
