"""What a person writes into the fields of a fact, read into what the record takes: names, days, weapons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from schema.errors import QueryError
from schema.models import Actor, ActorName, LegalInstrument, WeaponName, WeaponSystem
from workbench.days import FORMS, days_of
from workbench.naming import identified

THING = re.compile(r"(?P<weapon>[^:]+?)(?:\s*:\s*(?P<least>[\d.]+)(?:\s*-\s*(?P<most>[\d.]+))?(?:\s+(?P<unit>\S.*))?)?")
LINKS = ("attached_to_id", "request_id")  # what a fact hangs on, in the same article
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """The names on record: `ids` give each id its name, `aliases` are all names with their ids."""

    kind: str
    ids: Mapping[str, str]
    aliases: Pairs

    @cached_property
    def names(self) -> Pairs:
        return [*self.aliases, *((name, key) for key, name in self.ids.items()), *((key, key) for key in self.ids)]

    def find(self, written: str) -> str:
        """Raises QueryError with the nearest names."""
        return written if written in self.ids else identified(self.names, self.kind, written)


def known_names(connection: Connection) -> dict[str, Known]:
    """Actors, weapon systems and instruments by the name of their table."""
    tables: tuple[tuple[str, Any, Any], ...] = (
        ("actor", Actor, select(ActorName.name, ActorName.actor_id)),
        ("weapon_system", WeaponSystem, select(WeaponName.name, WeaponName.weapon_id)),
        ("legal_instrument", LegalInstrument, select(LegalInstrument.name, LegalInstrument.id)),
    )
    return {
        name: Known(
            name.replace("_", " "),
            dict(connection.execute(select(model.id, model.name)).all()),
            connection.execute(aliases).all(),
        )
        for name, model, aliases in tables
    }


def written_things(objects: Sequence[Mapping[str, Any]]) -> str:
    told = []
    for row in objects:
        many = "" if row["quantity"] is None else f": {row['quantity']}"
        many += f"-{row['quantity_to']}" if row["quantity_to"] else ""
        many += f" {row['unit']}" if many and row["unit"] else ""
        told.append(row["weapon_id"] + many)
    return "; ".join(dict.fromkeys(told))


def things_of(written: str, known: Known) -> list[dict[str, Any]]:
    """The weapons that a line tells. Raises QueryError."""
    found = []
    for one in filter(None, (part.strip() for part in written.split(";"))):
        match = THING.fullmatch(one)
        if match is None:
            raise QueryError(f"{one!r} is not a weapon, or a weapon with how many: patriot: 2 battery")
        found.append(
            {
                "weapon_id": known.find(match["weapon"].strip()),
                "quantity": match["least"],
                "quantity_to": match["most"],
                "unit": match["unit"],
            }
        )
    return found


def interval_of(written: str) -> tuple[str | None, str | None]:
    """First and last day of what is written: a day, a month, a year, or two of them. Raises QueryError."""
    if not written:
        return None, None
    first, _, last = written.partition("..")
    begins, ends = days_of(first.strip()), days_of((last or first).strip())
    if begins is None or ends is None:
        raise QueryError(f"{(last if begins else first).strip()!r} is no {FORMS}")
    earliest, latest = begins[0], ends[1]
    if earliest > latest:
        raise QueryError(f"{written!r} ends before it begins")
    return earliest.isoformat(), latest.isoformat()
