"""What records mean, as rows: actors, weapon systems, listings and facts, each fact standing on its record.

What a record told before gives way to what it tells now; a fact that a person has reviewed stays, and gains the new
record as evidence. A sanction that an entry tells no more is told as lifted, between the releases that show it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, not_, select, update

from loaders.ledger import now
from loaders.portions import portions
from loaders.registers.lifting import follow
from loaders.registers.merging import match_actors
from loaders.registers.naming import folded
from loaders.registers.register import Meaning, NewActor, Party, Seen, Told, TransferTold
from loaders.registers.rows import Row, add_rows
from loaders.reviewing.recognising import decided, decided_ids
from loaders.storing import short_hash
from loaders.version import code_version
from schema import models
from schema.vocabulary import (
    AttributionKind,
    EvidenceStance,
    FactKind,
    Modality,
    Resolution,
    WeaponLevel,
)

Rows = dict[type[models.Base], list[Row]]
EXTRACTOR = "register"


def store_meanings(
    connection: Connection, source: str, day: dt.date, seen: Seen, meanings: Sequence[tuple[str, Meaning]],
    record_ids: Mapping[str, str], run_id: str,
) -> int:  # fmt: skip
    """Writes what records mean, in place of what their earlier versions meant; returns how many facts."""
    add_weapons(connection, [weapon for _, meaning in meanings for weapon in meaning.weapons])
    add_actors(connection, source, [actor for _, meaning in meanings for actor in meaning.actors])
    list_actors(connection, source, day, seen, meanings, run_id)
    facts = {
        f"{source} {key} {told.aspect}": (told, record_ids[key]) for key, meaning in meanings for told in meaning.facts
    }
    keys = [key for key, _ in meanings]
    facts, gives_way = follow(connection, source, seen, facts, keys)
    facts = keep_days(connection, facts)
    drop_old_transfers(connection, source, keys)
    drop_facts(connection, gives_way)
    return write_facts(connection, facts, run_id)


def add_weapons(connection: Connection, weapons: Iterable[Any]) -> None:
    wanted = {weapon.id: weapon for weapon in weapons}
    known = known_ids(connection, models.WeaponSystem.id, list(wanted))
    names = set(connection.scalars(select(models.WeaponSystem.name))) if wanted.keys() - known else set()
    new = [weapon for id_, weapon in wanted.items() if id_ not in known]
    rows, origins = [], []
    for weapon in new:
        name = weapon.name if weapon.name not in names else f"{weapon.name} ({weapon.id})"
        names.add(name)
        rows.append(
            {
                "id": weapon.id, "level": WeaponLevel.TYPE, "name": name, "parent_id": weapon.parent,
                "ambiguous": False, "note": "met in a register; not in the lists yet",
            }
        )  # fmt: skip
        if weapon.origin:
            origins.append({"weapon_id": weapon.id, "actor_id": weapon.origin})
    add_rows(connection, models.WeaponSystem, rows)


def add_actors(connection: Connection, source: str, actors: Iterable[NewActor]) -> None:
    """Adds actors that are new and brings what the list tells of the others up to date."""
    wanted = {actor.id: actor for actor in actors}
    if not wanted:
        return
    known = known_ids(connection, models.Actor.id, list(wanted))
    # A principal may be among the new ones itself.
    new = sorted((a for id_, a in wanted.items() if id_ not in known), key=lambda a: a.principal in wanted)
    add_rows(
        connection,
        models.Actor,
        [{"id": a.id, "kind": a.kind, "name": a.name, "principal_id": a.principal} for a in new],
    )
    for actor in (wanted[id_] for id_ in known):
        connection.execute(
            update(models.Actor)
            .where(models.Actor.id == actor.id)
            .values(kind=actor.kind, name=actor.name, principal_id=actor.principal)
        )
    for model in (models.ListedName, models.ActorDetail, models.ActorIdentifier):
        for some in portions(sorted(known)):
            connection.execute(delete(model).where(model.actor_id.in_(some), model.source_id == source))
    for table, rows in about(source, wanted.values()).items():
        add_rows(connection, table, rows)
    match_actors(connection, sorted(wanted))


def about(source: str, actors: Iterable[NewActor]) -> Rows:
    """What a list tells of actors, beside kind, name and principal, as rows by table."""
    actors = list(actors)
    return {
        models.ListedName: [
            {"actor_id": a.id, "source_id": source, "name": name, "folded": folded(name), "kind": kind}
            for a in actors
            for name, kind in {name: kind for kind, name in reversed(a.names)}.items()
        ],
        models.ActorDetail: [
            {"actor_id": a.id, "source_id": source, "field": field, "value": value}
            for a in actors
            for field, value in dict.fromkeys(a.details)
        ],
        models.ActorIdentifier: [
            {"actor_id": a.id, "source_id": source, "scheme": scheme, "value": value}
            for a in actors
            for scheme, value in dict.fromkeys(a.identifiers)
        ],
    }


def list_actors(
    connection: Connection, source: str, day: dt.date, seen: Seen, meanings: Sequence[tuple[str, Meaning]], run_id: str
) -> None:
    """Opens the listings that are new, and closes those of programmes that an entry is no longer under."""
    wanted = {
        (key, programme): meaning
        for key, meaning in meanings
        if meaning.listed
        for programme in dict.fromkeys(meaning.programmes)
    }
    table = models.Listing
    entries = [key for key, meaning in meanings if meaning.listed]
    there: set[tuple[str, str]] = set()
    for some in portions(entries):
        open_ = (table.source_id == source, table.entry.in_(some), table.gone_by.is_(None))
        there |= {
            (row.entry, row.programme) for row in connection.execute(select(table.entry, table.programme).where(*open_))
        }
    for entry, programme in sorted(there - wanted.keys()):
        close_listings(connection, source, [entry], day, programme)
    there |= reopened(connection, source, day, wanted.keys() - there)
    known = set(connection.scalars(select(models.SanctionsProgramme.id)))
    family = source.split("-")[0]
    rows = [
        {
            "id": "li-" + short_hash(source, entry, programme, day),
            "source_id": source,
            "entry": entry,
            "actor_id": meaning.listed,
            "programme": programme,
            "programme_id": f"{family}/{programme}" if f"{family}/{programme}" in known else None,
            "listed_on": meaning.listed_on,
            "first_seen": day,
            "since_first_release": seen.after is None,
            "run_id": run_id,
        }
        for (entry, programme), meaning in wanted.items()
        if (entry, programme) not in there
    ]
    add_rows(connection, table, rows)


def reopened(connection: Connection, source: str, day: dt.date, wanted: Set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Opens again what only an earlier reading of this very release had closed."""
    table = models.Listing
    found = set()
    for some in portions(sorted({entry for entry, _ in wanted})):
        closed = select(table.id, table.entry, table.programme).where(
            table.source_id == source, table.entry.in_(some), table.gone_by == day
        )
        for row in connection.execute(closed).all():
            if (row.entry, row.programme) in wanted:
                connection.execute(update(table).where(table.id == row.id).values(gone_by=None))
                found.add((row.entry, row.programme))
    return found


