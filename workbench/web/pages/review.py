"""The review queue: one fact a screen, the least sure first, and what a reviewer decides about it.

It is the mechanism of `sqn review` on the same record: a decision is a row with the reviewer's name, can be taken back,
and is refused where the fact is no more as it was shown.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema.errors import QueryError, SqnError
from workbench.web.guard.accounts import Accounts
from workbench.web.guard.who import Who, who
from workbench.web.rendering import as_json, render
from workbench.web.state import shared

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from workbench.web.reviewing import Desk

TOLD = "told"  # what the session says of the last decision


def review(request: Request) -> Response:
    """What is next in a queue, for reviewers."""
    reviewer = reviewer_of(request)
    if not isinstance(reviewer, Who):
        return reviewer
    from workbench.web.reviewing import desk

    return shown(request, reviewer, desk(request.query_params), request.query_params)


def reviewer_of(request: Request) -> Who | Response:
    """Who reviews; to others the page that says how one comes to."""
    found = who(request)
    if found and found.reviewer:
        return found
    accounts: Accounts = request.app.state.accounts
    some = any(account.reviewer for account in accounts.all().values())
    if request.url.path.endswith(".json"):
        raise HTTPException(403 if found else 401, "Reviewing is for people with a reviewer's account.")
    if found is None and some and not shared(request).settings.trust_header:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/sign-in?next={quote(here if request.method == 'GET' else '/review', safe='/')}", 303)
    return render(request, "review_closed.html", 403, found=found, some=some)


def shown(
    request: Request,
    reviewer: Who,
    asked: "Desk",
    given: Mapping[str, str],
    *,
    fault: str = "",
    status: int = 200,
    posted: Mapping[str, str] | None = None,
) -> Response:
    """The page of what is on the desk, with what was wrong with the decision before, if anything was."""
    from loaders.reviewing.deciding import last_decision
    from schema.engine import reading
    from workbench.cli.review_screen import shown_fields
    from workbench.web import reviewing
    from workbench.web.changing import form_of, offered
    from workbench.web.record import reference

    told = request.session.pop(TOLD, "")
    with reading(opened(request)) as connection:
        editing, merging = bool(given.get("edit")) or posted is not None, bool(given.get("merge"))
        try:
            found = reviewing.item(connection, reference(), asked, reviewer.name, merging=merging)
        except QueryError as error:
            if fault:  # what the decision was about is gone as well
                return nothing(request, asked, fault, status)
            return nothing(request, asked, str(error), 400)
        if request.url.path.endswith(".json"):
            return as_json(request, reviewing.as_json(found))
        one = found.views[0] if found.views else None
        form = form_of(connection, one, posted) if one and editing and asked.queue == "facts" else []
        names = offered(connection) if form else {}
        last = last_decision(connection, reviewer.name)
    return render(
        request,
        "review.html",
        status,
        desk=asked,
        item=found,
        one=one,
        views=[(each, list(shown_fields(each))) for each in found.views],
        blind=bool(asked.told.get("second")),
        together=reviewing.together(one) if one else [],
        unsure=reviewing.unsure(one) if one else [],
        disputed=one.differences() if one else [],
        form=form,
        offered=names,
        merging=merging,
        note=told,
        fault=fault,
        last=last,
        queues=reviewing.QUEUES,
        kinds=kinds(),
    )


def nothing(request: Request, asked: "Desk", fault: str, status: int) -> Response:
    """The page where what was asked for is not there."""
    from workbench.web.reviewing import QUEUES, Item

    return render(
        request, "review.html", status, desk=asked, item=Item(None, None), one=None, views=[], blind=False, together=[],
        unsure=[], disputed=[], form=[], offered={}, merging=False, note="", fault=fault, last=None, queues=QUEUES,
        kinds=kinds(),
    )  # fmt: skip


def kinds() -> list[str]:
    from schema.vocabulary import FactKind

    return [str(kind) for kind in FactKind]


def opened(request: Request) -> "Engine":
    """The record. Raises SqnError in words for whoever reads the page."""
    from workbench.web.record import record

    try:
        return record(shared(request).settings.home)
    except SqnError as error:
        raise SqnError(f"The review needs the record database, and it cannot be used just now: {error}") from error


def decide(request: Request) -> Response:
    """Puts a decision on record and leads to what is next; a stale or wrong one is told, and nothing is changed."""
    reviewer = reviewer_of(request)
    if not isinstance(reviewer, Who):
        return reviewer
    from loaders.reviewing.deciding import ChangedError
    from schema.engine import writing
    from workbench.web.deciding import carry_out
    from workbench.web.reviewing import desk

    form: dict[str, Any] = {key: str(value) for key, value in request.state.form.items()}
    asked = desk(form)
    if not asked.at:
        raise QueryError("the form does not say what it decides about")
    what = form.get("what", "")
    try:
        with writing(opened(request)) as connection:
            told, stays = carry_out(connection, asked, what, form, reviewer.name)
    except ChangedError as error:
        says = f"Nothing was changed: {error}. It is shown here as it stands now."
        return shown(request, reviewer, asked, {}, fault=says, status=409)
    except QueryError as error:
        posted = form if what == "edit" else None
        given = {"merge": form["merge"]} if form.get("merge") else {}
        return shown(request, reviewer, asked, given, fault=str(error), status=400, posted=posted)
    request.session[TOLD] = told
    return RedirectResponse(asked.link(at=asked.at if stays else ""), 303)


def undo(request: Request) -> Response:
    """Takes the reviewer's last decision back, and shows what it was about again."""
    reviewer = reviewer_of(request)
    if not isinstance(reviewer, Who):
        return reviewer
    from schema.engine import writing
    from workbench.web.deciding import take_last_back
    from workbench.web.reviewing import desk

    form = {key: str(value) for key, value in request.state.form.items()}
    asked = desk(form)
    try:
        with writing(opened(request)) as connection:
            told, queue, at = take_last_back(connection, form.get("last", ""), reviewer.name)
    except QueryError as error:
        return shown(request, reviewer, asked, {}, fault=f"Nothing was taken back: {error}", status=409)
    request.session[TOLD] = told
    return RedirectResponse(asked.link(queue="" if queue == "facts" else queue, after="", at=at), 303)
