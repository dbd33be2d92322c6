"""An address read: which rows of a table are wanted, in which order, which page of them, which columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.datastructures import QueryParams

from schema.errors import QueryError, did_you_mean
from workbench.days import FORMS, days_of
from workbench.dictionary.relations import Column, Relation
from workbench.web.browse.shape import kind_of
from workbench.web.reading import number_of
from workbench.web.state import BOUNDS

PAGE = 50  # rows
DEEPEST = 200  # pages that one can leaf through; further rows are for filters and files
MOST_FILTERS, LONGEST = 20, 500
OPERATIONS: Mapping[str, Mapping[str, str]] = {
    "text": {"has": "has the words", "is": "is", "empty": "is empty"},
    "texts": {"is": "holds", "has": "has the words", "empty": "is empty"},
    "number": {"is": "is", "from": "at least", "to": "at most", "empty": "is empty"},
    "day": {"is": "is in", "from": "from", "to": "until", "empty": "is empty"},
    "moment": {"is": "is in", "from": "from", "to": "until", "empty": "is empty"},
    "flag": {"is": "is", "empty": "is empty"},
    "list": {"empty": "is empty"},
    "other": {"empty": "is empty"},
}
SORTED = ("text", "number", "day", "moment", "flag")
ALL_OPERATIONS = ("is", "has", "from", "to", "empty")
FLAGS = {"yes": True, "true": True, "no": False, "false": False}
DIGITS = 30


@dataclass(frozen=True)
class Filter:
    """What must hold of a column; `values` are what is written read as its type, of days the first and the last."""

    column: str
    operation: str
    written: str
    value: Any

    @property
    def key(self) -> str:
        return self.column if self.operation == "is" else f"{self.column}__{self.operation}"


@dataclass(frozen=True)
class Wanted:
    """Filters, order, page and columns; `sort` is None for the order that a table has by itself."""

    filters: tuple[Filter, ...] = ()
    sort: str | None = None
    descending: bool = False
    page: int = 1
    shown: tuple[str, ...] = ()
    everything: bool = False

    def query(self) -> list[tuple[str, str]]:
        """The words of an address that mean it; what is as by default is left out."""
        told = [(one.key, one.written) for one in self.filters]
        if self.sort:
            told.append(("_sort", f"{'-' if self.descending else ''}{self.sort}"))
        told += [("_show", name) for name in self.shown]
        if self.everything:
            told.append(("_all", "1"))
        if self.page > 1:
            told.append(("_page", str(self.page)))
        return told

    def having(self, more: Filter) -> "Wanted":
        return self if more in self.filters else replace(self, filters=(*self.filters, more), page=1)

    def without(self, less: Filter) -> "Wanted":
        return replace(self, filters=tuple(one for one in self.filters if one != less), page=1)


def wanted(relation: Relation, query: QueryParams) -> Wanted:
    """What an address asks of a table. Raises QueryError for what the table has not or what cannot be read."""
    columns = {one.name: one for one in relation.columns}
    filters = tuple(filters_in(columns, query.multi_items()))
    if len(filters) > MOST_FILTERS:
        raise QueryError(f"{len(filters)} filters are too many; {MOST_FILTERS} can be asked at once")
    sort = query.get("_sort") or None
    descending = bool(sort and sort.startswith("-"))
    if sort:
        sort = sort.removeprefix("-")
        if kind_of(named(columns, sort)) not in SORTED:
            raise QueryError(f"rows cannot be sorted by {sort}: it holds {columns[sort].kind.lower()}")
    shown = tuple(dict.fromkeys(named(columns, name).name for name in query.getlist("_show")))
    return Wanted(filters, sort, descending, page_in(query.get("_page") or "1"), shown, bool(query.get("_all")))


def page_in(written: str) -> int:
    number = number_of("_page", written)
    if number > DEEPEST:
        raise QueryError(
            f"one can leaf through {DEEPEST * PAGE:,} rows; a filter or another order brings up the others, and the "
            "CSV and Parquet files hold all"
        )
    return number


def filters_in(columns: Mapping[str, Column], items: Sequence[tuple[str, str]]) -> Iterator[Filter]:
    seen = set()
    for key, written in items:
        if key in BOUNDS or key.startswith("_") or not written.strip():
            continue
        name, _, operation = key.partition("__")
        one = read(named(columns, name), operation or "is", written.strip())
        if one not in seen:
            seen.add(one)
            yield one


def named(columns: Mapping[str, Column], name: str) -> Column:
    """The column of a name. Raises QueryError with the nearest names."""
    if name not in columns:
        raise QueryError(f"the table has no column {name[:80]!r}.{did_you_mean(name[:80], columns)}")
    return columns[name]


def read(column: Column, operation: str, written: str) -> Filter:
    """A filter from what is written. Raises QueryError for what the column cannot be asked."""
    kind = kind_of(column)
    possible = OPERATIONS[kind]
    if operation not in possible:
        says = ", ".join(f"{column.name}{'' if one == 'is' else '__' + one}" for one in possible)
        raise QueryError(f"{column.name} cannot be asked by {operation[:40]!r}; it can by: {says}")
    if len(written) > LONGEST:
        raise QueryError(f"what {column.name} is compared with has {len(written):,} characters; {LONGEST} are the most")
    if "\0" in written:
        raise QueryError(f"what {column.name} is compared with has a NUL character in it")
    if operation == "empty":
        if written.lower() not in FLAGS:
            raise QueryError(f"{column.name}__empty is {written[:40]!r}; yes or no")
        return Filter(column.name, operation, "yes" if FLAGS[written.lower()] else "no", FLAGS[written.lower()])
    return Filter(column.name, operation, written, value_of(column.name, kind, operation, written))


def value_of(name: str, kind: str, operation: str, written: str) -> Any:
    if kind == "number":
        return number(name, written)
    if kind in ("day", "moment"):
        days = days_of(written)
        if days is None:
            raise QueryError(f"{name} is compared with {written[:40]!r}, which is no {FORMS}")
        first, last = days
        return {"is": (first, last), "from": first, "to": last}[operation]
    if kind == "flag":
        if written.lower() not in FLAGS:
            raise QueryError(f"{name} is {written[:40]!r}; yes or no")
        return FLAGS[written.lower()]
    return written


def number(name: str, written: str) -> int | float:
    """A whole number as it is, another as a double."""
    try:
        found = Decimal(written)
        if not found.is_finite() or len(written) > DIGITS or abs(found.adjusted()) > DIGITS:
            raise InvalidOperation
    except InvalidOperation as error:
        raise QueryError(f"{name} is compared with {written[:40]!r}, which is no number") from error
    whole = found == found.to_integral_value() and abs(found) < 2**63
    return int(found) if whole else float(found)