def close_listings(
    connection: Connection, source: str, entries: Sequence[str], day: dt.date, programme: str | None = None
) -> None:
    table = models.Listing
    for some in portions(entries):
        of_these = [table.source_id == source, table.entry.in_(some), table.gone_by.is_(None)]
        if programme is not None:
            of_these.append(table.programme == programme)
        connection.execute(delete(table).where(*of_these, table.first_seen >= day))
        connection.execute(update(table).where(*of_these).values(gone_by=day))


def keep_days(connection: Connection, facts: Mapping[str, tuple[Told, str]]) -> dict[str, tuple[Told, str]]:
    """The facts with the days on which they were first told, where the record itself tells none."""
    fact = models.Fact
    kept = dict(facts)
    for some in portions([key for key, (told, _) in facts.items() if told.by_release]):
        known = select(fact.key, fact.earliest, fact.latest, fact.date_words).where(fact.key.in_(some))
        for key, earliest, latest, words in connection.execute(known):
            told, record = facts[key]
            kept[key] = replace(told, earliest=earliest, latest=latest, date_words=words), record
    return kept


def drop_old_transfers(connection: Connection, source: str, keys: Sequence[str]) -> None:
    """Removes the unreviewed transfers that stand on earlier versions of records: a register is revised, not lifted."""
    for some in portions(keys):
        records = select(models.DatasetRecord.id).where(
            models.DatasetRecord.source_id == source, models.DatasetRecord.key.in_(some)
        )
        standing = select(models.Evidence.fact_id).where(models.Evidence.dataset_record_id.in_(records))
        connection.execute(
            delete(models.Fact).where(
                models.Fact.id.in_(standing),
                models.Fact.kind == FactKind.TRANSFER,
                not_(decided),
            )
        )


def drop_facts(connection: Connection, keys: Sequence[str]) -> None:
    """Removes facts by key, save those that a person has reviewed."""
    for some in portions(keys):
        connection.execute(delete(models.Fact).where(models.Fact.key.in_(some), not_(decided)))


