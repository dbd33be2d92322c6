"""Answers as files: all rows of one, however many, in the form that the address ends in."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from workbench.exporting import WRITERS, export
from workbench.output import rendered
from workbench.web.rendering import attachment, kept
from workbench.web.state import asked, shared, stop_of

TEXTS = {"json": "application/json", "jsonl": "application/jsonl", "md": "text/markdown"}
WHOLE = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
FORMS = ("csv", "json", "md", "parquet")
MOST = 100_000  # rows of a JSON or Markdown file, which is made in memory
SECONDS = 120.0


def file_of(request: Request, sql: str, values: Mapping[str, Any], name: str, form: str) -> Response:
    """The answer to a statement as a file. Raises QueryError as the runner does."""
    about, web = asked(request), shared(request)
    named = f"{name}-{about.snapshot.id}.{form}"
    if form in TEXTS:
        result = web.pages.run(sql, values, snapshot=about.snapshot, stop=stop_of(request))
        response = Response(rendered(result, form), media_type=TEXTS[form])
        if form != "json":
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
