"""SQL for the rows that are wanted: values bound, and the same with the values in it for people to go on from."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.dictionary.relations import Relation
from workbench.web.browse.shape import keys, kind_of
from workbench.web.browse.wanted import Filter, Wanted

PLAIN = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
# Of DuckDB's reserved words those that could come to name a column or a table.
RESERVED = set(
    """
    all analyse and any array as asc both case cast check collate column constraint create default desc describe
    distinct do else end except false fetch for foreign from group having in initially intersect into lateral leading
    limit not null offset on only or order pivot placing primary qualify references returning select show some summarize
    symmetric table then to trailing true union unique unpivot using variadic when where window with
    """.split()
)
NEWEST = "published_on"
NAME = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Statement:
    """A SELECT whose `$names` are bound to `values`."""

    sql: str
    values: Mapping[str, Any]

    @property
    def literal(self) -> str:
        """The same SELECT with the values written into it."""
        return NAME.sub(lambda match: literal(self.values[match[1]]), self.sql)


def name(written: str) -> str:
    """A name as SQL has it, in quotes only where it needs them."""
    if PLAIN.fullmatch(written) and written not in RESERVED:
        return written
    return '"' + written.replace('"', '""') + '"'


def literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.date):
        return f"date '{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def rows(relation: Relation, asked: Wanted, *, stored: bool) -> Statement:
    """All columns of the rows that are wanted, in order; `stored` of a table, whose rows have places."""
    where, values = conditions(relation, asked.filters)
    return Statement(f"select *\nfrom {name(relation.name)}{where}{ordered(relation, asked, stored=stored)}", values)


def page(relation: Relation, asked: Wanted, *, stored: bool, most: int, skipped: int) -> Statement:
    """The same, at most so many after so many.

    Of a table first the places of the rows are found, and then what stands in those few: to carry all columns of all
    rows along while they are put in order takes thirty times as long.
    """
    where, values = conditions(relation, asked.filters)
    order, table = ordered(relation, asked, stored=stored), name(relation.name)
    part = f"{order}\nlimit {most} offset {skipped}"
    if not stored:
        return Statement(f"select * from {table}{where}{part}", values)
    found = f"select rowid from {table}{where}{part}"
    return Statement(f"select * from {table} where rowid in (\n{found}\n){order}", values)


def keys_below(view: Relation, table: Relation, asked: Wanted, *, most: int, skipped: int) -> Statement | None:
    """The keys of a page of a view, found in the table that it shows with a few columns more: far smaller work.

    None where the filters or the order go by a column that the table has not.
    """
    (key,) = keys(view)
    below = {one.name: one.name for one in table.columns} | {key: "id"}
    sort, descending = order_of(view, asked)
    if not {sort or key, *(one.column for one in asked.filters)} <= below.keys():
        return None
    filters = tuple(replace(one, column=below[one.column]) for one in asked.filters)
    same = replace(asked, filters=filters, sort=below[sort] if sort else None, descending=descending)
    where, values = conditions(table, filters)
    found = f"{where}{ordered(table, same, stored=True)}\nlimit {most} offset {skipped}"
    of = name(table.name)
    return Statement(f"select id from {of} where rowid in (\nselect rowid from {of}{found}\n) order by id", values)


def with_keys(view: Relation, asked: Wanted, found: Sequence[str]) -> Statement:
    """All columns of the rows of a view that have one of the keys, which come in their order."""
    (key,) = keys(view)
    sql = f"select * from {name(view.name)} where {key} between $first and $last and {key} in (select unnest($keys))"
    values = {"first": found[0] if found else "", "last": found[-1] if found else "", "keys": list(found) or [""]}
    return Statement(sql + ordered(view, asked, stored=False), values)


def conditions(relation: Relation, filters: Sequence[Filter]) -> tuple[str, dict[str, Any]]:
    """A WHERE clause with the values that it binds. Several values that a column may be are any of them."""
    values: dict[str, Any] = {}

    def bind(value: Any) -> str:
        values[f"v{len(values) + 1}"] = value
        return f"$v{len(values)}"

    kinds = {one.name: kind_of(one) for one in relation.columns}
    told = []
    for column in dict.fromkeys(one.column for one in filters):
        of_it = [one for one in filters if one.column == column]
        same = [condition(one, kinds[column], bind) for one in of_it if one.operation == "is"]
        if same:
            told.append(same[0] if len(same) == 1 else f"({' or '.join(same)})")
        told += [condition(one, kinds[column], bind) for one in of_it if one.operation != "is"]
    return ("\nwhere " + "\n  and ".join(told) if told else ""), values


def condition(one: Filter, kind: str, bind: Any) -> str:
    column, value = name(one.column), one.value
    if one.operation == "empty":
        return f"{column} is {'' if value else 'not '}null"
    if one.operation == "has":
        within = f"array_to_string({column}, chr(10))" if kind == "texts" else column
        return f"contains(lower({within}), lower({bind(value)}))"
    if kind == "moment":
        column = f"cast({column} as date)"
    if one.operation == "from":
        return f"{column} >= {bind(value)}"
    if one.operation == "to":
        return f"{column} <= {bind(value)}"
    if kind == "texts":
        return f"list_contains({column}, {bind(value)})"
    if isinstance(value, tuple):
        first, last = value
        return f"{column} = {bind(first)}" if first == last else f"{column} between {bind(first)} and {bind(last)}"
    return f"{column} = {bind(value)}"


def ordered(relation: Relation, asked: Wanted, *, stored: bool) -> str:
    """An order that is the same each time: what is asked for, else the newest first, else by the keys.

    Rows of a table lie in the order of their keys, and to go by where they lie is quicker than to compare keys.
    """
    return "\norder by " + ", ".join(terms(relation, asked, stored=stored)) if relation.columns else ""


def terms(relation: Relation, asked: Wanted, *, stored: bool) -> Iterable[str]:
    sort, descending = order_of(relation, asked)
    if sort:
        yield f"{name(sort)}{' desc' if descending else ''} nulls last"
    yield from ["rowid"] if stored else (name(key) for key in keys(relation) if key != sort)


def order_of(relation: Relation, asked: Wanted) -> tuple[str | None, bool]:
    """The column that rows are in the order of, and whether downwards."""
    if asked.sort:
        return asked.sort, asked.descending
    newest = any(one.name == NEWEST for one in relation.columns)
    return (NEWEST, True) if newest else (None, False)
