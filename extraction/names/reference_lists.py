"""Reads the lists in `data/reference` and refuses them, line by line, if anything dangles or clashes."""

import csv
import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from extraction.names.reference import Actor, Instrument, KnownTransfer, Post, Reference, Weapon
from extraction.names.reference_faults import faults
from schema.errors import ConfigError
from schema.settings import REFERENCE_LISTS
from schema.vocabulary import (
    ActorKind,
    ActorNameKind,
    InstrumentKind,
    Mode,
    Office,
    Subregion,
    WeaponLevel,
    WeaponNameKind,
)

COLUMNS = {
    "actors.csv": (
        "id,kind,name,principal,iso3,cow,wikidata,subregion,valid_from,valid_to,"
        "demonyms,capital,seats,abbreviations,aliases,note"
    ),
    "posts.csv": "person,body,office,title,held_from,held_to",
    "weapons.csv": (
        "id,level,name,parent,origins,maker,nato_name,sipri_designation,un_category,aliases,cyrillic,ambiguous,note"
    ),
    "known_transfers.csv": "supplier,recipient,weapon,quantity,ordered_on,delivered_from,delivered_to,mode,note",
    "instruments.csv": "id,name,kind,issuer,citation,adopted_on,parent,aliases,note",
}
ACTOR_NAMES = {
    "aliases": ActorNameKind.ALIAS,
    "demonyms": ActorNameKind.DEMONYM,
    "capital": ActorNameKind.CAPITAL,
    "seats": ActorNameKind.SEAT,
    "abbreviations": ActorNameKind.ABBREVIATION,
}
WEAPON_NAMES = {
    "aliases": WeaponNameKind.ALIAS,
    "nato_name": WeaponNameKind.NATO,
    "sipri_designation": WeaponNameKind.SIPRI,
    "cyrillic": WeaponNameKind.CYRILLIC,
}

Problems = list[str]
Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")
Entry = TypeVar("Entry", Actor, Weapon, Instrument)


class Row:
    """One line of a list; each reading of a cell that fails is noted with file and line."""

    def __init__(self, place: str, cells: Mapping[str, str], problems: Problems) -> None:
        self.place, self.cells, self.problems = place, cells, problems

    def fault(self, what: str) -> None:
        self.problems.append(f"{self.place}: {what}")

    def text(self, column: str) -> str | None:
        return (self.cells.get(column) or "").strip() or None

    def need(self, column: str) -> str:
        value = self.text(column)
        if value is None:
            self.fault(f"{column} is empty")
        return value or ""

    def listed(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in (self.text(column) or "").split("|") if part.strip())

    def term(self, column: str, words: type[Word]) -> Word:
        value = self.text(column) or ""
        try:
            return words(value)
        except ValueError:
            self.fault(f"{column} is {value!r}; one of: {', '.join(words)}")
            return next(iter(words))

    def whole(self, column: str) -> int | None:
        value = self.text(column)
        if value is not None and not value.isdecimal():
            self.fault(f"{column} is {value!r}, not a whole number")
            return None
        return int(value) if value else None

    def span(self, column: str) -> tuple[dt.date, dt.date] | None:
        """First and last day of a date written to the day, month or year."""
        value = self.text(column)
        if value is None:
            return None
        try:
            return day_span(value)
        except ValueError:
            self.fault(f"{column} is {value!r}, not YYYY-MM-DD, YYYY-MM or YYYY")
            return None

    def first(self, column: str) -> dt.date | None:
        span = self.span(column)
        return span[0] if span else None

    def last(self, column: str) -> dt.date | None:
        span = self.span(column)
        return span[1] if span else None


def day_span(written: str) -> tuple[dt.date, dt.date]:
    """First and last day of `2019-07-12`, `2019-07` or `2019`. Raises ValueError for anything else."""
    year, month, day = ([int(part) for part in written.split("-")] + [0, 0])[:3]
    if written.count("-") == 0:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if written.count("-") == 1:
        return dt.date(year, month, 1), dt.date(year, month, monthrange(year, month)[1])
    return dt.date.fromisoformat(written), dt.date(year, month, day)


@cache
def read_reference(folder: Path = REFERENCE_LISTS) -> Reference:
    """The reference lists of `folder`. Raises ConfigError with every fault found in them, each with its line."""
    problems: Problems = []

    def read(name: str, one: Callable[[Row], Item]) -> list[Item]:
        return [one(row) for row in rows(folder, name, problems)]

    reference = Reference(
        by_id(read("actors.csv", actor), "actors.csv", problems),
        by_id(read("weapons.csv", weapon), "weapons.csv", problems),
        tuple(read("posts.csv", post)),
        by_id(read("instruments.csv", instrument), "instruments.csv", problems),
        tuple(read("known_transfers.csv", known_transfer)),
    )
    problems += faults(reference)
    if problems:
        more = f"\n… and {len(problems) - 20} more" if len(problems) > 20 else ""
        raise ConfigError("the reference lists are not sound:\n" + "\n".join(problems[:20]) + more)
    return reference


def rows(folder: Path, name: str, problems: Problems) -> Iterator[Row]:
    path = folder / name
    try:
        lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the reference list {path}: {error}") from error
    reader = csv.DictReader(lines, strict=True)
    expected = COLUMNS[name].split(",")
    if reader.fieldnames != expected:
        found = ",".join(reader.fieldnames or [])
        raise ConfigError(f"{path}: the columns must be {','.join(expected)}; they are {found}")
    for cells in reader:
        if None in cells or None in cells.values():
            problems.append(f"{name}:{reader.line_num}: the line has not {len(expected)} cells")
        else:
            yield Row(f"{name}:{reader.line_num}", cells, problems)


def actor(row: Row) -> Actor:
    name = row.need("name")
    names = [(ActorNameKind.NAME, name)]
    names += [(kind, written) for column, kind in ACTOR_NAMES.items() for written in row.listed(column)]
    return Actor(
        row.need("id"),
        row.term("kind", ActorKind),
        name,
        row.text("principal"),
        row.text("iso3"),
        row.whole("cow"),
        row.text("wikidata"),
        row.term("subregion", Subregion) if row.text("subregion") else None,
        row.first("valid_from"),
        row.last("valid_to"),
        tuple(names),
        row.text("note"),
    )


def post(row: Row) -> Post:
    held = row.first("held_from"), row.last("held_to")
    if held[0] and held[1] and held[0] > held[1]:
        row.fault(f"held_from {held[0]} is after held_to {held[1]}")
    return Post(row.need("person"), row.need("body"), row.term("office", Office), row.need("title"), *held)


def weapon(row: Row) -> Weapon:
    name = row.need("name")
    names = [(WeaponNameKind.NAME, name)]
    names += [(kind, written) for column, kind in WEAPON_NAMES.items() for written in row.listed(column)]
    return Weapon(
        row.need("id"),
        row.term("level", WeaponLevel),
        name,
        row.text("parent"),
        row.listed("origins"),
        row.text("maker"),
        row.text("un_category"),
        row.text("ambiguous") == "yes",
        tuple(names),
        row.text("note"),
    )


def instrument(row: Row) -> Instrument:
    name = row.need("name")
    return Instrument(
        row.need("id"),
        row.term("kind", InstrumentKind),
        name,
        row.text("issuer"),
        row.text("citation"),
        row.first("adopted_on"),
        row.text("parent"),
        (name, *row.listed("aliases")),
        row.text("note"),
    )


def known_transfer(row: Row) -> KnownTransfer:
    first, last = row.span("delivered_from"), row.span("delivered_to")
    delivered = ((first or last or (dt.date.max,))[0], (last or first or (dt.date.min, dt.date.min))[1])
    return KnownTransfer(
        row.need("supplier"),
        row.need("recipient"),
        row.need("weapon"),
        row.text("quantity"),
        row.span("ordered_on"),
        delivered if first or last else None,
        row.term("mode", Mode),
        row.text("note"),
    )


def by_id(items: Iterable[Entry], name: str, problems: Problems) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for item in items:
        if item.id in found:
            problems.append(f"{name}: the id {item.id} stands twice")
        found[item.id] = item
    return found
