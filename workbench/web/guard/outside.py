"""The outermost ring: an id, the headers and a line of log for every answer; faults of our own made pages."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workbench.web.guard.refusing import refuse
from workbench.web.guard.who import peer
from workbench.web.settings import WebSettings

LOG = logging.getLogger("sqn.web")
# Nothing but what we serve ourselves: no script or style within a page, no frame, no plug-in, no other host.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT = "max-age=31536000"
HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]+\]|[^:\[\]/@\s]+)(?::\d{1,5})?")


class Outside:
    """Gives each request an id, adds the headers, logs one line, and answers for what nobody expected to fail."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = identifier = secrets.token_hex(4)
        started, told = time.perf_counter(), {"status": 0, "bytes": 0}

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                told["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self.settings.https:
                    headers.setdefault("Strict-Transport-Security", STRICT)
                headers["X-Request-Id"] = identifier
            elif message["type"] == "http.response.body":
                told["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self.inside(scope, receive, noted)
        except TooLargeError:
            await refuse(scope, receive, noted, 413, "Too much at once", too_large(self.settings.body))
        except Exception:
            LOG.exception("request %s failed", identifier)
            if told["status"]:
                raise  # half an answer is out: the connection ends here
            says = "Something went wrong that should not. It is in the log under the number below; try again."
            await refuse(scope, receive, noted, 500, "That did not work", says)
        finally:
            LOG.info(line(scope, told["status"], told["bytes"], time.perf_counter() - started))

    async def inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The rest of it, for a request under a name of ours that is not too large."""
        headers = Headers(scope=scope)
        if not named(headers.get("host", ""), self.settings.names):
            says = "The workbench is not served under this name. `sqn web --name NAME` adds one."
            await refuse(scope, receive, send, 421, "Not here", says)
            return
        if "content-length" in headers and "transfer-encoding" in headers:
            # What stands before us may read another end of it than we do, and take the rest for a request of its own.
            says = "A request says how long it is in one way, not in two."
            await refuse(scope, receive, send, 400, "That cannot be read", says, {"Connection": "close"})
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.settings.body:
            await refuse(scope, receive, send, 413, "Too much at once", too_large(self.settings.body))
            return
        await self.app(scope, bounded(receive, self.settings.body), send)


class TooLargeError(Exception):
    """More came than may."""


def too_large(most: int) -> str:
    return f"A request may send {most >> 10} KiB."


def bounded(receive: Receive, most: int) -> Receive:
    """Ends a request that sends more than it may without saying so beforehand."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLargeError
        return message

    return counted


def named(host: str, names: tuple[str, ...]) -> bool:
    """Whether a Host header is one of our names, whatever the port: else a page elsewhere could pose as ours."""
    found = HOST.fullmatch(host)
    return found is not None and found["name"].strip("[]").lower() in names


def line(scope: Scope, status: int, size: int, seconds: float) -> str:
    """`127.0.0.1 ana GET /questions/refusals 200 5120 12ms 3f9c2a1b`; without the query, which is the reader's own."""
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    path = "".join(c if 33 <= ord(c) < 127 else f"%{ord(c):02X}" for c in path[:300])
    who = scope.get("who")
    name = "".join(c for c in who.name if c.isprintable() and not c.isspace()) if who else "-"
    client = scope.get("client_address") or peer(scope) or "-"
    return f"{client} {name} {scope['method']} {path} {status} {size} {seconds * 1000:.0f}ms {scope['request_id']}"
