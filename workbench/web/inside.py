"""The pages read from within, about one snapshot, without a server."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from loaders.snapshots import Snapshot
from workbench.web.application import application
from workbench.web.settings import Rates, WebSettings

UNHURRIED = Rates("1000000/second", "1000000/second", "1/minute", at_once=64, in_all=64)


@asynccontextmanager
async def reader(home: Path, snapshot: Snapshot, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client to whom every page is about one snapshot, served with these settings and no limits of rate."""
    app = application(WebSettings(home, secret=secrets.token_hex(20), rates=UNHURRIED, **settings))
    transport = httpx.ASGITransport(pinned(app, snapshot), raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
    ):
        yield client


def pinned(app: ASGIApp, snapshot: Snapshot) -> ASGIApp:
    """The application with every request about one snapshot, so that none published meanwhile comes in between."""
    bounds = {"snapshot": snapshot.base, "as_of": snapshot.as_of, "recorded_as_of": snapshot.recorded_as_of}
    more = "&".join(f"{name}={value}" for name, value in bounds.items() if value).encode()

    async def asking(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            query = scope["query_string"]
            scope = {**scope, "query_string": query + b"&" + more if query else more}
        await app(scope, receive, send)

    return asking
