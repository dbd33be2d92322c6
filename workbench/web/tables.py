"""An answer as a table to look at: sorted, filtered and paged as its address says, its ids as links."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow.compute as pc
import pyarrow.types as kinds
from starlette.datastructures import QueryParams

from loaders.publish import shared_columns
from schema.errors import QueryError
from workbench.output import cell as plain
from workbench.runner import Result
from workbench.web.linking import Links
from workbench.web.reading import number_of

PAGE = 100  # rows
QUOTE = "quote"  # the column whose words themselves lead to their place
LONG = 48  # characters from which a column is for reading
MAIN = 6  # cells of a row that a telephone shows before the others are asked for
EVIDENCE = frozenset(
    f"{one}_id"
    for one in (
        "evidence",
        "article",
        "record",
        "account",
        "fact",
        "request",
        "condition",
        "response",
        "sanction",
        "transfer",
    )
)
NOT_TOLD = "", "", ""
SETTINGS = ("_sort", "_find", "_in", "_page", "_all", "_rows")


@dataclass(frozen=True)
class View:
    """How a table is looked at; no parameter of a question begins as these words of its address do."""

    sort: str | None = None
    descending: bool = False
    find: str = ""
    within: str | None = None
    page: int = 1
    everything: bool = False


@dataclass(frozen=True)
class Cell:
    """What stands in a row under a column: words, each with where they lead, if anywhere."""

    parts: tuple[tuple[str, str | None], ...]

    @property
    def text(self) -> str:
        return "; ".join(text for text, _ in self.parts)


@dataclass(frozen=True)
class Column:
    """A column as its head shows it; `kind` is number, day, id, long or text."""

    name: str
    kind: str
    meaning: str
    sorted: str | None
    href: str

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Row:
    """Cells under the columns; `href` leads to the sentence, `quote` are its words, which then are in no cell.

    Of a quote from an article, `before` and `after` are the rest of its sentence.

    `main` are the places of the cells that a telephone shows at once, `folded` counts the others that say something.
    """

    cells: tuple[Cell, ...]
    href: str | None
    quote: str | None = None
    before: str = ""
    after: str = ""
    main: frozenset[int] = frozenset()
    folded: int = 0


@dataclass(frozen=True)
class Table:
    """A page of an answer. `found` rows fit the filter, of `total`.

    `hidden` are columns that are not shown: in those of `empty` nothing stands, the others are ids, of which the row or
    the name beside them is the link.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    view: View
    total: int
    found: int
    pages: int
    hidden: tuple[str, ...]
    empty: tuple[str, ...]
    quote: Column | None
    names: tuple[str, ...]
    links: Mapping[str, str]


def view_of(query: QueryParams, columns: Sequence[str]) -> View:
    """How an address wants a table looked at. Raises QueryError for a column that the answer has not."""
    sort, within = query.get("_sort") or None, query.get("_in") or None
    descending = bool(sort and sort.startswith("-"))
    sort = sort.removeprefix("-") if sort else None
    for name in (sort, within):
        if name is not None and name not in columns:
            raise QueryError(f"the answer has no column {name!r} to sort or filter by: {', '.join(columns)}")
    page = number_of("_page", query.get("_page", ""))
    return View(sort, descending, query.get("_find", "").strip(), within, page, bool(query.get("_all")))


