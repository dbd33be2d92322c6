"""What a snapshot holds: its views and tables with columns, what they mean, hold and lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request

from schema.errors import did_you_mean
from schema.models import Base
from workbench.dictionary.relations import GROUPS, PEOPLE, Column, Relation, column, group_of
from workbench.people import COLUMNS, for_people, helpers
from workbench.web.state import asked, run

RELATIONS = """
    select view_name as name, 'view' as kind, comment as says, null as rows from duckdb_views() where not internal
    union all
    select table_name, 'table', comment, estimated_size from duckdb_tables() where not internal
    order by name
"""
NUMBERS = ("BIGINT", "INTEGER", "DOUBLE", "DECIMAL", "HUGEINT", "FLOAT", "SMALLINT", "UBIGINT")
# A view has as many rows as the table that it shows with names beside the ids.
SAME_ROWS = {"facts": "resolved_fact", "articles": "article", "actors": "actor", "weapons": "weapon_system"} | {
    f"{kind}s": f"resolved_{kind}" for kind in ("request", "condition", "response", "sanction", "transfer")
}


@dataclass(frozen=True)
class Held:
    """The views and tables of a snapshot by name, those for people first, and how many rows each has, where known.

    `stored` are those that are tables, whose rows have a place that they are found by.
    """

    relations: Mapping[str, Relation]
    rows: Mapping[str, int]
    stored: frozenset[str]


def held(request: Request) -> Held:
    """What the snapshot of a request holds."""
    about = asked(request).snapshot
    told, columns = run(request, RELATIONS).rows, run(request, COLUMNS).rows
    return made((about.file, about.sha256), tuple(told), tuple(columns))


@lru_cache(8)
def made(
    _snapshot: tuple[str, str], told: tuple[tuple[object, ...], ...], columns: tuple[tuple[object, ...], ...]
) -> Held:
    of: dict[str, list[Column]] = {}
    for table, name, kind, says in columns:
        of.setdefault(str(table), []).append(
            column(Base.metadata.tables.get(str(table)), str(name), str(kind), str(says or ""))
        )
    found = [
        Relation(str(name), group_of(str(name)), str(says or "").rstrip("."), tuple(of.get(str(name), ())))
        for name, _, says, _ in told
    ]
    groups, order = list(GROUPS), [*for_people(), *helpers(), *Base.metadata.tables]
    found.sort(key=lambda r: (groups.index(r.group), order.index(r.name) if r.name in order else len(order), r.name))
    rows = {str(name): rows for name, _, _, rows in told if isinstance(rows, int)}
    rows |= {view: rows[table] for view, table in SAME_ROWS.items() if table in rows}
    stored = frozenset(str(name) for name, kind, _, _ in told if kind == "table")
    return Held({one.name: one for one in found}, rows, stored)


def relation_named(request: Request) -> Relation:
    """The view or table that an address names. Raises HTTPException with the nearest names."""
    name, known = request.path_params["name"], held(request).relations
    if name not in known:
        raise HTTPException(404, f"There is no table {name[:80]!r}.{did_you_mean(name[:80], known)}")
    return known[name]


def kind_of(column: Column) -> str:
    """What a column holds as far as filters go: text, number, day, moment, flag, texts, list or other."""
    kind = column.kind
    if kind.endswith("[]"):
        return "texts" if kind == "VARCHAR[]" else "list"
    if kind.startswith(NUMBERS):
        return "number"
    if kind.startswith("TIMESTAMP"):
        return "moment"
    return {"VARCHAR": "text", "DATE": "day", "BOOLEAN": "flag"}.get(kind, "other")


def keys(relation: Relation) -> tuple[str, ...]:
    """The columns by which rows are told apart: the keys of a table, of a view its first column if that is an id.

    Of other views all ids, which put rows in an order that is the same each time as far as anything does.
    """
    own = tuple(one.name for one in relation.columns if one.is_key)
    if own:
        return own
    ids = tuple(one.name for one in relation.columns if one.name.endswith("_id"))
    first = relation.columns[0].name if relation.columns else ""
    if first in ids and relation.name.removesuffix("s").removeprefix("resolved_") == first.removesuffix("_id"):
        return (first,)
    return ids or tuple(one.name for one in relation.columns if kind_of(one) == "text")


def key_of(relation: Relation) -> str | None:
    """The one column that names a row; None where it takes several, or none does."""
    named = keys(relation)
    return named[0] if len(named) == 1 and (named[0] == "id" or named[0].endswith("_id")) else None


def is_for_people(relation: Relation) -> bool:
    return relation.group == PEOPLE


@cache
def targets() -> Mapping[str, str]:
    """The table that a column of a name leads to, wherever the schema has such a column and all lead to one."""
    found: dict[str, set[str]] = {}
    for table in Base.metadata.tables.values():
        for one in table.columns:
            for key in one.foreign_keys:
                if key.column.name == "id":
                    found.setdefault(one.name, set()).add(key.column.table.name)
    return {name: next(iter(tables)) for name, tables in found.items() if len(tables) == 1}


@cache
def pointing(table: str) -> tuple[tuple[str, str], ...]:
    """The (table, column) pairs that lead to a table of the record."""
    return tuple(
        (one.name, column.name)
        for one in Base.metadata.tables.values()
        for column in one.columns
        if any(key.column.table.name == table and key.column.name == "id" for key in column.foreign_keys)
    )
