"""Who is asking: somebody signed in, somebody whom the reverse proxy names, or nobody in particular."""

import ipaddress
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from workbench.web.guard.accounts import Accounts, fingerprint
from workbench.web.guard.refusing import refuse
from workbench.web.settings import Network, WebSettings

OPEN = ("/sign-in", "/theme", "/static/")


@dataclass(frozen=True)
class Who:
    """Somebody by name, and whether they may review."""

    name: str
    reviewer: bool = False


class Knowing:
    """Finds out who is asking, and leads those who must sign in there. The session stands in the scope."""

    def __init__(self, app: ASGIApp, settings: WebSettings, accounts: Accounts) -> None:
        self.app, self.settings, self.accounts = app, settings, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["client_address"] = client = client_of(scope, self.settings.trust_from)
        found = self.by_header(scope) if self.settings.trust_header else self.by_session(scope)
        scope["who"] = found
        if found or not self.settings.closed or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
        elif self.settings.trust_header:
            says = f"The reverse proxy names nobody, or {client} is not one that is trusted."
            await refuse(scope, receive, send, 403, "Who are you?", says)
        elif scope["method"] in ("GET", "HEAD") and not scope["path"].endswith(".json"):
            query = scope["query_string"].decode("latin-1")
            here = quote(scope["path"] + (f"?{query}" if query else ""), safe="/")
            await RedirectResponse(f"/sign-in?next={here}", 303)(scope, receive, send)
        else:
            await refuse(scope, receive, send, 401, "Please sign in", "This address is for people with an account.")

    def by_header(self, scope: Scope) -> Who | None:
        """Whom the proxy names; a header that comes from elsewhere is what anyone can write."""
        name = Headers(scope=scope).get(self.settings.trust_header or "", "").strip()
        if not name or not within(peer(scope), self.settings.trust_from):
            return None
        account = self.accounts.find(name)
        return Who(name, bool(account and account.reviewer))

    def by_session(self, scope: Scope) -> Who | None:
        """Who signed in, as long as the account stands and its password is the same."""
        session = scope["session"]
        account = self.accounts.find(session.get("name", ""))
        if account is None or session.get("print") != fingerprint(account):
            return None
        return Who(account.name, account.reviewer)


def who(connection: HTTPConnection) -> Who | None:
    return cast("Who | None", connection.scope.get("who"))


def peer(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False


def client_of(scope: Scope, trusted: tuple[Network, ...]) -> str:
    """The address that asks; behind a trusted proxy the last one that it was handed which is no proxy itself."""
    address = peer(scope)
    if not within(address, trusted):
        return address
    for told in reversed(Headers(scope=scope).get("x-forwarded-for", "").split(",")):
        if (told := told.strip()) and not within(told, trusted):
            return told
    return address
