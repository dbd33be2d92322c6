"""Where the words of an answer lead: a column that names an actor, a weapon, a fact or an article, to its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from schema.models import Base
from workbench.web.state import Asked, asked, shared, stop_of

# The pages of things, by the table of the record that holds them; the first letters that tell what an id is of.
PAGES = {
    "actor": "/actors",
    "article": "/articles",
    "dataset_record": "/evidence",
    "evidence": "/evidence",
    "fact": "/facts",
    "load_run": "/runs",
    "weapon_system": "/weapons",
}
PREFIXES = {"a-": "article", "e-": "evidence", "f-": "fact", "d-": "dataset_record", "run-": "load_run"}
# What the views for people call the sides of a fact, beside the names that the tables have for them.
ACTORS = ("who", "whom", "party", "party_actor", "other", "through", "state", "speaker")
WEAPONS = ("weapon", "weapons", "given_up", "designation", "ancestor")
FACTS = ("request", "condition", "response", "sanction", "transfer", "fact", "account", "attached_to")
ARTICLES = ("article", "original", "copied_from")
ACTORS_NAMED = "select actor_id as id, canonical as name from actor_canonical where actor_id = canonical_id"
WEAPONS_NAMED = "select id, name from weapon_system"
KEPT = 8  # snapshots whose names are remembered
KNOWN: dict[tuple[str, str], tuple[dict[str, str], dict[str, str]]] = {}


@dataclass(frozen=True)
class Links:
    """Leads cells to pages of the snapshot `about`; `actors` and `weapons` are ids by the usual name."""

    about: Asked
    actors: Mapping[str, str]
    weapons: Mapping[str, str]

    def of(self, columns: Sequence[str], row: Sequence[Any], at: int) -> list[str | None]:
        """Where the value, or each of its values, of a row leads; None where it leads nowhere."""
        name, value = columns[at], row[at]
        values = value if isinstance(value, list) else [value]
        beside = self.beside(columns, row, name)
        if len(beside) == len(values):
            return [self.where(f"{name.removesuffix('s')}_id", one) for one in beside]
        return [self.where(name, one) for one in values]

    def beside(self, columns: Sequence[str], row: Sequence[Any], name: str) -> list[Any]:
        """The ids that stand in the same row for what a column names: `requester_id` for `requester`."""
        place = sibling(columns, name)
        if place is None:
            return []
        return row[place] if isinstance(row[place], list) else [row[place]]

    def where(self, name: str, value: Any) -> str | None:
        """The address of what a value of a column means."""
        if not isinstance(value, str) or not value:
            return None
        if name.endswith(("_id", "_ids")):
            return self.page_of(name.removesuffix("s").removesuffix("_id"), value)
        if names_weapon(name) and (known := self.weapons.get(value)):
            return self.weapon(known)
        if names_actor(name) and (known := self.actors.get(value)):
            return self.actor(known)
        return None

    def page_of(self, what: str, identifier: str) -> str | None:
        """The page of an id that stands under `what` + `_id`."""
        table = table_of(identifier)
        if table == "fact":
            return self.fact(what, identifier)
        if table == "article" and what not in ARTICLES:
            return None
        if table is not None:
            return page(self.about, table, identifier)
        if names_weapon(what):
            return self.weapon(identifier)
        return self.actor(identifier) if names_actor(what) else None

    def actor(self, identifier: str) -> str:
        return page(self.about, "actor", identifier)

    def weapon(self, identifier: str) -> str:
        return page(self.about, "weapon_system", identifier)

    def fact(self, kind: str, identifier: str, anchor: str = "") -> str:
        return self.about.link(f"/{'requests' if kind == 'request' else 'facts'}/{identifier}", anchor=anchor)


def page(about: Asked, table: str, identifier: str) -> str:
    """The address of the page of a thing that a table of PAGES holds."""
    return about.link(f"{PAGES[table]}/{quote(identifier, safe='')}")


def table_of(identifier: str) -> str | None:
    """The table of PAGES that an id is of, as its first letters tell; None where they tell nothing."""
    return next((table for prefix, table in PREFIXES.items() if identifier.startswith(prefix)), None)


def sibling(columns: Sequence[str], name: str) -> int | None:
    """The place of the column with the ids of what another names: `requester_id` of `requester`."""
    for one in (f"{name}_id", f"{name.removesuffix('s')}_ids"):
        if one in columns:
            return columns.index(one)
    return None


def links(request: Request) -> Links:
    """The links of the snapshot that a request is about."""
    about = asked(request)
    key = about.snapshot.file, about.snapshot.sha256
    known = KNOWN.get(key)
    if known is None:
        known = named(request, ACTORS_NAMED), named(request, WEAPONS_NAMED)
        while len(KNOWN) >= KEPT:
            KNOWN.pop(next(iter(KNOWN)), None)
        KNOWN[key] = known
    return Links(about, *known)


def named(request: Request, sql: str) -> dict[str, str]:
    """Ids by name, of however many; a name that two have leads nowhere."""
    runner = shared(request).pages
    all_of_them = replace(runner.limits, rows=None)
    told: dict[str, str] = {}
    twice = set()
    answer = runner.run(sql, snapshot=asked(request).snapshot, limits=all_of_them, stop=stop_of(request))
    for identifier, name in answer.rows:
        if name in told:
            twice.add(name)
        told[name] = identifier
    return {name: identifier for name, identifier in told.items() if name not in twice}


@cache
def of_table(table: str) -> frozenset[str]:
    """The words before `_id` of every column of the schema that refers to a table."""
    found = set()
    for one in Base.metadata.tables.values():
        for column in one.columns:
            if any(key.column.table.name == table for key in column.foreign_keys):
                found.add(column.name.removesuffix("_id").removesuffix("_principal"))
    return frozenset(found)


@cache
def names_actor(name: str) -> bool:
    """Whether a column holds names of actors, or with `_id` their ids: one of the schema's, or of the views'."""
    for one in (name, name.removesuffix("_actor"), name.removesuffix("s"), name.removesuffix("_named")):
        if one in ACTORS or one in of_table("actor"):
            return True
    return False


@cache
def names_weapon(name: str) -> bool:
    """Whether a column holds names of weapon systems, or with `_id` their ids."""
    return name in WEAPONS or name.endswith(("_weapon", "_weapons")) or name.removesuffix("s") in weapons_of_schema()


@cache
def weapons_of_schema() -> frozenset[str]:
    return of_table("weapon_system") - of_table("legal_instrument") | {"parent"}
