"""A weapon system: its place in the tree, its names, who asked for it, got it, set terms or was sanctioned over it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workbench.web.linking import links
from workbench.web.pages.actor import elsewhere
from workbench.web.pages.charted import chart_of
from workbench.web.pages.parts import PARTS, parted
from workbench.web.panels import Wanted, as_rows, known, panels
from workbench.web.rendering import as_json, render
from workbench.web.state import asked

LATEST = "60"  # of each kind
ONE = """
    select weapons.*, weapon_system.maker_id, weapon_system.parent_id
    from weapons join weapon_system on weapon_system.id = weapons.weapon_id
    where weapons.weapon_id = $id
"""
# Parts that a table of parties has, in the order of the field, and the most of each that are shown.
COLUMNS = ("asks", "is_to_get_it", "is_asked", "sets_terms", "is_set_terms", "answers", "supplies", "receives",
           "sanctions", "is_sanctioned")  # fmt: skip
MOST = 15


def weapon(request: Request) -> Response:
    """The page of a weapon system, all types below it included; another name of it leads there."""
    identifier = request.path_params["id"]
    record = known(request, ONE, {"id": identifier})
    if record is None:
        return elsewhere(request, "weapons", identifier)
    given = {"weapon": identifier}
    wanted = [
        Wanted("facts", "told_of_weapon", {**given, "latest": LATEST}),
        Wanted("parties", "parties_to_weapon", given),
        Wanted("tree", "place_in_tree", given),
        Wanted("names", "names_of_weapon", given),
        Wanted("sources", "who_tells", given),
    ]
    if record["level"] != "category":  # of a category there would be half the register
        wanted.append(Wanted("deals", "register_deals", given))
    told = panels(request, wanted)
    if request.url.path.endswith(".json"):
        return as_json(request, {"weapon": record, "panels": as_rows(told)})
    about, lead, facts = asked(request), links(request), told["facts"]
    counted = kinds(told["parties"].rows)
    return render(
        request,
        "weapon.html",
        weapon=record,
        told=told,
        parts=parted(facts.rows, counted, "kind", lead),
        columns=[name for name in COLUMNS if any(row[name] for row in told["parties"].rows)],
        parties=told["parties"].rows[:MOST],
        tree=tree(told["tree"].rows),
        chart=chart_of(request, facts.question, facts.result, facts.given) if facts else None,
        lead=lead,
        permanent=about.permanent(f"/weapons/{identifier}"),
    )


def kinds(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many facts of each kind there are at least: each has one side that acts, where it is known."""
    told: dict[str, int] = {}
    for part, sort in PARTS.items():
        name = part.replace(" ", "_")
        if rows and name in rows[0] and sort.acts:
            told[sort.kind] = told.get(sort.kind, 0) + sum(row[name] for row in rows)
    return told


def tree(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """What stands above, from the root down; what is right below, and how many are further below."""
    above = sorted((row for row in rows if row["relation"] == "above"), key=lambda row: -row["distance"])
    below = [row for row in rows if row["relation"] == "below" and row["distance"] == 1]
    return {"above": above, "below": below, "deeper": [row for row in rows if row["distance"] > 1 and row not in above]}
