"""Signing in and out, and the colours that a reader prefers."""

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workbench.web.guard.accounts import Accounts, fingerprint
from workbench.web.rendering import THEMES, YEAR, render
from workbench.web.state import shared


def sign_in(request: Request) -> Response:
    """The form; posted, a new session for who gave the right password."""
    following = local(request.query_params.get("next", "/"))
    if request.method != "POST":
        return render(request, "sign_in.html", following=following, fault=None, name="")
    form = request.state.form
    name, password = str(form.get("name", "")).strip(), str(form.get("password", ""))
    following = local(str(form.get("next", "/")))
    accounts: Accounts = request.app.state.accounts
    account = accounts.verified(name, password)
    if account is None:
        fault = "This name and this password do not go together."
        return render(request, "sign_in.html", 403, following=following, fault=fault, name=name)
    request.session.clear()  # what somebody put there before is not carried into the session
    request.session.update(name=account.name, print=fingerprint(account), csrf=secrets.token_urlsafe(24))
    return RedirectResponse(following, 303)


def sign_out(request: Request) -> Response:
    request.session.clear()
    return RedirectResponse("/", 303)


def theme(request: Request) -> Response:
    """Remembers light, dark, or as the device has it, and leads back."""
    form = request.state.form
    chosen = str(form.get("theme", "auto"))
    response = RedirectResponse(local(str(form.get("next", "/"))), 303)
    if chosen in THEMES:
        secure = shared(request).settings.https
        response.set_cookie("theme", chosen, YEAR, httponly=True, samesite="lax", secure=secure)
    return response


def local(path: str) -> str:
    """A path of ours, else the first page: nobody is led elsewhere by an address that somebody else wrote."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or any(ord(c) < 32 or c == "\\" for c in path):
        return "/"
    told = urlsplit(path)
    return path if not told.scheme and not told.netloc else "/"