def drop_records(connection: Connection, source: str, keys: Sequence[str], day: dt.date) -> None:
    """Removes records that only an earlier reading of the same day's release had, with what stood on them.

    A record on which a fact stands that a person decided about stays with it.
    """
    table = models.DatasetRecord
    for some in portions(keys):
        of_these = (table.source_id == source, table.key.in_(some), table.first_seen == day)
        told = models.Evidence.dataset_record_id
        held = select(told).where(told.is_not(None), models.Evidence.fact_id.in_(decided_ids))
        ids = connection.scalars(select(table.id).where(*of_these, table.id.not_in(held))).all()
        if not ids:
            continue
        standing = select(models.Evidence.fact_id).where(told.in_(ids))
        connection.execute(delete(models.Fact).where(models.Fact.id.in_(standing)))
        connection.execute(delete(table).where(table.id.in_(ids)))


def write_facts(connection: Connection, facts: Mapping[str, tuple[Told, str]], run_id: str) -> int:
    reviewed = known_ids(connection, models.Fact.key, list(facts))
    standing = [evidence_id("f-" + short_hash(key), facts[key][1]) for key in sorted(reviewed)]
    there = known_ids(connection, models.Evidence.id, standing)
    rows: Rows = {}
    stamp = {"recorded_at": now(), "run_id": run_id}
    for key, (told, record) in facts.items():
        fact_id = "f-" + short_hash(key)
        evidence = evidence_of(fact_id, record, told) | stamp
        if key not in reviewed:
            add_fact(rows, fact_id, key, told, stamp)
            for field, value in dict.fromkeys(told.says):
                rows.setdefault(models.Assertion, []).append(
                    {"evidence_id": evidence["id"], "field": field, "value": value}
                )
        if evidence["id"] not in there:
            rows.setdefault(models.Evidence, []).append(evidence)
    order = (models.Fact, models.Transfer, models.Sanction, models.FactObject, models.Evidence, models.Assertion)
    for model in order:
        add_rows(connection, model, rows.get(model, ()))
    return len(rows.get(models.Fact, ()))


def add_fact(rows: Rows, fact_id: str, key: str, told: Told, stamp: Row) -> None:
    rows.setdefault(models.Fact, []).append(
        {
            "id": fact_id, "key": key, "kind": told.kind, "earliest": told.earliest, "latest": told.latest,
            "date_words": told.date_words, "confidence": told.confidence, **stamp,
        }
    )  # fmt: skip
    fields = told.fields
    own: Row = {"fact_id": fact_id, "kind": told.kind.value}
    if isinstance(fields, TransferTold):
        own |= party("supplier", fields.supplier) | party("recipient", fields.recipient)
        rows.setdefault(models.Transfer, []).append(own | {"mode": fields.mode, "stage": fields.stage})
    else:
        own |= party("imposer", fields.imposer) | party("target", fields.target)
        own |= {"measure": fields.measure, "stage": fields.stage, "instrument_id": fields.instrument}
        rows.setdefault(models.Sanction, []).append(own)
    for thing in told.things:
        rows.setdefault(models.FactObject, []).append(
            {
                "fact_id": fact_id, "role": thing.role, "weapon_id": thing.weapon, "quantity": thing.quantity,
                "words": thing.words, "resolution": Resolution.NAMED,
            }
        )  # fmt: skip


def party(role: str, known: Party | None) -> Row:
    return {
        f"{role}_id": known.actor if known else None,
        f"{role}_principal_id": known.principal if known else None,
    }


def evidence_id(fact_id: str, record: str) -> str:
    return "e-" + short_hash(fact_id, record)


def evidence_of(fact_id: str, record: str, told: Told) -> Row:
    return {
        "id": evidence_id(fact_id, record),
        "fact_id": fact_id,
        "dataset_record_id": record,
        "attribution": AttributionKind.OUTLET,
        "modality": Modality.ASSERTED,
        "stance": EvidenceStance.SUPPORTS,
        "extractor": EXTRACTOR,
        "extractor_version": code_version(),
        "rule": told.aspect,
        "confidence": told.confidence,
    }


def close_facts(connection: Connection, source: str, keys: Sequence[str], seen: Seen, run_id: str) -> None:
    """Closes the listings of entries that are gone, and tells their sanctions as lifted between two releases."""
    close_listings(connection, source, keys, seen.by)
    lifted, gives_way = follow(connection, source, seen, {}, keys)
    drop_facts(connection, gives_way)
    write_facts(connection, lifted, run_id)


def known_ids(connection: Connection, column: Any, wanted: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(wanted):
        found |= set(connection.scalars(select(column).where(column.in_(some))))
    return found
