"""The application: which address is which page, and what stands before all of them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.errors import QueryError, SqnError
from workbench.sandbox.process import Limits
from workbench.web.answers import Answers
from workbench.web.endpoint import Page, endpoint
from workbench.web.guard.accounts import Accounts
from workbench.web.guard.csrf import SameSite
from workbench.web.guard.limiting import Limiting
from workbench.web.guard.outside import Outside
from workbench.web.guard.refusing import refusal
from workbench.web.guard.who import Knowing
from workbench.web.pages.actor import actor
from workbench.web.pages.actors import actors
from workbench.web.pages.api import api, openapi
from workbench.web.pages.article import article, evidence
from workbench.web.pages.articles import articles
from workbench.web.pages.charted import chart_file
from workbench.web.pages.citation import citation, citation_file
from workbench.web.pages.dictionary import diagram, dictionary, entry
from workbench.web.pages.fact import fact
from workbench.web.pages.home import home, search
from workbench.web.pages.network import network
from workbench.web.pages.question import question, question_file
from workbench.web.pages.questions import questions
from workbench.web.pages.request import request_page
from workbench.web.pages.review import decide, review, undo
from workbench.web.pages.row import table_row
from workbench.web.pages.runs import one_run, runs
from workbench.web.pages.signing import sign_in, sign_out, theme
from workbench.web.pages.snapshots import snapshots
from workbench.web.pages.sql import schema, sql, sql_file
from workbench.web.pages.tables import table_file, table_rows, tables
from workbench.web.pages.weapon import weapon
from workbench.web.pages.weapons import weapons
from workbench.web.pages.world import world
from workbench.web.rendering import STATIC
from workbench.web.settings import WebSettings
from workbench.web.sketching import Sketches
from workbench.web.state import Shared

GET, BOTH, POST = ("GET",), ("GET", "POST"), ("POST",)
# fmt: off
PAGES: tuple[tuple[str, Page, tuple[str, ...]], ...] = (
    ("/", home, GET),
    ("/search", search, GET),
    ("/search.json", search, GET),
    ("/questions", questions, GET),
    ("/questions.json", questions, GET),
    ("/questions/{name}.vl.json", chart_file, GET),
    ("/questions/{name}.{form}", question_file, GET),
    ("/questions/{name}", question, GET),
    ("/questions/{name}/citation", citation, POST),
    ("/questions/{name}/citation.json", citation_file, GET),
    ("/articles", articles, GET),
    ("/articles.{form}", articles, GET),
    ("/articles/{id}.{form}", article, GET),
    ("/articles/{id}", article, GET),
    ("/evidence/{id}.{form}", evidence, GET),
    ("/evidence/{id}", evidence, GET),
    ("/actors", actors, GET),
    ("/actors.json", actors, GET),
    ("/actors/{id}.json", actor, GET),
    ("/actors/{id}", actor, GET),
    ("/weapons", weapons, GET),
    ("/weapons.json", weapons, GET),
    ("/weapons/{id}.json", weapon, GET),
    ("/weapons/{id}", weapon, GET),
    ("/requests/{id}.json", request_page, GET),
    ("/requests/{id}", request_page, GET),
    ("/facts/{id}.json", fact, GET),
    ("/facts/{id}", fact, GET),
    ("/network", network, GET),
    ("/network.json", network, GET),
    ("/map", world, GET),
    ("/map.json", world, GET),
    ("/sql.{form}", sql_file, GET),
    ("/sql", sql, GET),
    ("/sql/citation", citation, POST),
    ("/sql/citation.json", citation_file, GET),
    ("/schema.json", schema, GET),
    ("/openapi.json", openapi, GET),
    ("/api", api, GET),
    ("/tables", tables, GET),
    ("/tables.json", tables, GET),
    ("/tables/{name}/{key:path}.json", table_row, GET),
    ("/tables/{name}/{key:path}", table_row, GET),
    ("/tables/{name}.{form}", table_file, GET),
    ("/tables/{name}", table_rows, GET),
    ("/dictionary", dictionary, GET),
    ("/dictionary.json", dictionary, GET),
    ("/dictionary/{name}.svg", diagram, GET),
    ("/dictionary/{name}.json", entry, GET),
    ("/dictionary/{name}", entry, GET),
    ("/runs", runs, GET),
    ("/runs.json", runs, GET),
    ("/runs/{id}.json", one_run, GET),
    ("/runs/{id}", one_run, GET),
    ("/snapshots", snapshots, GET),
    ("/snapshots.json", snapshots, GET),
    ("/review", review, GET),
    ("/review.json", review, GET),
    ("/review/decide", decide, POST),
    ("/review/undo", undo, POST),
    ("/sign-in", sign_in, BOTH),
    ("/sign-out", sign_out, POST),
    ("/theme", theme, POST),
)
# fmt: on
TITLES = {
    400: "That cannot be read",
    403: "Not for you",
    404: "Nothing here",
    405: "Not in this way",
}
WEEK = 7 * 24 * 3600


class Kept(StaticFiles):
    """Files of ours; one whose address names its content may be kept for good."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        named = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return response


def application(settings: WebSettings) -> Starlette:
    """The application for a home of data; nothing runs before it is started."""
    limits = Limits(seconds=settings.seconds, rows=settings.rows)
    shared = Shared(
        settings,
        Answers(settings.snapshots, limits, settings.workers, preparing=settings.preparing is not None),
        Answers(settings.snapshots, limits, settings.workers, preparing=settings.preparing is not None),
        Answers(settings.snapshots, limits, max(1, settings.workers // 2)),
        Sketches(settings.snapshots, preparing=settings.preparing is not None),
    )
    accounts = Accounts(settings.accounts)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[Mapping[str, Any]]:  # noqa: ARG001
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.rates.in_all + 8
        shared.pages.warm()
        shared.questions.warm()
        try:
            yield {}
        finally:
            for runner in (shared.pages, shared.questions, shared.free):
                runner.close()

    routes: list[BaseRoute] = [
        Route(path, endpoint(page), methods=list(methods), name=path) for path, page, methods in PAGES
    ]
    routes.append(Mount("/static", Kept(directory=STATIC)))
    made = Starlette(
        routes=routes,
        lifespan=running,
        exception_handlers={SqnError: wrong, HTTPException: missing},
        middleware=[
            Middleware(Outside, settings),
            Middleware(GZipMiddleware, minimum_size=1024),
            Middleware(
                SessionMiddleware,
                settings.secret,
                session_cookie="sqn",
                max_age=WEEK,
                same_site="lax",
                https_only=settings.https,
            ),
            Middleware(Knowing, settings, accounts),
            Middleware(Limiting, settings),
            Middleware(SameSite),
        ],
    )
    made.state.shared, made.state.accounts = shared, accounts
    return made


def wrong(request: Request, error: Exception) -> Response:
    """What cannot be answered, in the words of whatever refused it."""
    query = isinstance(error, QueryError)
    title = "This cannot be answered as it is asked" if query else "Not just now"
    return refusal(request, 400 if query else 503, title, str(error).removeprefix("--"))


def missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    says = error.detail if error.status_code == 404 and error.detail != "Not Found" else ""
    title = TITLES.get(error.status_code, error.detail)
    if not says:
        says = "There is no page at this address." if error.status_code == 404 else error.detail
    return refusal(request, error.status_code, title, says, error.headers)
