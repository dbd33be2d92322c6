"""A fact of any kind: its sentence, its fields, what it stands on, where accounts differ, and what hangs on it."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema import vocabulary
from schema.models import Base
from workbench.web.linking import Links, links
from workbench.web.panels import Panel, Wanted, as_rows, known, panels
from workbench.web.rendering import as_json, render
from workbench.web.saying import many, said
from workbench.web.state import asked, run

WHICH = "select fact_id, kind from account where account_id = $id"
WEAPONS = """
    select fact_objects.role, fact_objects.weapon_id, weapon_system.name as weapon, fact_objects.quantity,
           fact_objects.quantity_to, fact_objects.unit, fact_objects.words, fact_objects.resolution,
           fact_objects.resolved_through
    from fact_objects join weapon_system on weapon_system.id = fact_objects.weapon_id
    where fact_objects.fact_id = $id
    order by fact_objects.role, weapon_system.name
"""
HANGS = """
    select tied.place, tied.link, chain_steps.*
    from (
        select attached_to_id as fact_id, 1 as place, 'what it is a term of' as link
        from resolved_condition where fact_id = $id
        union all
        select request_id, 1, 'the request that it answers' from resolved_response where fact_id = $id
        union all
        select fact_id, 2, 'a term of it' from resolved_condition where attached_to_id = $id
        union all
        select fact_id, 3, 'an answer to it' from resolved_response where request_id = $id
    ) as tied
    join chain_steps on chain_steps.fact_id = tied.fact_id
    order by tied.place, chain_steps.day nulls last, chain_steps.fact_id, chain_steps.standing
"""
# Who is on which side of each kind, as the plural views name them, and which columns say what and how it stands.
SIDES = {
    "request": ("requester", "addressee", "action", "outcome"),
    "condition": ("imposed_by", "required_of", "action", "stance"),
    "response": ("responder", "asker", "action", "decision"),
    "sanction": ("imposer", "target", "measure", "stage"),
    "transfer": ("supplier", "recipient", "mode", "stage"),
}
# What stands elsewhere on the page.
ELSEWHERE = ("quote", "source", "title", "attribution", "speaker", "weapons", "weapon_ids", "quantities", "units",
             "disputed", "conditions", "evidence_pieces", "published_on", "earliest", "latest", "origins", "accounts",
             "confidence", "review_state", "attached_to_kind")  # fmt: skip


def fact(request: Request) -> Response:
    """The page of a fact; a request has one of its own, and an account leads to the fact it is one of."""
    identifier = request.path_params["id"]
    found = known(request, WHICH, {"id": identifier})
    if found is None:
        raise HTTPException(404, absent("fact", identifier))
    kind, key = found["kind"], found["fact_id"]
    if kind == "request" or key != identifier:
        suffix = ".json" if request.url.path.endswith(".json") else ""
        path = f"/{'requests' if kind == 'request' else 'facts'}/{key}{suffix}"
        return RedirectResponse(asked(request).link(path), 303)
    record = known(request, f"select * from {kind}s where {kind}_id = $id", {"id": key})
    if record is None:
        raise HTTPException(404, absent("fact", identifier))
    told = panels(request, behind(key))
    objects, hanging = run(request, WEAPONS, {"id": key}).records(), run(request, HANGS, {"id": key}).records()
    if request.url.path.endswith(".json"):
        return as_json(request, {kind: record, "weapons": objects, "linked": hanging, "panels": as_rows(told)})
    lead = links(request)
    return render(
        request,
        "fact.html",
        **shown(kind, record, told, lead),
        objects=objects,
        steps=[{**step, "said": said(step["step"], step, lead)} for step in hanging],
        permanent=asked(request).permanent(f"/facts/{key}"),
    )


def behind(key: str) -> list[Wanted]:
    """The panels that every fact has: its accounts, where they differ, and how far it had come when."""
    return [
        Wanted("origins", "origins_of", {"fact": key, "at_least": "1"}),
        Wanted("differences", "disagreements", {"fact": key}),
        Wanted("course", "course_of", {"fact": key, "several": "yes"}),
    ]


def shown(kind: str, record: Mapping[str, Any], told: Mapping[str, Panel], lead: Links) -> dict[str, Any]:
    """What the pages of all kinds say of a fact."""
    who, whom, what, standing = SIDES[kind]
    step = {
        "who": record[who] or record[f"{who}_actor"],
        "who_id": record[f"{who}_id"] or record[f"{who}_actor_id"],
        "whom": (record[f"{whom}_actor"] if kind == "sanction" else None) or record[whom] or record[f"{whom}_actor"],
        "whom_id": (record[f"{whom}_actor_id"] if kind == "sanction" else None)
        or record[f"{whom}_id"]
        or record[f"{whom}_actor_id"],
        "what": record[what],
        "standing": record[standing],
        "weapons": record["weapons"],
        "weapon_ids": record["weapon_ids"],
        "force": record.get("force"),
    }
    return {
        "kind": kind,
        "fact": record,
        "key": record[f"{kind}_id"],
        "said": said(kind, step, lead),
        "standing": record[standing],
        "standing_field": standing,
        "fields": fields(kind, record, lead),
        "told": told,
        "origins": origins(told["origins"].rows),
        "differences": differences(told["differences"].rows),
        "meaning": meaning,
        "many": many,
        "lead": lead,
    }


def fields(kind: str, record: Mapping[str, Any], lead: Links) -> list[tuple[str, str, str | None]]:
    """The fields of a fact that are known, as (name, value, where it leads); a party by whom it acted through."""
    told = []
    for name, value in record.items():
        if value is None or name in ELSEWHERE or name.endswith("_id") or isinstance(value, list):
            continue
        if name.endswith("_actor") and value == record.get(name.removesuffix("_actor")):
            continue
        if value in ("unspecified", "unknown"):
            continue
        label = name.removesuffix("_actor") + " through" if name.endswith("_actor") else name
        href = lead.page_of(name, record[f"{name}_id"]) if record.get(f"{name}_id") else None
        words = str(value).replace("_", " ") if is_term(kind, name) else str(value)
        told.append((label.replace("_", " "), words, href))
    return told


def is_term(kind: str, name: str) -> bool:
    """Whether a field holds a word of a vocabulary, not a name or words of the text."""
    column = Base.metadata.tables[kind].columns.get(name)
    return column is not None and name not in ("place", "channel", "text", "target_sector")


def meaning(value: str) -> str:
    """What a word of a vocabulary means, where only one has it or all mean the same."""
    told = {
        str(term.meaning)
        for words in vars(vocabulary).values()
        if isinstance(words, type) and issubclass(words, vocabulary.Term)
        for term in words
        if term.value == value
    }
    return told.pop() if len(told) == 1 else ""


def origins(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The accounts of a fact by the origin they go back to, and there by the article or record they stand in."""
    told = []
    for origin, group in groupby(rows, key=lambda row: row["origin"]):
        pieces = list(group)
        places: dict[str, list[Mapping[str, Any]]] = {}
        for row in pieces:
            places.setdefault(row["article_id"] or row["record_id"], []).append(row)
        told.append({"name": named(str(origin), pieces), "places": list(places.values())})
    return told


