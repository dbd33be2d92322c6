"""Brings the reference tables in line with the lists: adds and changes entries, and replaces the names they own.

Entries that other loaders added stay as they are; an entry taken off the lists stays too, since facts may need it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, inspect, select, update

from extraction.names.reference import Reference
from loaders.ledger import Counts, Run, run_of
from loaders.registers.programmes import programmes
from schema.models import (
    Actor,
    ActorName,
    Base,
    LegalInstrument,
    LegalInstrumentName,
    Post,
    SanctionsProgramme,
    WeaponName,
    WeaponOrigin,
    WeaponSystem,
)

Row = dict[str, Any]
OWNED_BY: dict[type[Base], str] = {
    ActorName: "actor_id",
    Post: "person_id",
    WeaponOrigin: "weapon_id",
    WeaponName: "weapon_id",
    LegalInstrumentName: "instrument_id",
}


def load_reference(engine: Engine, reference: Reference, source: str) -> Counts:
    """Loads the lists in one transaction and returns what changed."""
    with run_of(engine, "reference", source) as run:
        store_reference(engine, run, reference)
    return run.counts


def store_reference(engine: Engine, run: Run, reference: Reference) -> None:
    with run.batch(engine) as connection:
        sync_all(connection, reference, run.counts)


def sync_all(connection: Connection, reference: Reference, counts: Counts) -> None:
    for model, rows in tables_of(reference):
        sync(connection, model, rows, counts)


def tables_of(reference: Reference) -> list[tuple[type[Base], list[Row]]]:
    """The rows of each reference table, those pointed to before those that point."""
    actors, weapons, instruments = reference.actors.values(), reference.weapons.values(), reference.instruments.values()
    return [
        (
            Actor,
            [
                {
                    "id": a.id,
                    "kind": a.kind,
                    "name": a.name,
                    "principal_id": a.principal_id,
                    "iso3": a.iso3,
                    "cow_code": a.cow_code,
                    "wikidata_id": a.wikidata_id,
                    "subregion": a.subregion,
                    "valid_from": a.valid_from,
                    "valid_to": a.valid_to,
                    "note": a.note,
                }
                for a in above_first(actors, "principal_id")
            ],
        ),
        (ActorName, [{"kind": kind, "name": name, "actor_id": a.id} for a in actors for kind, name in a.names]),
        (
            Post,
            [
                {
                    "id": p.id,
                    "person_id": p.person_id,
                    "body_id": p.body_id,
                    "office": p.office,
                    "title": p.title,
                    "held_from": p.held_from,
                    "held_to": p.held_to,
                }
                for p in reference.posts
            ],
        ),
        (
            WeaponSystem,
            [
                {
                    "id": w.id,
                    "level": w.level,
                    "name": w.name,
                    "parent_id": w.parent_id,
                    "maker_id": w.maker_id,
                    "un_category": w.un_category,
                    "ambiguous": w.ambiguous,
                    "note": w.note,
                }
                for w in above_first(weapons, "parent_id")
            ],
        ),
        (WeaponOrigin, [{"weapon_id": w.id, "actor_id": origin} for w in weapons for origin in w.origins]),
        (WeaponName, [{"kind": kind, "name": name, "weapon_id": w.id} for w in weapons for kind, name in w.names]),
        (
            LegalInstrument,
            [
                {
                    "id": i.id,
                    "kind": i.kind,
                    "name": i.name,
                    "issuer_id": i.issuer_id,
                    "citation": i.citation,
                    "adopted_on": i.adopted_on,
                    "parent_id": i.parent_id,
                    "note": i.note,
                }
                for i in above_first(instruments, "parent_id")
            ],
        ),
        (LegalInstrumentName, [{"name": name, "instrument_id": i.id} for i in instruments for name in i.names]),
        (
            SanctionsProgramme,
            [
                {
                    "id": p.id,
                    "name": p.name,
                    "imposer_id": p.imposer,
                    "instrument_id": p.instrument,
                    "measure": p.measure,
                    "state_id": p.state,
                    "over_arms": p.over_arms,
                    "trigger_id": p.trigger,
                }
                for p in programmes(reference).values()
            ],
        ),
    ]


def above_first(entries: Iterable[Any], link: str) -> list[Any]:
    """Entries of a tree with each one after the one above it."""
    entries = list(entries)
    known: set[str | None] = {None}
    ordered: list[Any] = []
    while entries:
        ready = [entry for entry in entries if getattr(entry, link) in known]
        assert ready, f"{len(entries)} entries hang in a circle, first {entries[0].id}"
        ordered += ready
        known |= {entry.id for entry in ready}
        entries = [entry for entry in entries if entry.id not in known]
    return ordered


def sync(connection: Connection, model: type[Base], rows: Sequence[Row], counts: Counts) -> None:
    """Inserts and updates by key; where rows belong to an entry, those of a listed entry that are gone go."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    key = [column.name for column in table.primary_key]
    wanted = {tuple(str(row[name]) for name in key): row for row in rows}
    present = {tuple(str(row[name]) for name in key): row for row in connection.execute(select(table)).mappings()}
    if owner := OWNED_BY.get(model):
        listed = {row[owner] for row in rows}
        for at, row in present.items():
            if at not in wanted and row[owner] in listed:
                connection.execute(delete(table).where(*(table.c[name] == row[name] for name in key)))
    new = [row for at, row in wanted.items() if at not in present]
    changed = [row for at, row in wanted.items() if at in present and differs(row, present[at])]
    if new:
        connection.execute(insert(table), new)
    for entry in changed:
        connection.execute(update(table).where(*(table.c[name] == entry[name] for name in key)).values(**entry))
    counts.met += len(wanted)
    counts.inserted += len(new)
    counts.updated += len(changed)
    counts.unchanged += len(wanted) - len(new) - len(changed)


def differs(row: Row, present: Mapping[Any, Any]) -> bool:
    return any(present[name] != value for name, value in row.items())
