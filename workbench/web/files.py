"""Answers as files: all rows of one, however many, in the form that the address ends in."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from schema.errors import QueryError
from workbench.exporting import WRITERS, export
from workbench.output import rendered
from workbench.runner import Result
from workbench.web.envelope import Paged
from workbench.web.rendering import as_json, attachment, kept
from workbench.web.state import asked, shared, stop_of
from workbench.web.tables import chosen, view_of

TEXTS = {"jsonl": "application/jsonl", "md": "text/markdown"}
WHOLE = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
FORMS = ("csv", "json", "jsonl", "md", "parquet")
ROWS = 10_000  # that a program may ask for at a time
SECONDS = 120.0


def file_of(request: Request, sql: str, values: Mapping[str, Any], name: str, form: str) -> Response:
    """The answer to a statement as a file. Raises QueryError as the runner does."""
    about, web = asked(request), shared(request)
    named = f"{name}-{about.snapshot.id}.{form}"
    if form in TEXTS:
        result = web.pages.run(sql, values, snapshot=about.snapshot, stop=stop_of(request))
        response = Response(rendered(result, form), media_type=TEXTS[form])
        response.headers.update(attachment(named))
        if result.notice:
            response.headers["X-Rows-Cut"] = str(len(result.rows))
        return kept(request, response)
    assert form in WRITERS, form
    folder = tempfile.TemporaryDirectory(prefix="sqn-web-")
    path = Path(folder.name) / f"answer.{form}"
    try:
        export(web.free, sql, values, path, snapshot=about.snapshot, seconds=SECONDS)
    except BaseException:
        folder.cleanup()
        raise
    headers = attachment(named) | {
        "Cache-Control": "private, max-age=600" if "snapshot" in about.bounds else "no-store"
    }
    return FileResponse(path, media_type=WHOLE[form], headers=headers, background=BackgroundTask(folder.cleanup))


def known(form: str) -> str:
    """The form that an address ends in. Raises HTTPException where nothing is written so."""
    if form not in FORMS:
        raise HTTPException(404, f"no answer is written as .{form}; there are .{', .'.join(FORMS)}")
    return form


def rows_json(request: Request, result: Result) -> Response:
    """The rows of an answer as JSON, in the order and with the words that the address asks for, `_rows` a page."""
    view = view_of(request.query_params, result.columns)
    rows = chosen(result, view)
    per = per_page(request)
    first = (view.page - 1) * per
    shown = replace(result, rows=tuple(rows[first : first + per]))
    return as_json(request, shown, Paged(view.page, per, len(rows)))


def per_page(request: Request) -> int:
    """How many rows a page of JSON is to have. Raises QueryError."""
    told = request.query_params.get("_rows") or str(ROWS)
    if not (told.isascii() and told.isdigit() and len(told) < 7 and 0 < int(told) <= ROWS):
        raise QueryError(f"_rows is {told!r}; a page of JSON has 1 to {ROWS:,} rows")
    return int(told)
