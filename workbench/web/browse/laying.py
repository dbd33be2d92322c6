"""A page of rows laid out: heads that sort, cells that lead, the first cell leading to the sentence or the row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.dictionary.relations import Column, Relation
from workbench.runner import Result
from workbench.web.browse.leading import led, row_at
from workbench.web.browse.shape import is_for_people, key_of, kind_of
from workbench.web.browse.statement import order_of
from workbench.web.browse.wanted import SORTED, Wanted
from workbench.web.state import Asked
from workbench.web.tables import LONG, QUOTE, words

CLIPPED = 240  # characters of a text in a cell; the row's own page has all of it
MEMBERS = 12  # of a list in a cell
EVIDENCE = "evidence_id"
Link = Callable[[Wanted], str]


@dataclass(frozen=True)
class Head:
    """A column as its head shows it; `href` sorts by it, if it can be sorted by."""

    name: str
    kind: str
    meaning: str
    sorted: str | None
    href: str | None

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class Cell:
    """Words, each with where they lead; `more` of a list are not shown."""

    parts: tuple[tuple[str, str | None], ...]
    more: int = 0


@dataclass(frozen=True)
class Line:
    """A row: what leads from it with its words, and its cells."""

    lead: tuple[str, str] | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Grid:
    """The page; `lead` heads the leading cells, `hidden` are columns in which nothing stands on it."""

    lead: Head | None
    quoted: bool
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    hidden: tuple[str, ...]


def grid(relation: Relation, result: Result, asked: Wanted, about: Asked, link: Link) -> Grid:
    """The rows of an answer with all columns of a relation, as a page shows them."""
    columns = relation.columns
    names = [one.name for one in columns]
    quoted = EVIDENCE in names and QUOTE in names and not asked.shown
    key = key_of(relation)
    leading = QUOTE if quoted else key
    shown, hidden = picked(relation, result, asked, leading)
    line_of = quote_lead if quoted else key_lead
    at = names.index(leading) if leading else None
    lines = tuple(
        Line(
            line_of(relation, row, at, about) if at is not None else None,
            tuple(cell(relation, row, place, about) for place in shown),
        )
        for row in result.rows
    )
    heads = tuple(head(columns[place], relation, result, place, asked, link) for place in shown)
    lead = head(columns[at], relation, result, at, asked, link) if at is not None else None
    return Grid(lead, quoted, heads, lines, hidden)


def picked(relation: Relation, result: Result, asked: Wanted, leading: str | None) -> tuple[list[int], tuple[str, ...]]:
    """The places of the columns that are shown, and the names of those left out because nothing stands in them."""
    places = [place for place, one in enumerate(relation.columns) if one.name != leading]
    if asked.shown:
        return [place for place in places if relation.columns[place].name in asked.shown], ()
    if asked.everything:
        return places, ()
    if is_for_people(relation):  # ids stand behind the names that they are of
        places = [place for place in places if not relation.columns[place].name.endswith(("_id", "_ids"))]
    filtered = {one.column for one in asked.filters}
    optional = [place for place in places if relation.columns[place].name not in filtered]
    empty = [place for place in optional if result.rows and all(row[place] in (None, []) for row in result.rows)]
    return [place for place in places if place not in empty], tuple(relation.columns[place].name for place in empty)


def quote_lead(relation: Relation, row: Sequence[Any], at: int, about: Asked) -> tuple[str, str]:
    evidence = [one.name for one in relation.columns].index(EVIDENCE)
    return str(row[at] or "Read it"), about.link(f"/evidence/{row[evidence]}")


def key_lead(relation: Relation, row: Sequence[Any], at: int, about: Asked) -> tuple[str, str]:
    return str(row[at]), row_at(about, relation.name, str(row[at]))


def head(column: Column, relation: Relation, result: Result, place: int, asked: Wanted, link: Link) -> Head:
    by, descending = order_of(relation, asked)
    here = by == column.name
    direction = ("descending" if descending else "ascending") if here else None
    turned = replace(asked, sort=column.name, descending=here and not descending, page=1)
    href = link(turned) if kind_of(column) in SORTED else None
    return Head(column.name, looks(column, [row[place] for row in result.rows]), column.says, direction, href)


def looks(column: Column, values: Sequence[Any]) -> str:
    """How a column is set: id, number, day, long or text."""
    kind = kind_of(column)
    if column.name == "id" or column.name.endswith(("_id", "_ids", "sha256", "hash")):
        return "id"
    if kind in ("number", "day"):
        return kind
    return "long" if any(isinstance(value, str) and len(value) > LONG for value in values) else "text"


def cell(relation: Relation, row: Sequence[Any], place: int, about: Asked, clipped: int | None = CLIPPED) -> Cell:
    """What stands in a row under a column; a long text is cut, unless `clipped` is None."""
    value = row[place]
    values = value if isinstance(value, list) else [value]
    told = [
        (clip(words(one), clipped), href)
        for one, href in zip(values, led(relation, row, place, about), strict=True)
        if one is not None
    ]
    most = MEMBERS if clipped else len(told)
    return Cell(tuple(told[:most]), max(0, len(told) - most))


def clip(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else f"{text[:most].rstrip()} …"
