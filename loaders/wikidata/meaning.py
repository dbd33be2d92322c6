"""What entities of Wikidata mean in our terms: actors, the posts that persons held, weapon systems.

Only what is of the field is taken: `data/reference/wikidata_classes.csv` says by the classes that an entity itself
names. Chains of classes above these are not followed, for a dump is read from front to back and never held.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from extraction.names.reference import Post, Reference
from loaders.decoding import half_characters
from loaders.registers.fitting import fitting
from loaders.registers.register import NewActor
from loaders.wikidata.entities import Entity, aliases, best, days, items, label, qualifiers, statements, strings, value
from schema.settings import REFERENCE_LISTS
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind, Office, WeaponLevel, WeaponNameKind

INSTANCE, SUBCLASS, COUNTRY, JURISDICTION = "P31", "P279", "P17", "P1001"
INDUSTRY, HELD, START, END = "P452", "P39", "P580", "P582"
MAKER, ORIGIN, DESIGNATION = "P176", "P495", "P798"
DETAILS = {"P297": "iso2", "P298": "iso3", "P571": "founded", "P576": "dissolved", "P569": "born", "P570": "died"}
NOT_DEFAULT = ("aircraft",)  # whole classes that are mostly outside arms
MOST_NAMES = 100


@dataclass(frozen=True)
class Class:
    """A class of Wikidata: the group that a user takes or leaves, and what an entity of it is."""

    group: str
    kind: str
    parent: str


@dataclass(frozen=True)
class NewSystem:
    """A weapon system that Wikidata has."""

    id: str
    level: WeaponLevel
    name: str
    parent: str
    maker: str | None
    origins: tuple[str, ...]
    names: tuple[tuple[WeaponNameKind, str], ...]


@dataclass(frozen=True)
class Position:
    """An office of one state: its title, and the state by its number."""

    office: Office
    title: str
    state: str


@dataclass
class Field:
    """What is taken, and what a first reading of the dump has found: the positions of the field, and its companies."""

    reference: Reference
    groups: frozenset[str]
    positions: dict[str, Position] = field(default_factory=dict)
    companies: set[str] = field(default_factory=set)

    def classes_of(self, entity: Entity) -> list[Class]:
        named = [*items(statements(entity, INSTANCE)), *items(statements(entity, SUBCLASS))]
        return [known for one in named if (known := classes().get(one)) and known.group in self.groups]

    def actor(self, number: str) -> str | None:
        """The actor that an item is: one of the lists, or one that this dump brings."""
        listed = by_number(self.reference).get(number)
        return listed or (id_of(number) if number in self.companies else None)


@cache
def classes() -> Mapping[str, Class]:
    with (REFERENCE_LISTS / "wikidata_classes.csv").open(encoding="utf-8", newline="") as file:
        return {row["item"]: Class(row["group"], row["kind"], row["parent"]) for row in csv.DictReader(file)}


def groups() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.group for one in classes().values()))


@cache
def by_number(reference: Reference) -> Mapping[str, str]:
    """The actors of the lists by their number in Wikidata."""
    return {actor.wikidata_id: actor.id for actor in reference.actors.values() if actor.wikidata_id}


def id_of(number: str) -> str:
    return f"wikidata:{number}"


def note(known: Field, entity: Entity) -> None:
    """Notes of an entity what others will point to."""
    name = label(entity)
    if name is None:
        return
    for one in known.classes_of(entity):
        if one.kind in list(Office):
            states = [*items(best(entity, JURISDICTION)), *items(best(entity, COUNTRY))]
            state = next((number for number in states if number in by_number(known.reference)), None)
            if state and INSTANCE in entity.get("claims", {}) and not is_human(entity):
                known.positions[entity["id"]] = Position(Office(one.kind), name, state)
    if is_company(known, entity):
        known.companies.add(entity["id"])


def is_human(entity: Entity) -> bool:
    return any(classes().get(one, Class("", "", "")).kind == "person" for one in items(statements(entity, INSTANCE)))


def is_company(known: Field, entity: Entity) -> bool:
    industries = (classes().get(one) for one in items(statements(entity, INDUSTRY)))
    return any(one.kind == "company" for one in known.classes_of(entity)) and any(
        one and one.kind == "industry" for one in industries
    )


@dataclass(frozen=True)
class Meant:
    """What one entity means: an actor and the posts it held, or a weapon system."""

    actor: NewActor | None = None
    posts: tuple[Post, ...] = ()
    system: NewSystem | None = None


def meaning(known: Field, entity: Entity) -> Meant | str | None:
    """What an entity means, why it cannot be taken, or None if it is not of the field."""
    found = known.classes_of(entity)
    kinds = {one.kind for one in found}
    level = next((one for one in found if one.kind in ("type", "family")), None)
    actor = next((one for one in found if one.kind in ActorKind.__members__.values()), None)
    if actor is None and level is None:
        return None
    posts: tuple[Post, ...] = ()
    if actor and actor.kind == "person" and not (posts := tuple(posts_of(known, entity))):
        return None
    if actor and actor.kind == "company" and entity["id"] not in known.companies and not is_company(known, entity):
        return None
    name = label(entity)
    if name is None:
        return f"{entity['id']} has no English label: it is not known what to call it"
    names = [name, *aliases(entity)]
    if any("\0" in one or half_characters(one) for one in names):
        return f"{entity['id']} has characters in its names that are none"
    if actor:
        return Meant(fitting(new_actor(known, entity, ActorKind(actor.kind), names)), posts)
    assert level is not None, kinds
    return Meant(system=new_system(known, entity, level, found, names))


def new_actor(known: Field, entity: Entity, kind: ActorKind, names: list[str]) -> NewActor:
    state = next(
        (at for number in items(best(entity, COUNTRY)) if (at := by_number(known.reference).get(number))), None
    )
    details: list[tuple[str, str]] = []
    for key, told in DETAILS.items():
        details += [(told, one) for one in strings(best(entity, key))]
        spans = (days(value(one.get("mainsnak"))) for one in best(entity, key))
        details += [(told, written(*span)) for span in spans if span]
    listed = [(ListedNameKind.PRIMARY, names[0])] + [(ListedNameKind.STRONG, one) for one in names[1:MOST_NAMES]]
    principal = None if kind in (ActorKind.STATE, ActorKind.PERSON, ActorKind.HISTORICAL_STATE) else state
    return NewActor(
        id_of(entity["id"]), kind, names[0], principal, tuple(listed),
        ((IdentifierScheme.WIKIDATA, entity["id"]),), tuple(dict.fromkeys(details)),
    )  # fmt: skip


def written(first: dt.date, last: dt.date) -> str:
    """A span of days as the day, month or year that it is."""
    size = 10 if first == last else 7 if first.month == last.month else 4
    return first.isoformat()[:size]


def posts_of(known: Field, entity: Entity) -> Iterable[Post]:
    """The posts of the field that a person held, each as early and as late as it may have been."""
    person = by_number(known.reference).get(entity["id"]) or id_of(entity["id"])
    met: set[str] = set()
    for one in statements(entity, HELD):
        (number, *_) = items([one]) or [""]
        position = known.positions.get(number)
        if position is None:
            continue
        start = next((span[0] for told in qualifiers(one, START) if (span := days(told))), None)
        end = next((span[1] for told in qualifiers(one, END) if (span := days(told))), None)
        if start and end and end < start:
            start = end = None
        body = by_number(known.reference)[position.state]
        post = Post(person, body, position.office, position.title, start, end)
        if post.id not in met:
            met.add(post.id)
            yield post


def new_system(known: Field, entity: Entity, level: Class, found: list[Class], names: list[str]) -> NewSystem:
    category = next((one.parent for one in found if one.kind == "category"), level.parent)
    states = (by_number(known.reference).get(number) for number in items(best(entity, ORIGIN)))
    makers = (known.actor(number) for number in items(best(entity, MAKER)))
    designations = strings(best(entity, DESIGNATION))
    told = dict.fromkeys([*designations, *names[1:MOST_NAMES]], WeaponNameKind.ALIAS) | {names[0]: WeaponNameKind.NAME}
    return NewSystem(
        id_of(entity["id"]),
        WeaponLevel(level.kind),
        names[0],
        category,
        next((maker for maker in makers if maker), None),
        tuple(sorted({state for state in states if state})),
        tuple((kind, name) for name, kind in told.items()),
    )