def named(origin: str, pieces: Sequence[Mapping[str, Any]]) -> str:
    """An origin in words: the agency, who is cited, or where the story was first."""
    if origin.startswith("agency "):
        agency = origin.removeprefix("agency ")
        return next((str(p["source"]) for p in pieces if str(p["source"]).lower() == agency), agency.title())
    if origin.startswith("via "):
        return next((str(p["via"]) for p in pieces if p["via"]), origin.removeprefix("via "))
    return str(pieces[0]["source"])


def differences(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each field on which accounts differ, with its values side by side and who says each, in which words."""
    told = []
    for row in rows:
        values: dict[str, list[dict[str, Any]]] = {}
        parts = zip(
            row["said_values"], row["quotes"], row["sources"], row["stances"], row["told_by"], row["evidence_ids"],
            strict=True,
        )  # fmt: skip
        for value, quote, source, stance, origin, evidence in parts:
            one = {"quote": quote, "source": source, "stance": stance, "origin": origin, "evidence_id": evidence}
            values.setdefault(str(value), []).append(one)
        sides = [
            {"value": value, "pieces": pieces, "origins": len({p["origin"] for p in pieces})}
            for value, pieces in values.items()
        ]
        sides.sort(key=lambda side: -int(side["origins"]))  # type: ignore[call-overload]
        told.append({"field": row["field"], "sides": sides})
    return told


def absent(what: str, identifier: str) -> str:
    """Why an address leads nowhere, in words; a long id is shown by its beginning."""
    short = identifier if len(identifier) <= 60 else f"{identifier[:60]}…"
    return (
        f"There is no {what} {short!r} in this snapshot. Ids of facts may change when the coder learns; "
        "a link with ?snapshot=… keeps meaning the same while that snapshot is kept."
    )
