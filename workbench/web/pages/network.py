"""The network: who asks, answers, sanctions or supplies whom; and all that was between two of them, step by step."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema.errors import QueryError
from workbench.asking import bound
from workbench.library import find
from workbench.web.axis import axis, lanes
from workbench.web.guard.refusing import refusal
from workbench.web.linking import links
from workbench.web.pages.asked import given_in
from workbench.web.pages.charted import chart_of
from workbench.web.pages.question import filled
from workbench.web.panels import Wanted, as_rows, panels
from workbench.web.rendering import as_json, render
from workbench.web.saying import said
from workbench.web.state import asked, run, shared

QUESTION = "between_parties"
KINDS = ("request", "condition", "response", "transfer", "sanction")
SHOWN = 150  # pairs
STEPS = 80  # steps between two that are written out, the latest
NAMES = "select actor_id, name from actors where actor_id in ($first, $second)"


def network(request: Request) -> Response:
    """The page of the network; with `between` two in its address, what was between them."""
    if "between" in request.query_params:
        return between(request, request.query_params["between"])
    found = find(QUESTION)
    form = filled(request, found)
    about, lead = asked(request), links(request)
    rows = form.result.records() if form.result else []
    if request.url.path.endswith(".json"):
        if form.result is None:
            told = form.fault or "; ".join(f"{one.label}: {one.fault}" for one in form.fields if one.fault)
            return refusal(request, 400, "The network cannot be drawn so", told)
        return as_json(request, form.result)
    chart = chart_of(request, found, form.result, form.given) if form.result else None
    pairs = [{**row, "href": pair(about, row["party_id"], row["other_id"])} for row in rows[:SHOWN]]
    return render(
        request,
        "network.html",
        200 if form.result is not None else 400,
        question=found,
        form=form,
        chart=chart,
        pairs=pairs,
        total=len(rows),
        part=form.given.get("part", "asks"),
        lead=lead,
        pair=about.link("/network", {"between": "WHO|WHOM"}),
        actor=about.link("/actors/NAME"),
        ask=about.link(f"/questions/{QUESTION}", form.given),
    )


def pair(about: Any, first: str, second: str) -> str:
    """Where all between two is shown."""
    return str(about.link("/network", {"between": f"{first},{second}"}))


def between(request: Request, written: str) -> Response:
    """The page of a pair: `US,TR`, by ids or names."""
    named = [one.strip() for one in written.replace("|", ",").split(",")]
    if len(written) > 300 or len(named) != 2 or not all(named):
        raise HTTPException(404, "A pair is two actors parted by a comma: between=US,TR.")
    given = {key: value for key, value in given_in(request).items() if key != "between"}
    about, question = asked(request), find("chain_between")
    try:
        values = bound(shared(request).pages, about.snapshot, question, {"first": named[0], "second": named[1]})
    except QueryError as error:
        raise HTTPException(404, str(error).partition(": ")[2] or str(error)) from error
    first, second = values["first"], values["second"]
    if [first, second] != named:
        suffix = ".json" if request.url.path.endswith(".json") else ""
        return RedirectResponse(about.link(f"/network{suffix}", {**given, "between": f"{first},{second}"}), 303)
    told = panels(request, [Wanted("chain", "chain_between", {**given, "first": first, "second": second})])
    names = dict(run(request, NAMES, {"first": first, "second": second}).rows)
    if request.url.path.endswith(".json"):
        return as_json(request, {"first": first, "second": second, "names": names, "panels": as_rows(told)})
    lead, chain = links(request), told["chain"]
    # registers and lists would bury what the news tells: they are counted, and all stand in the answer
    news = [step for step in chain.rows if step["article_id"] is not None]
    steps = [{**one, "said": said(one["step"], one, lead), "own": False, "loose": False, "link": side(one, names)}
             for one in news[-STEPS:]]  # fmt: skip
    along = axis(steps)
    return render(
        request,
        "pair.html",
        first={"id": first, "name": names.get(first, first)},
        second={"id": second, "name": names.get(second, second)},
        told=told,
        tallies=tallies(chain.rows, names),
        steps=steps,
        in_news=len(news),
        others=len(chain.rows) - len(news),
        axis=along,
        lanes=lanes(steps, KINDS, along) if along else [],
        given=given,
        lead=lead,
        permanent=about.permanent("/network", {**given, "between": f"{first},{second}"}),
    )


def side(step: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """From whom to whom a step goes."""
    who, whom = (names.get(step[key], step[name]) for key, name in (("who_id", "who"), ("whom_id", "whom")))
    return f"{who or 'somebody'} → {whom or 'somebody'}"


def tallies(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """How many facts of each kind went from whom to whom."""
    told: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        told.setdefault((row["step"], side(row, names)), set()).add(row["fact_id"])
    order = {kind: place for place, kind in enumerate(KINDS)}
    ranked = sorted(told.items(), key=lambda one: (order[one[0][0]], one[0][1]))
    return [{"kind": kind, "side": way, "facts": len(facts)} for (kind, way), facts in ranked]
