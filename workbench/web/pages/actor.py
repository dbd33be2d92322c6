"""An actor: what it asked and was asked, its terms and sanctions, what it handed over and got, its names and posts."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema.errors import QueryError
from workbench.asking import NAMES, bound
from workbench.library import find
from workbench.web.linking import Links, links
from workbench.web.pages.charted import chart_of
from workbench.web.pages.parts import PARTS, Part, parted
from workbench.web.panels import Wanted, as_rows, known, panels
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, shared

LATEST = "40"  # of each part: as many as a chart holds
ONE = """
    select actors.*, actor.principal_id
    from actors join actor on actor.id = actors.actor_id
    where actors.actor_id = $id
"""
MERGED = "select canonical_id from actor_canonical where actor_id = $id"
MOST_NAMES = 200  # characters of a name that is looked up


def actor(request: Request) -> Response:
    """The page of an actor; another name of it, or an entry that was judged to be it, leads there."""
    identifier = request.path_params["id"]
    record = known(request, ONE, {"id": identifier})
    if record is None:
        return elsewhere(request, "actors", identifier)
    given = {"actor": identifier}
    told = panels(
        request,
        [
            Wanted("facts", "told_of_actor", {**given, "latest": LATEST}),
            Wanted("others", "counterparts", given),
            Wanted("names", "names_of_actor", given),
            Wanted("posts", "posts_of", given),
            Wanted("through", "acting_for", {"principal": identifier}),
            Wanted("lists", "listed_on", given),
            Wanted("sources", "who_tells", given),
        ],
    )
    if request.url.path.endswith(".json"):
        return as_json(request, {"actor": record, "panels": as_rows(told)})
    about, lead, facts = asked(request), links(request), told["facts"]
    counted = counts(told["others"].rows)
    return render(
        request,
        "actor.html",
        actor=record,
        told=told,
        parts=parts(facts.rows, counted, record, lead),
        others=others(told["others"].rows, identifier, lead),
        total=sum(counted.values()),
        chart=chart_of(request, facts.question, facts.result, facts.given) if facts else None,
        lead=lead,
        permanent=about.permanent(f"/actors/{identifier}"),
    )


def elsewhere(request: Request, what: str, identifier: str) -> Response:
    """Leads from another name or id of an actor or weapon to its page. Raises HTTPException 404 with the nearest."""
    kind = what.removesuffix("s")
    suffix = ".json" if request.url.path.endswith(".json") else ""
    if kind == "actor" and (found := known(request, MERGED, {"id": identifier})):
        return RedirectResponse(asked(request).link(f"/actors/{found['canonical_id']}{suffix}", anchor="names"), 303)
    short = identifier if len(identifier) <= 60 else f"{identifier[:60]}…"
    says = f"There is no {kind} {short!r} in this snapshot."
    if len(identifier) > MOST_NAMES:
        raise HTTPException(404, says)
    assert kind in NAMES, kind
    try:
        # the same names in the same spellings as a question takes
        question = find("told_of_actor" if kind == "actor" else "told_of_weapon")
        values = bound(shared(request).pages, asked(request).snapshot, question, {kind: identifier})
    except QueryError as error:
        raise HTTPException(404, hint(says, str(error))) from error
    if values[kind] == identifier:  # known by name alone
        raise HTTPException(404, says)
    return RedirectResponse(links(request).about.link(f"/{what}/{values[kind]}{suffix}"), 303)


def hint(says: str, error: str) -> str:
    """What was said, with the nearest names that an error of the look-up offers."""
    at = error.find("did you mean")
    return f"{says} Perhaps you mean one of these: {error[at + len('did you mean') :].strip()}" if at >= 0 else says


def counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many facts there are of each part."""
    told: dict[str, int] = {}
    for row in rows:
        told[row["part"]] = told.get(row["part"], 0) + row["facts"]
    return told


def parts(
    rows: Sequence[Mapping[str, Any]], counted: Mapping[str, int], record: Mapping[str, Any], lead: Links
) -> list[Part]:
    """What the actor did and what was done to it, by part."""
    own = record["name"], record["actor_id"]
    laid = []
    for row in rows:
        side = PARTS[row["part"]].acts
        here, there = own, (row["other"], row["other_id"])
        who, whom = (here, there) if side else (there, here)
        laid.append({**row, "who": who[0], "who_id": who[1], "whom": whom[0], "whom_id": whom[1]})
    return parted(laid, counted, "part", lead)


def others(rows: Sequence[Mapping[str, Any]], identifier: str, lead: Links) -> list[dict[str, Any]]:
    """With whom it has to do most: how often in each part, and where all between the two is shown."""
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["other_id"] is None or row["other_id"] == identifier:
            continue
        one = told.setdefault(row["other_id"], {"id": row["other_id"], "name": row["other"], "facts": 0, "parts": {}})
        one["facts"] += row["facts"]
        one["parts"][row["part"]] = one["parts"].get(row["part"], 0) + row["facts"]
    ranked = sorted(told.values(), key=lambda one: (-one["facts"], one["name"]))[:12]
    for one in ranked:
        one["href"] = lead.actor(one["id"])
        one["between"] = lead.about.link("/network", {"between": f"{identifier},{one['id']}"})
    return ranked
