"""Forms from elsewhere are refused: a request that changes something comes from a page of ours and shows its token."""

import secrets
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.web.guard.refusing import refuse

SAFE = ("GET", "HEAD", "OPTIONS")
FIELD, HEADER = "_token", "x-csrf-token"
FORM = "application/x-www-form-urlencoded"
SAYS = "It was not sent from a page of this workbench, or the page is an old one. Go back, load it anew and try again."


def token(connection: HTTPConnection) -> str:
    """The token of a session, which its forms show; made when first asked for."""
    if "session" not in connection.scope:
        return ""
    session = connection.session
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


class SameSite:
    """Lets a request that may change something through only with the token of its session, from our own origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        body = await whole(receive)
        shown = headers.get(HEADER, "")
        if not shown and headers.get("content-type", "").split(";")[0].strip() == FORM:
            shown = parse_qs(body.decode("utf-8", "replace")).get(FIELD, [""])[0]
        expected = scope["session"].get("csrf", "")
        if not (expected and secrets.compare_digest(shown.encode(), expected.encode()) and own(headers)):
            await refuse(scope, receive, send, 403, "This form cannot be taken", SAYS)
            return
        await self.app(scope, again(body, receive), send)


def own(headers: Headers) -> bool:
    """Whether what the browser tells of the page that sends is ours; a program tells nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


async def whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return body


def again(body: bytes, receive: Receive) -> Receive:
    """Hands a body that was read once more, and then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message
