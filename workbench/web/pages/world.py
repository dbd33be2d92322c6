"""The map: how often each state has a part in facts over arms, and the same as a table."""

from starlette.requests import Request
from starlette.responses import Response

from workbench.library import find
from workbench.web.guard.refusing import refusal
from workbench.web.linking import links
from workbench.web.pages.charted import chart_of
from workbench.web.pages.question import filled
from workbench.web.rendering import as_json, render
from workbench.web.state import asked

QUESTION = "by_state"


def world(request: Request) -> Response:
    """The page of the map; its parameters are those of the question behind it."""
    found = find(QUESTION)
    form = filled(request, found)
    about = asked(request)
    if request.url.path.endswith(".json"):
        if form.result is None:
            told = form.fault or "; ".join(f"{one.label}: {one.fault}" for one in form.fields if one.fault)
            return refusal(request, 400, "The map cannot be drawn so", told)
        return as_json(request, form.result)
    return render(
        request,
        "map.html",
        200 if form.result is not None else 400,
        question=found,
        form=form,
        chart=chart_of(request, found, form.result, form.given) if form.result else None,
        states=form.result.records() if form.result else [],
        lead=links(request),
        limits={key: value for key, value in form.given.items() if key != "part" and value},
        part=form.given.get("part", "asks"),
        actor=about.link("/actors/NAME"),
        ask=about.link(f"/questions/{QUESTION}", form.given),
    )
