"""An answer that says no: a page for people, JSON for programs, always with what to do next."""

import html
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    title: str,
    says: str,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answers a request before it reaches a page."""
    await refusal(Request(scope, receive), status, title, says, headers)(scope, receive, send)


def refusal(
    request: Request, status: int, title: str, says: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """The page, or the JSON, of a fault; `more` goes into either: the place in a statement."""
    identifier = request.scope.get("request_id", "")
    if wants_json(request):
        content = {"error": title, "detail": says, "status": status, "id": identifier} | more
        response: Response = JSONResponse(content, status)
    else:
        from workbench.web.rendering import environment, frame  # which itself needs what stands before the pages

        try:
            text = (
                environment()
                .get_template("fault.html")
                .render(**frame(request), status=status, title=title, says=says, identifier=identifier, **more)
            )
        except Exception:  # the page for faults must not fail for the reason that it tells
            text = f"<!doctype html><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1>"
            text += f"<p>{html.escape(says)}</p>"
        response = Response(text, status, media_type="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers or {})
    return response


def wants_json(request: Request) -> bool:
    if request.url.path.endswith((".json", ".ipynb")):
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept
