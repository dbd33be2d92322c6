"""A fact changed field by field: what a person writes, read into what the record takes."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Enum, select

from loaders.reviewing.changing import PRINCIPAL
from loaders.reviewing.showing import View, interval, neighbours
from loaders.reviewing.state import table_of
from schema.errors import QueryError
from schema.models import Actor, ActorName, LegalInstrument, WeaponName, WeaponSystem
from workbench.cli.keys import line
from workbench.cli.review_screen import label
from workbench.naming import identified

DAYS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
THING = re.compile(r"(?P<weapon>[^:]+?)(?:\s*:\s*(?P<least>[\d.]+)(?:\s*-\s*(?P<most>[\d.]+))?(?:\s+(?P<unit>\S.*))?)?")
LINKS = ("attached_to_id", "request_id")
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
            dict(connection.execute(select(model.id, model.name)).tuples().all()),
            connection.execute(aliases).tuples().all(),
        )
        for name, model, aliases in tables
    }


def asked_changes(connection: Connection, view: View, known: Mapping[str, Known]) -> dict[str, Any]:
    """What a person changes, field by field, as `changing.changed` takes it; an empty line empties a field."""
    table = table_of(view.kind)
    changes: dict[str, Any] = {}
    for name, before in view.state["fields"].items():
        if name.endswith(PRINCIPAL):
            continue
        column = table.c[name]
        if isinstance(column.type, Enum):
            words = list(column.type.enums)
            after = choice(label(name), before, {word: word for word in words}, one_of(words, column.nullable))
        elif name in LINKS:
            beside = neighbours(connection, view.fact_id)
            after = choice(label(name), before, beside, one_of([*beside, before or ""], column.nullable))
        elif column.foreign_keys:
            names = known[next(iter(column.foreign_keys)).column.table.name]
            after = choice(label(name), before, names.ids, lambda written, names=names: named(names, written))  # type: ignore[misc]
        else:
            after = line(label(name), before or "") or None
        if after != before:
            changes[name] = after
    days = line("when (day, month, year, or FIRST..LAST)", interval(view.state), read=interval_of)
    if days != interval(view.state):
        changes["earliest"], changes["latest"] = interval_of(days)
        changes["date_words"] = line("in which words", view.state["date_words"] or "") or None
    changes |= asked_weapons(view, known["weapon_system"])
    return changes


def choice(
    question: str, before: str | None, names: Mapping[str, str], read: Callable[[str], str | None]
) -> str | None:
    return read(line(question, before or "", names=names, read=read))


def one_of(words: Sequence[str], nullable: bool) -> Callable[[str], str | None]:
    def read(written: str) -> str | None:
        if not written and nullable:
            return None
        if written not in words:
            raise QueryError(f"one of: {', '.join(word for word in words if word)}")
        return written

    return read


def named(known: Known, written: str) -> str | None:
    return known.find(written) if written else None


def asked_weapons(view: View, known: Known) -> dict[str, Any]:
    """The weapons, all on one line: `patriot: 2 battery; s-400: 4-6; leopard`."""
    before = written_things(view.state["objects"])
    question = "weapons (NAME: HOW MANY UNIT; …)"
    after = line(question, before, names=known.ids, separator=";", read=lambda told: things_of(told, known))
    return {} if after == before else {"objects": things_of(after, known)}


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
    earliest, latest = bounds(first.strip())[0], bounds((last or first).strip())[1]
    if earliest > latest:
        raise QueryError(f"{written!r} ends before it begins")
    return earliest.isoformat(), latest.isoformat()


def bounds(written: str) -> tuple[dt.date, dt.date]:
    match = DAYS.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        last = day or calendar.monthrange(year, month or 12)[1]
        return dt.date(year, month or 1, day or 1), dt.date(year, month or 12, last)
    except ValueError as error:
        raise QueryError(f"{written!r} is no day (2020-03-01), month (2020-03) or year (2020)") from error
