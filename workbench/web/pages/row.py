"""One row of a table with all that stands in it, and what else in the database leads to it."""

from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from workbench.dictionary.relations import Relation
from workbench.web.browse.laying import cell, looks
from workbench.web.browse.shape import held, key_of, pointing, relation_named
from workbench.web.browse.statement import name
from workbench.web.linking import PAGES
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, run

LONGEST = 512  # characters of a key
MOST = 1_000  # rows that lead here and are counted, of each column


def table_row(request: Request) -> Response:
    """A row by its key."""
    relation, key = relation_named(request), request.path_params["key"]
    column = key_of(relation)
    if column is None:
        raise HTTPException(404, f"The rows of {relation.name} have no id of their own; its page filters them.")
    row = found(request, relation, column, key)
    if request.url.path.endswith(".json"):
        return as_json(request, {"row": dict(zip((one.name for one in relation.columns), row, strict=True))})
    about = asked(request)
    fields = [
        (one, looks(one, [row[place]]), cell(relation, row, place, about, None))
        for place, one in enumerate(relation.columns)
    ]
    usual = PAGES.get(relation.name)
    return render(
        request,
        "row.html",
        relation=relation,
        key=key,
        heading=heading(relation, row) or key,
        fields=[one for one in fields if one[2].parts],
        empty=[one[0].name for one in fields if not one[2].parts],
        pointing=leading_here(request, relation, key),
        most=MOST,
        usual=about.link(f"{usual}/{key}") if usual else None,
        permanent=about.permanent(request.url.path),
    )


def found(request: Request, relation: Relation, column: str, key: str) -> tuple[Any, ...]:
    """The row. Raises HTTPException if there is none."""
    rows: Sequence[tuple[Any, ...]] = ()
    if len(key) <= LONGEST and "\0" not in key:
        sql = f"select * from {name(relation.name)} where {name(column)} = $key limit 1"
        rows = run(request, sql, {"key": key}).rows
    if not rows:
        raise HTTPException(404, f"No row of {relation.name} has the {column} {key[:80]!r} in this snapshot.")
    return rows[0]


def heading(relation: Relation, row: Sequence[Any]) -> str:
    """What people call the row."""
    for wanted in ("name", "title", "quote"):
        for place, one in enumerate(relation.columns):
            if one.name == wanted and isinstance(row[place], str) and row[place].strip():
                return str(row[place])[:160]
    return ""


def leading_here(request: Request, relation: Relation, key: str) -> list[tuple[str, str, int]]:
    """Tables and columns that hold the key, with how many rows do, at most MOST + 1."""
    there = held(request).relations
    pairs = [
        (table, column)
        for table, column in pointing(relation.name)
        if table in there and any(one.name == column for one in there[table].columns)
    ]
    if not pairs:
        return []
    parts = [
        f"select {place} as place, count(*) as rows from "
        f"(select 1 from {name(table)} where {name(column)} = $key limit {MOST + 1})"
        for place, (table, column) in enumerate(pairs)
    ]
    counts = run(request, " union all ".join(parts) + " order by place", {"key": key}).rows
    return [(*pairs[place], rows) for place, rows in counts if rows]
