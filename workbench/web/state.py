"""What the pages share, and what one request asks of it."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from starlette.requests import Request

from loaders.snapshots import Snapshot, current
from workbench.asking import snapshot_asked
from workbench.passages import sentences
from workbench.runner import Result
from workbench.web.answers import Answers
from workbench.web.settings import WebSettings
from workbench.web.sketching import Sketches

BOUNDS = ("snapshot", "as_of", "recorded_as_of")


@dataclass(frozen=True)
class Shared:
    """The settings and the runners: `pages` answers what pages ask, `questions` saved questions with any values, `free`
    what people write themselves.

    They are three so that a question that takes long holds up no page, and a query of somebody's own no question.
    """

    settings: WebSettings
    pages: Answers
    questions: Answers
    free: Answers
    sketches: Sketches


@dataclass(frozen=True)
class Asked:
    """The snapshot that a request is about, and how its address says so; `bounds` go into every link of the page."""

    snapshot: Snapshot
    bounds: Mapping[str, str]

    def link(self, path: str, values: Mapping[str, str] | None = None, anchor: str = "") -> str:
        """An address of ours with the same snapshot."""
        query = urlencode({**(values or {}), **self.bounds})
        return f"{path}{'?' + query if query else ''}{'#' + anchor if anchor else ''}"

    def permanent(self, path: str, values: Mapping[str, str] | None = None) -> str:
        """An address of ours whose answer never changes."""
        return f"{path}?{urlencode({**(values or {}), **self.bounds, 'snapshot': self.snapshot.base})}"


def shared(request: Request) -> Shared:
    return cast("Shared", request.app.state.shared)


def asked(request: Request) -> Asked:
    """What a request asks about. Raises QueryError for a snapshot that is not kept, SqnError where there is none."""
    if new := shared(request).settings.preparing:
        return Asked(new, {})
    if not hasattr(request.state, "asked"):
        folder = shared(request).settings.snapshots
        bounds = {name: value for name in BOUNDS if (value := request.query_params.get(name))}
        chosen = snapshot_asked(folder, bounds.get("as_of"), bounds.get("recorded_as_of"), bounds.get("snapshot"))
        request.state.asked = Asked(chosen or current(folder), bounds)
    return cast("Asked", request.state.asked)


def stop_of(request: Request) -> threading.Event:
    """Set when whoever asked has gone away."""
    return cast("threading.Event", request.state.stop)


def answering(request: Request) -> Answers:
    """Who answers what a page asks: of a saved question, all that it asks waits with its like."""
    web = shared(request)
    return web.questions if request.url.path.startswith("/questions/") else web.pages


def run(request: Request, sql: str, values: Mapping[str, Any] | None = None) -> Result:
    """The answer to what a page itself asks, on the snapshot of the request."""
    return answering(request).run(sql, values, snapshot=asked(request).snapshot, stop=stop_of(request))


def sentences_of(request: Request, ids: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """The sentences that pieces of evidence stand in, on the snapshot of the request."""
    return sentences(partial(run, request), ids)
