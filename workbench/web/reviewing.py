"""What a reviewer looks at: which queue, which of it, and the item as it stood when it was shown."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from extraction.names.reference import Reference
from loaders.reviewing.queueing import (
    Filters,
    how_many_wait,
    leads_waiting,
    next_waiting,
    pairs_waiting,
)
from loaders.reviewing.showing import LeadView, Other, View, lead_view, near, view
from loaders.reviewing.state import State, seen
from schema.errors import QueryError
from schema.vocabulary import FactKind, Verdict
from workbench.filling import known_names

QUEUES = ("facts", "pairs", "leads")
CARRIED = ("queue", "kind", "below", "disputed", "weapon", "actor", "second", "after")
LONGEST = 300


@dataclass(frozen=True)
class Desk:
    """What an address asks to be reviewed: `told` are its words that every form and link carries on."""

    told: Mapping[str, str]
    at: str | None

    @property
    def queue(self) -> str:
        return self.told.get("queue", "facts")

    @property
    def after(self) -> str | None:
        return self.told.get("after")

    def link(self, **changes: str) -> str:
        """The address with some of its words changed; one that is empty is left out."""
        told = {name: value for name, value in {**self.told, **changes}.items() if value}
        return f"/review{'?' + urlencode(told) if told else ''}"


def desk(given: Mapping[str, str]) -> Desk:
    """What an address or a form says. Raises QueryError for what is no queue."""
    told = {name: str(given[name]).strip() for name in CARRIED if str(given.get(name) or "").strip()}
    if wrong := next((name for name, value in told.items() if len(value) > LONGEST or "\0" in value), None):
        raise QueryError(f"{wrong} is too long to be read")
    if told.get("queue", "facts") not in QUEUES:
        raise QueryError(f"there is no queue {told['queue']!r}; there are: {', '.join(QUEUES)}")
    at = str(given.get("at") or "").strip()
    if len(at) > LONGEST or "\0" in at:
        raise QueryError("what is to be shown has no id of that kind")
    return Desk(told, at or None)


def filters_of(connection: Connection, told: Mapping[str, str]) -> Filters:
    """The filters of a queue. Raises QueryError for a kind, number or name that is none."""
    kind, below = told.get("kind"), told.get("below")
    if kind and kind not in list(FactKind):
        raise QueryError(f"there is no kind {kind!r}; there are: {', '.join(FactKind)}")
    try:
        sure = float(below) if below else None
        if sure is not None and not 0 <= sure <= 1:
            raise ValueError
    except ValueError as error:
        raise QueryError(f"surer than {below!r} is no number from 0 to 1") from error
    names = known_names(connection) if told.get("weapon") or told.get("actor") else {}

    def found(name: str, table: str) -> str | None:
        return names[table].find(told[name]) if told.get(name) else None

    return Filters(
        FactKind(kind) if kind else None,
        sure,
        bool(told.get("disputed")),
        found("weapon", "weapon_system"),
        found("actor", "actor"),
    )


@dataclass(frozen=True)
class Item:
    """One thing on the desk: a fact, two accounts with what the resolver says of them, or a lead; None if none waits.

    `shown` is what a decision must find unchanged; `waiting` how many there are, None where nobody counts.
    """

    id: str | None
    waiting: int | None
    views: tuple[View, ...] = ()
    pair: Other | None = None
    lead: LeadView | None = None
    near: tuple[Other, ...] = ()
    shown: str = ""


def item(connection: Connection, reference: Reference, asked: Desk, who: str, *, merging: bool) -> Item:
    """What is next on the desk, or what was asked for. Raises QueryError if that is not on record."""
    filters = filters_of(connection, asked.told)
    if asked.queue == "pairs":
        return pair_item(connection, asked, pairs_waiting(connection, filters))
    if asked.queue == "leads":
        return lead_item(connection, asked, leads_waiting(connection, filters))
    second = who if asked.told.get("second") else None
    waiting = how_many_wait(connection, filters, second)
    fact = asked.at or next_waiting(connection, filters, second, asked.after)
    if fact is None:
        return Item(None, waiting)
    shown = view(connection, fact)
    beside = near(connection, reference, fact) if merging else ()
    return Item(fact, waiting, (shown,), near=beside, shown=digest(shown.state))


def pair_item(connection: Connection, asked: Desk, waiting: Sequence[tuple[str, str]]) -> Item:
    named = [",".join(pair) for pair in waiting]
    chosen = asked.at or following(named, asked.after)
    if chosen is None:
        return Item(None, len(waiting))
    left, _, right = chosen.partition(",")
    views = view(connection, left), view(connection, right)
    judged = next((other for other in views[0].others if other.fact_id == right), None)
    if judged is None:
        raise QueryError(f"{left} and {right} were never compared")
    return Item(chosen, len(waiting), views, judged, shown=judged.judgement_id or "")


def lead_item(connection: Connection, asked: Desk, waiting: Sequence[str]) -> Item:
    chosen = asked.at or following(waiting, asked.after)
    if chosen is None:
        return Item(None, len(waiting))
    return Item(chosen, len(waiting), lead=lead_view(connection, chosen))


def following(waiting: Sequence[str], after: str | None) -> str | None:
    """The first that waits after one of them; the first of all where that waits no more."""
    place = waiting.index(after) + 1 if after in waiting else 0
    return waiting[place] if place < len(waiting) else None


def digest(state: State) -> str:
    """What tells whether a fact is still as it was shown."""
    return hashlib.sha256(json.dumps(seen(state), sort_keys=True).encode()).hexdigest()[:32]


def together(shown: View) -> list[Other]:
    """The accounts that are one fact with the one shown."""
    return [other for other in shown.others if other.one]


def unsure(shown: View) -> list[Other]:
    """The accounts of which the resolver could not tell."""
    return [other for other in shown.others if not other.one and other.verdict is Verdict.UNSURE]


def as_json(found: Item) -> dict[str, Any]:
    """The item for a program."""
    told: dict[str, Any] = {"id": found.id, "waiting": found.waiting}
    if found.views:
        told["facts"] = [
            {"id": one.fact_id, "state": one.state, "confidence": one.confidence, "quotes": list(map(vars, one.quotes))}
            for one in found.views
        ]
    if found.lead:
        told["lead"] = {"kind": str(found.lead.kind), "likelihood": found.lead.likelihood, "reason": found.lead.reason}
        told["lead"]["quote"] = vars(found.lead.quote)
    return told
