"""SQL of one's own: a field to write in, the answer as table and files, an error at its place."""

from dataclasses import replace
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.errors import QueryError
from workbench.people import COLUMNS, RELATIONS, in_order
from workbench.runner import Result
from workbench.web.files import FORMS, file_of, known, rows_json
from workbench.web.guard.refusing import refusal
from workbench.web.linking import links
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, run, sentences_of, shared, stop_of
from workbench.web.tables import table, view_of

MOST = 16_000  # characters of a statement, which stands in an address
EXAMPLE = """select requester, addressee, action, weapons, outcome, quote, evidence_id
from requests
where outcome = 'refused'
order by published_on desc
limit 50"""


def sql(request: Request) -> Response:
    """The page for SQL with the answer to the statement in its address, if there is one."""
    statement = request.query_params.get("q", "").strip()
    about, result, fault = asked(request), None, None
    try:
        result = answered(request, statement) if statement else None
        shown = None
        if result is not None:
            view = view_of(request.query_params, result.columns)
            evidence = "evidence_id" if "evidence_id" in result.columns else None
            around = partial(sentences_of, request)
            given = {"q": statement}
            shown = table(result, view, links(request), "/sql", given, evidence, ids=True, sentences=around)
    except QueryError as error:
        fault, shown = error, None
    return render(
        request,
        "sql.html",
        400 if fault else 200,
        statement=statement or EXAMPLE,
        asked_for=bool(statement),
        cite={"q": statement},
        fault=fault,
        result=result,
        table=shown,
        relations=[one for one in in_order(run(request, RELATIONS).rows) if one["for"] == "people"],
        forms=[(form, about.link(f"/sql.{form}", {"q": statement})) for form in FORMS] if statement else [],
        permanent=about.permanent("/sql", {"q": statement}),
        pinned="snapshot" in about.bounds,
    )


def answered(request: Request, statement: str) -> Result:
    """The answer to a statement, as many rows as a page may hold. Raises QueryError."""
    if len(statement) > MOST:
        raise QueryError(f"the statement has {len(statement):,} characters; an address holds {MOST:,}")
    web = shared(request)
    limits = replace(web.free.limits, rows=web.settings.rows)
    return web.free.run(statement, snapshot=asked(request).snapshot, limits=limits, stop=stop_of(request))


def sql_file(request: Request) -> Response:
    """The answer to a statement as a file."""
    form, statement = known(request.path_params["form"]), request.query_params.get("q", "").strip()
    if not statement or len(statement) > MOST:
        raise QueryError(f"the statement goes into `q`, in at most {MOST:,} characters")
    if form == "json":
        return sql_json(request, statement)
    return file_of(request, statement, {}, "answer", form)


def sql_json(request: Request, statement: str) -> Response:
    """The rows that a statement gives; a fault with its place in the statement."""
    try:
        return rows_json(request, answered(request, statement))
    except QueryError as error:
        place = error.place
        told = {"line": place.line, "column": place.column, "length": place.length} if place else None
        return refusal(request, 400, "This cannot be answered as it is asked", str(error), place=told)


def schema(request: Request) -> Response:
    """Every view and table with its columns, their types and what they mean: what an editor completes."""
    told: dict[str, dict[str, Any]] = {
        one["name"]: {**one, "columns": []} for one in in_order(run(request, RELATIONS).rows)
    }
    for name, column, kind, meaning in run(request, COLUMNS).rows:
        if name in told:
            told[name]["columns"].append({"name": column, "type": kind, "meaning": meaning})
    return as_json(request, list(told.values()))
