"""A request as the chain it belongs to: asked, on which terms, answered how, and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workbench.web.axis import axis, lanes
from workbench.web.linking import Links, links
from workbench.web.pages.fact import WEAPONS, WHICH, absent, behind, shown
from workbench.web.panels import Wanted, as_rows, known, panels
from workbench.web.rendering import as_json, render
from workbench.web.saying import said
from workbench.web.state import asked, run

ONE = "select * from requests where request_id = $id"
KINDS = ("request", "condition", "response", "transfer", "sanction")
BY_TEXT = ("the request", "hangs on it", "answers it")


def request_page(request: Request) -> Response:
    """The page of a request."""
    identifier = request.path_params["id"]
    record = known(request, ONE, {"id": identifier})
    if record is None:
        found = known(request, WHICH, {"id": identifier})
        if found is None:
            raise HTTPException(404, absent("request", identifier))
        suffix = ".json" if request.url.path.endswith(".json") else ""
        path = f"/{'requests' if found['kind'] == 'request' else 'facts'}/{found['fact_id']}{suffix}"
        return RedirectResponse(asked(request).link(path), 303)
    told = panels(request, [Wanted("chain", "chain_of_request", {"request": identifier}), *behind(identifier)])
    objects = run(request, WEAPONS, {"id": identifier}).records()
    if request.url.path.endswith(".json"):
        return as_json(request, {"request": record, "weapons": objects, "panels": as_rows(told)})
    lead = links(request)
    steps = [spoken(step, record, lead) for step in told["chain"].rows]
    along = axis(steps)
    return render(
        request,
        "request.html",
        **shown("request", record, told, lead),
        objects=objects,
        steps=steps,
        axis=along,
        lanes=lanes(steps, KINDS, along) if along else [],
        tallies=tallies(steps),
        follow=followed(steps, record),
        permanent=asked(request).permanent(f"/requests/{identifier}"),
    )


def spoken(step: Mapping[str, Any], record: Mapping[str, Any], lead: Links) -> dict[str, Any]:
    """A step of the chain with its sentence; `loose` where no text ties it to the request."""
    own = step["fact_id"] == record["request_id"]
    told = {**step, "force": record["force"]} if own else step
    return {**step, "said": said(step["step"], told, lead), "own": own, "loose": step["link"] not in BY_TEXT}


def tallies(steps: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """How many terms, answers, deliveries and sanctions the chain has."""
    names = {
        "condition": ("term", "terms"),
        "response": ("answer", "answers"),
        "transfer": ("transfer", "transfers"),
        "sanction": ("sanction", "sanctions"),
    }
    told = []
    for kind, (one, many) in names.items():
        if number := len({step["fact_id"] for step in steps if step["step"] == kind}):
            told.append((number, one if number == 1 else many))
    return told


def followed(steps: Sequence[Mapping[str, Any]], record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The weapons to be given up, as (name, id, state), whose own way from order to sanction can be followed."""
    told: dict[str, tuple[str, str, str]] = {}
    for step in steps:
        if step["step"] == "condition" and step["weapons"] and step["whom_id"]:
            for name, identifier in zip(step["weapons"], step["weapon_ids"], strict=True):
                told.setdefault(identifier, (name, identifier, step["whom_id"]))
    own = set(record["weapon_ids"] or [])
    return [one for identifier, one in told.items() if identifier not in own][:3]
