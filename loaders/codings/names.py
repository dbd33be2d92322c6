"""Names in a sheet to actors, weapon systems and laws: by id, or by a name that means one of them alone."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select, union

from extraction.exchange import slug
from extraction.names.reference import Reference
from extraction.values import Party
from loaders.registers.merging import TELLING_NAMES
from loaders.registers.naming import folded
from schema.models import Actor, ActorName, ListedName, WeaponName, WeaponSystem

MOST_MEANT = 5  # candidates that a reason names
LONGEST_TRIED = 100  # characters of a name for which nearest ones are looked for


class UnfitError(Exception):
    """A cell that cannot be taken, with the reason."""


@dataclass(frozen=True)
class Index:
    """The entries of a list: the ids that each name means, compared without capitals, accents and marks."""

    what: str
    ids: Mapping[str, str]  # id by id in small letters
    meant: Mapping[str, frozenset[str]]
    spelt: Mapping[str, str]  # a name as it is written, by the form in which it is compared

    def find(self, written: str) -> str | None:
        """The id that a name means; None if it means nothing here. Raises UnfitError if it may mean several."""
        bare = written.removeprefix("category:")
        if bare.casefold() in self.ids:
            return self.ids[bare.casefold()]
        found = self.meant.get(slug(bare), frozenset())
        if len(found) > 1:
            raise UnfitError(f"`{written}` may mean {' or '.join(sorted(found)[:MOST_MEANT])}: write one of these")
        return next(iter(found), None)

    def unknown(self, written: str) -> UnfitError:
        near = get_close_matches(slug(written[:LONGEST_TRIED]), self.meant, n=3, cutoff=0.6)
        names = " or ".join(self.spelt[name] for name in near)
        hint = f"; nearest: {names}" if near else "; `sqn sql` finds the lists' names, CONTRIBUTING.md how to add one"
        return UnfitError(f"no {self.what} is called `{written[:LONGEST_TRIED]}`{hint}")


def index(what: str, entries: Iterable[tuple[str, Iterable[str]]]) -> Index:
    ids: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for id_, names in entries:
        ids[id_.casefold()] = id_
        for name in names:
            if compared := slug(name):
                meant.setdefault(compared, set()).add(id_)
                spelt.setdefault(compared, name)
    return Index(what, ids, {name: frozenset(of) for name, of in meant.items()}, spelt)


@cache
def actors(reference: Reference) -> Index:
    return index("actor", ((a.id, [name for _, name in a.names]) for a in reference.actors.values()))


@cache
def weapons(reference: Reference) -> Index:
    return index("weapon system", ((w.id, [name for _, name in w.names]) for w in reference.weapons.values()))


@cache
def instruments(reference: Reference) -> Index:
    return index("law or decision", ((i.id, [i.name, *i.names]) for i in reference.instruments.values()))


def party(connection: Connection, reference: Reference, written: str, day: dt.date | None) -> Party:
    """The actor that a name means and whom it acts for on a day. Raises UnfitError."""
    known = actors(reference).find(written)
    if known is not None:
        return Party(known, reference.principal(known, day))
    found = on_record(
        connection,
        written,
        select(func.coalesce(Actor.same_as_id, Actor.id)).where(
            (Actor.id == written) | (func.lower(Actor.name) == written.lower())
        ),
        select(ActorName.actor_id).where(func.lower(ActorName.name) == written.lower()),
        select(func.coalesce(Actor.same_as_id, Actor.id))
        .join(ListedName, ListedName.actor_id == Actor.id)
        .where(ListedName.folded == folded(written), ListedName.kind.in_(TELLING_NAMES)),
    )
    if found is None:
        raise actors(reference).unknown(written)
    above = connection.scalar(select(Actor.principal_id).where(Actor.id == found))
    if above is None:
        return Party(found, found)
    return Party(found, reference.principal(above, day) if above in reference.actors else above)


def weapon(connection: Connection, reference: Reference, written: str) -> str:
    """The weapon system that a name means. Raises UnfitError."""
    known = weapons(reference).find(written) or on_record(
        connection,
        written,
        select(WeaponSystem.id).where(
            (WeaponSystem.id == written) | (func.lower(WeaponSystem.name) == written.lower())
        ),
        select(WeaponName.weapon_id).where(func.lower(WeaponName.name) == written.lower()),
    )
    if known is None:
        raise weapons(reference).unknown(written)
    return known


def instrument(reference: Reference, written: str) -> str:
    """The law or decision that a name means. Raises UnfitError."""
    known = instruments(reference).find(written)
    if known is None:
        raise instruments(reference).unknown(written)
    return known


def on_record(connection: Connection, written: str, *asked: Select[Any]) -> str | None:
    """The entry of that id or name which no list has, but a loader has put on record. Raises UnfitError if several."""
    found: list[str] = sorted(connection.scalars(union(*asked)))
    if len(found) > 1:
        raise UnfitError(f"`{written}` may mean {' or '.join(found[:MOST_MEANT])}: write one of these")
    return found[0] if found else None
