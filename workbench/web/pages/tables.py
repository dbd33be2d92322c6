"""Every view and table: which there are, and the rows of one, filtered, sorted and counted as the address says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema.errors import QueryError
from workbench.dictionary.page import title
from workbench.dictionary.relations import GROUPS, Relation
from workbench.runner import Result
from workbench.web.browse.facets import Counted, counted
from workbench.web.browse.laying import grid
from workbench.web.browse.shape import Held, held, kind_of, relation_named
from workbench.web.browse.statement import Statement, keys_below, page, rows, with_keys
from workbench.web.browse.wanted import (
    ALL_OPERATIONS,
    DEEPEST,
    PAGE,
    SORTED,
    Filter,
    Wanted,
    wanted,
)
from workbench.web.files import FORMS, file_of
from workbench.web.rendering import as_json, render
from workbench.web.state import BOUNDS, Asked, asked, run

BELOW = {"articles": "article"}  # views of millions of rows, and the table that holds their keys
ADDING = ("_column", "_operation", "_value", "_page")
SAYS = {"is": "is", "has": "has the words", "from": "from, at least", "to": "until, at most", "empty": "is empty"}


def tables(request: Request) -> Response:
    """The views for people and then the tables by group, each with what it holds and its rows."""
    there = held(request)
    if request.url.path.endswith(".json"):
        return as_json(request, [told(one, there) for one in there.relations.values()])
    groups = [
        (group, title(group), says, [one for one in there.relations.values() if one.group == group])
        for group, says in GROUPS.items()
    ]
    return render(request, "tables.html", groups=[one for one in groups if one[3]], rows=there.rows)


def told(one: Relation, there: Held) -> dict[str, Any]:
    return {
        "name": one.name,
        "group": one.group,
        "meaning": one.says,
        "rows": there.rows.get(one.name),
        "columns": [{"name": column.name, "type": column.kind, "meaning": column.says} for column in one.columns],
        "href": f"/tables/{one.name}",
    }


@dataclass(frozen=True)
class Paging:
    """Where the page stands; `last` is None where it is not counted how many there are."""

    page: int
    first: int
    until: int
    previous: str | None
    following: str | None
    deepest: bool


def table_rows(request: Request) -> Response:
    """The page of a view or table, or what is wrong with its address."""
    relation, about = relation_named(request), asked(request)
    path = f"/tables/{quote(relation.name, safe='')}"
    if (added := filter_written(request)) is not None:
        return RedirectResponse(address(about, path, added), 303)
    try:
        asked_for, fault = wanted(relation, request.query_params), ""
        result = page_of(request, relation, asked_for)
        counts = counted(request, relation, asked_for)
    except QueryError as error:
        asked_for, result, counts, fault = Wanted(), None, None, str(error)

    def link(changed: Wanted) -> str:
        return address(about, path, changed.query(), "rows" if changed != asked_for else "")

    statement = rows(relation, asked_for, stored=relation.name in held(request).stored)
    return render(
        request,
        "table.html",
        400 if fault else 200,
        relation=relation,
        group=title(relation.group),
        place=path,
        fault=fault,
        asked_for=asked_for,
        total=total_of(request, relation, asked_for, counts),
        counts=counts,
        facets=[] if counts is None else counts.facets,
        grid=None if result is None else grid(relation, trimmed(result), asked_for, about, link),
        paging=None if result is None else paging(result.rows, asked_for, link),
        chips=[(words_of(one), link(asked_for.without(one))) for one in asked_for.filters],
        link_to=lambda more: link(asked_for.having(more)),
        link_from=lambda less: link(asked_for.without(less)),
        everything=link(Wanted(asked_for.filters, asked_for.sort, asked_for.descending, everything=True)),
        operations=[(one, SAYS[one]) for one in ALL_OPERATIONS],
        kinds={one.name: kind_of(one) for one in relation.columns},
        sorts=[one.name for one in relation.columns if kind_of(one) in SORTED],
        kept=[(key, value) for key, value in asked_for.query() if key != "_page"],
        statement=statement.literal,
        sql=about.link("/sql", {"q": limited(statement)}),
        forms=[(form, address(about, f"{path}.{form}", written(asked_for))) for form in FORMS],
        permanent=address(about, path, asked_for.query(), base=True),
        pinned="snapshot" in about.bounds,
    )


def page_of(request: Request, relation: Relation, asked_for: Wanted) -> Result:
    """The rows of a page and one more, which tells whether there are further ones."""
    there, skipped = held(request), (asked_for.page - 1) * PAGE
    stored = relation.name in there.stored
    if relation.name in BELOW and BELOW[relation.name] in there.stored:
        table = there.relations[BELOW[relation.name]]
        below = keys_below(relation, table, asked_for, most=PAGE + 1, skipped=skipped)
        if below is not None:
            found = [key for (key,) in run(request, below.sql, below.values).rows]
            statement = with_keys(relation, asked_for, found)
            return run(request, statement.sql, statement.values)
    statement = page(relation, asked_for, stored=stored, most=PAGE + 1, skipped=skipped)
    return run(request, statement.sql, statement.values)


def trimmed(result: Result) -> Result:
    return replace(result, rows=result.rows[:PAGE])


def total_of(request: Request, relation: Relation, asked_for: Wanted, counts: Counted | None) -> str:
    """How many rows there are in words; of very many filtered ones, that there are more than are counted."""
    known = held(request).rows.get(relation.name) if not asked_for.filters else None
    if known is None and counts is None:
        return ""
    if known is None:
        assert counts is not None
        if counts.more:
            return f"more than {counts.cap:,} rows"
        known = counts.rows
    return f"{known:,} row{'' if known == 1 else 's'}"


def paging(found: Sequence[Any], asked_for: Wanted, link: Any) -> Paging:
    at, more = asked_for.page, len(found) > PAGE
    before = (at - 1) * PAGE
    return Paging(
        at,
        before + 1,
        before + min(len(found), PAGE),
        link(replace(asked_for, page=at - 1)) if at > 1 else None,
        link(replace(asked_for, page=at + 1)) if more and at < DEEPEST else None,
        more and at == DEEPEST,
    )


def filter_written(request: Request) -> list[tuple[str, str]] | None:
    """The address that the form for a further filter means, as it is written; None if none was."""
    query = request.query_params
    column, operation = query.get("_column", ""), query.get("_operation", "is")
    if not column and "_operation" not in query:
        return None
    told = [(key, value) for key, value in query.multi_items() if key not in (*ADDING, *BOUNDS)]
    if column:
        value = query.get("_value", "").strip() or ("yes" if operation == "empty" else "")
        told.append((column if operation == "is" else f"{column}__{operation}", value))
    return told


def address(about: Asked, path: str, told: Sequence[tuple[str, str]], anchor: str = "", *, base: bool = False) -> str:
    """An address of ours with the same snapshot; a column may stand in it several times."""
    bounds = {**about.bounds, "snapshot": about.snapshot.base} if base else about.bounds
    query = urlencode([*told, *bounds.items()])
    return f"{path}{'?' + query if query else ''}{'#' + anchor if anchor else ''}"


def written(asked_for: Wanted) -> list[tuple[str, str]]:
    """What of an address a file goes by: filters and order."""
    return [(key, value) for key, value in asked_for.query() if key not in ("_page", "_show", "_all")]


def limited(statement: Statement) -> str:
    return f"{statement.literal}\nlimit 1000"


def words_of(one: Filter) -> str:
    """A filter in words."""
    column = one.column.replace("_", " ")
    if one.operation == "empty":
        return f"{column} is {'' if one.value else 'not '}empty"
    says = {"is": "is", "has": "has", "from": "from", "to": "until"}[one.operation]
    return f"{column} {'in' if isinstance(one.value, tuple) else says} {one.written}"


def table_file(request: Request) -> Response:
    """The rows that an address wants as CSV, JSON, Markdown or Parquet: all columns, in order."""
    relation, form = relation_named(request), request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404, f"no table is written as .{form[:20]}; there are .{', .'.join(FORMS)}")
    asked_for = wanted(relation, request.query_params)
    statement = rows(relation, asked_for, stored=relation.name in held(request).stored)
    if form == "json":
        return as_json(request, run(request, statement.sql, statement.values))
    return file_of(request, statement.sql, statement.values, relation.name, form)
