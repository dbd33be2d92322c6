"""Where the cells of a row lead: names and ids to their pages, other keys to their row."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from workbench.dictionary.relations import Column, Relation
from workbench.web.browse.shape import targets
from workbench.web.linking import PAGES, page, sibling, table_of
from workbench.web.state import Asked


def row_at(about: Asked, table: str, key: str) -> str:
    """The address of a row by its key."""
    return about.link(f"/tables/{quote(table, safe='')}/{quote(key, safe='')}")


def target_of(column: Column) -> str | None:
    """The table whose ids stand in a column."""
    if column.leads_to:
        return column.leads_to
    name = column.name.removesuffix("s") if column.name.endswith("_ids") else column.name
    if not name.endswith("_id"):
        return None
    known = targets()
    return known.get(name) or known.get(name.replace("_actor_id", "_id"))


def led(relation: Relation, row: Sequence[Any], at: int, about: Asked) -> list[str | None]:
    """For the value under a column, or each of its values, where it leads; None where nowhere."""
    column, value = relation.columns[at], row[at]
    values = value if isinstance(value, list) else [value]
    place = sibling([one.name for one in relation.columns], column.name)
    if place is not None:
        ids = row[place] if isinstance(row[place], list) else [row[place]]
        if len(ids) == len(values):
            return [where(relation.columns[place], one, about) for one in ids]
    return [where(column, one, about) for one in values]


def where(column: Column, value: Any, about: Asked) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    table = target_of(column)
    if table is None and column.name.endswith(("_id", "_ids")):
        table = table_of(value)
    if table is None:
        return None
    if table in PAGES:
        return page(about, table, value)
    return row_at(about, table, value)