def table(
    result: Result,
    view: View,
    leads: Links,
    path: str,
    values: Mapping[str, str],
    evidence: str | None = None,
    *,
    ids: bool = False,
    sentences: Callable[[Sequence[str]], Mapping[str, tuple[str, str, str]]] = lambda _: {},
) -> Table:
    """A page of an answer that is shown at `path` with `values`; `evidence` names the column that a row leads by.

    With `ids` every column of ids is shown, else only those that lead somewhere else than the row. `sentences` tells
    the sentences that pieces of evidence stand in, as `passages.sentences` does.
    """

    def link(**changes: str) -> str:
        return leads.about.link(path, {**values, **settings(view, **changes)}, "answer")

    rows = chosen(result, view)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(view.page, pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    names = result.columns
    empty = tuple(name for i, name in enumerate(names) if result.rows and is_empty(result, i))
    led = names.index(evidence) if evidence in names else None
    needless = () if ids else tuple(name for name in names if name != evidence and spared(name, names, led is not None))
    hidden = () if view.everything else tuple(name for name in names if name in empty or name in needless)
    quoted = led is not None and QUOTE in names and QUOTE not in hidden
    at = [i for i, n in enumerate(names) if n not in hidden and n != evidence and not (quoted and n == QUOTE)]
    columns = tuple(head(result, i, view, link) for i in at)

    said = sentences([row[led] for row in shown if isinstance(row[led], str)]) if quoted and led is not None else {}

    def laid(row: Sequence[Any]) -> Row:
        cells = tuple(cell(names, row, i, leads) for i in at)
        telling = [n for n, one in enumerate(cells) if one.parts and columns[n].kind != "id"]
        quote = plain(row[names.index(QUOTE)]) if quoted else None
        before, words, after = said.get(row[led], NOT_TOLD) if led is not None and said else NOT_TOLD
        if quote is None or words.split() != quote.split():  # the quote is not of the evidence that the row leads to
            before = after = ""
        return Row(
            cells,
            leads.about.link(f"/evidence/{row[led]}") if led is not None and row[led] else None,
            quote,
            before,
            after,
            frozenset(telling[:MAIN]),
            sum(bool(one.parts) for one in cells) - len(telling[:MAIN]),
        )

    links = {
        "previous": link(_page=str(page - 1)) if page > 1 else "",
        "next": link(_page=str(page + 1)) if page < pages else "",
        "everything": link(_all="1"),
        "unfiltered": link(_find="", _in="", _page=""),
    }
    return Table(
        columns,
        tuple(laid(row) for row in shown),
        View(view.sort, view.descending, view.find, view.within, page, view.everything),
        len(result.rows),
        len(rows),
        pages,
        hidden,
        empty,
        head(result, names.index(QUOTE), view, link) if quoted else None,
        names,
        links,
    )


def spared(name: str, names: Sequence[str], led: bool) -> bool:
    """Whether a column of ids need not be seen: the name stands beside it, or the row itself leads to what it means."""
    if not name.endswith(("_id", "_ids")):
        return False
    return name.removesuffix("_id") in names or (led and name in EVIDENCE)


def settings(view: View, **changes: str) -> dict[str, str]:
    """The words of an address for a view, with some of them changed; what is as by default is left out."""
    told = {
        "_sort": f"{'-' if view.descending else ''}{view.sort}" if view.sort else "",
        "_find": view.find,
        "_in": view.within or "",
        "_page": "" if view.page == 1 else str(view.page),
        "_all": "1" if view.everything else "",
    }
    return {name: value for name, value in (told | changes).items() if value}


def is_empty(result: Result, at: int) -> bool:
    """Whether no row has a value in a column, lists without a value counted as none."""
    if result.table is None:
        return all(row[at] in (None, []) for row in result.rows)
    column = result.table.column(at)
    if kinds.is_list(column.type):
        return not pc.max(pc.list_value_length(column)).as_py()
    return bool(column.null_count == len(column))


def chosen(result: Result, view: View) -> Sequence[tuple[Any, ...]]:
    """The rows that fit the filter, in order; NULL stands last either way."""
    rows: Sequence[tuple[Any, ...]] = result.rows
    if view.find:
        wanted = view.find.casefold()
        at = range(len(result.columns)) if view.within is None else [result.columns.index(view.within)]
        rows = [row for row in rows if any(wanted in plain(row[i]).casefold() for i in at)]
    if view.sort:
        by = result.columns.index(view.sort)
        known = [row for row in rows if row[by] is not None]
        known.sort(key=lambda row: order(row[by]), reverse=view.descending)
        rows = known + [row for row in rows if row[by] is None]
    return rows


def order(value: Any) -> tuple[int, Any]:
    """What values are compared by: numbers by size, days by time, all else by its words."""
    if isinstance(value, bool | int | float | Decimal) and value == value:
        return 0, value
    if isinstance(value, dt.datetime):
        return 1, value.replace(tzinfo=None).isoformat()
    if isinstance(value, dt.date):
        return 1, value.isoformat()
    return 2, plain(value).casefold()


def head(result: Result, at: int, view: View, link: Callable[..., str]) -> Column:
    name = result.columns[at]
    here = view.sort == name
    href = link(_sort=f"-{name}" if here and not view.descending else name, _page="")
    direction = ("descending" if view.descending else "ascending") if here else None
    return Column(name, kind_of(name, [row[at] for row in result.rows[:200]]), meaning(name), direction, href)


def kind_of(name: str, values: Sequence[Any]) -> str:
    known = [value for value in values if value is not None]
    if name.endswith(("_id", "_ids")):
        return "id"
    if known and all(isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in known):
        return "number"
    if known and all(isinstance(value, dt.date) for value in known):
        return "day"
    return "long" if any(len(plain(value)) > LONG for value in known) else "text"


def meaning(name: str) -> str:
    return shared_columns().get(name, "")


def cell(columns: Sequence[str], row: Sequence[Any], at: int, leads: Links) -> Cell:
    """What stands in a row under a column, each of its words with where it leads."""
    values = row[at] if isinstance(row[at], list) else [row[at]]
    told = zip(values, leads.of(columns, row, at), strict=True)
    return Cell(tuple((words(one), href) for one, href in told if one is not None))


def words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return f"{int(value)}"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return plain(value)
