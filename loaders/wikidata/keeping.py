"""Entities of Wikidata into the record, beside the lists: nothing that a list owns is changed.

What the lists have already gains but names, numbers and details, as told by Wikidata; the rest is new under `wikidata:`
and its number, and is matched to actors of other lists by judgements that can be undone.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from extraction.names.reference import Reference
from loaders.codings.names import UnfitError, weapons
from loaders.ledger import Reject, Run
from loaders.registers.merging import match_actors
from loaders.registers.naming import folded
from loaders.registers.register import NewActor
from loaders.wikidata.meaning import Meant, NewSystem, id_of
from schema.models import (
    Actor,
    ActorDetail,
    ActorIdentifier,
    Base,
    ListedName,
    Post,
    Source,
    WeaponName,
    WeaponOrigin,
    WeaponSystem,
)
from schema.vocabulary import Reliability, SourceKind

SOURCE = "wikidata"
Row = dict[str, Any]
Rows = dict[type[Base], list[Row]]


def know_source(connection: Connection) -> None:
    if connection.scalar(select(Source.id).where(Source.id == SOURCE)) is None:
        connection.execute(
            insert(Source).values(
                id=SOURCE, name="Wikidata", kind=SourceKind.DATASET, reliability=Reliability.C,
                url="https://www.wikidata.org", note="Anybody may edit it; CC0.",
            )
        )  # fmt: skip


def keep_actors(connection: Connection, run: Run, several: Sequence[Meant]) -> None:
    """Stores actors with what Wikidata tells of them, and the posts of those that no list has."""
    meant = {one.actor.id: one for one in several if one.actor}
    owners = owners_of(connection, meant)
    wanted = {owners.get(at, at): told_of(one, owners.get(at, at)) for at, one in meant.items()}
    present = present_of(connection, list(wanted))
    new: list[str] = []
    for at, rows in wanted.items():
        if at not in present:
            new.append(at)
            run.counts.inserted += 1
        elif same(rows, present[at]):
            run.counts.unchanged += 1
            continue
        else:
            run.counts.updated += 1
        write(connection, at, rows, known=at in present)
    run.counts.unchanged += len(several) - len(wanted)  # told twice in one dump
    match_actors(connection, new)


def owners_of(connection: Connection, meant: Mapping[str, Meant]) -> dict[str, str]:
    """The actors on record that have an item's number already, by the id that it would have."""
    numbers = [at.partition(":")[2] for at in meant]
    rows = connection.execute(select(Actor.wikidata_id, Actor.id).where(Actor.wikidata_id.in_(numbers)))
    return {id_of(row.wikidata_id): row.id for row in rows}


def told_of(one: Meant, at: str) -> Rows:
    """The rows that an entity tells of an actor."""
    actor: NewActor | None = one.actor
    assert actor is not None
    names = {name: kind for kind, name in reversed(actor.names)}
    rows: Rows = {
        ListedName: [
            {"actor_id": at, "source_id": SOURCE, "name": name, "folded": folded(name), "kind": kind}
            for name, kind in names.items()
        ],
        ActorIdentifier: [
            {"actor_id": at, "source_id": SOURCE, "scheme": scheme, "value": value}
            for scheme, value in dict.fromkeys(actor.identifiers)
        ],
        ActorDetail: [
            {"actor_id": at, "source_id": SOURCE, "field": field, "value": value}
            for field, value in dict.fromkeys(actor.details)
        ],
    }
    if at != actor.id:
        return rows  # the list's own row, and the posts that it lists, stay as they are
    rows[Actor] = [
        {"id": at, "kind": actor.kind, "name": actor.name, "principal_id": actor.principal,
         "wikidata_id": at.partition(":")[2]}
    ]  # fmt: skip
    rows[Post] = [
        {"id": p.id, "person_id": at, "body_id": p.body_id, "office": p.office, "title": p.title,
         "held_from": p.held_from, "held_to": p.held_to}
        for p in one.posts
    ]  # fmt: skip
    return rows


def present_of(connection: Connection, ids: Sequence[str]) -> dict[str, Rows]:
    """The rows on record that Wikidata has told of actors, by actor; those it has told nothing of are left out."""
    found: dict[str, Rows] = {}
    of_source = [ListedName, ActorIdentifier, ActorDetail]
    for model in of_source:
        table = model.__table__
        for row in connection.execute(
            select(table).where(table.c.actor_id.in_(ids), table.c.source_id == SOURCE)
        ).mappings():
            found.setdefault(row["actor_id"], {}).setdefault(model, []).append(dict(row))
    for model, column in ((Actor, Actor.id), (Post, Post.person_id)):
        for row in connection.execute(select(model.__table__).where(column.in_(ids))).mappings():
            if (at := row[column.key]).startswith(f"{SOURCE}:"):
                found.setdefault(at, {}).setdefault(model, []).append(dict(row))
    return found


def same(wanted: Rows, present: Rows) -> bool:
    """Whether the record holds what is told, and nothing else."""
    for model in {*wanted, *present}:
        told, held = wanted.get(model, []), present.get(model, [])
        columns = list(told[0]) if told else []
        if len(told) != len(held) or shown(told, columns) != shown(held, columns):
            return False
    return True


def shown(rows: Iterable[Row], columns: Sequence[str]) -> list[str]:
    return sorted(repr([str(row[name]) for name in columns]) for row in rows)


def write(connection: Connection, at: str, rows: Rows, *, known: bool) -> None:
    """Writes what Wikidata tells of an actor in place of what it told before."""
    for row in rows.pop(Actor, []):
        if known:
            connection.execute(update(Actor).where(Actor.id == at).values(**row))
        else:
            connection.execute(insert(Actor).values(**row))
    for model in (ListedName, ActorIdentifier, ActorDetail):
        connection.execute(delete(model).where(model.actor_id == at, model.source_id == SOURCE))
    if at.startswith(f"{SOURCE}:"):
        connection.execute(delete(Post).where(Post.person_id == at))
    for told, several in rows.items():
        if several:
            connection.execute(insert(told), several)


def keep_systems(connection: Connection, reference: Reference, run: Run, several: Sequence[NewSystem]) -> None:
    """Stores weapon systems that no list has, by any of their names."""
    for system in several:
        try:
            listed = weapons(reference).find(system.name)
        except UnfitError as error:
            told = f"{system.id} {system.name}"
            run.reject(connection, Reject(system.id, f"{told}: {error}, by adding it to the lists", told.encode()))
            continue
        if listed:
            run.counts.unchanged += 1
        else:
            keep_system(connection, run, system)


def keep_system(connection: Connection, run: Run, system: NewSystem) -> None:
    others = select(WeaponSystem.id).where(WeaponSystem.name == system.name, WeaponSystem.id != system.id)
    name = f"{system.name} ({system.id})" if connection.scalar(others) else system.name
    row = {
        "id": system.id, "level": system.level, "name": name, "parent_id": system.parent, "maker_id": system.maker,
        "ambiguous": False, "note": "told by Wikidata; not in the lists",
    }  # fmt: skip
    wanted = [one for one in dict.fromkeys(system.names) if is_free(connection, system.id, *one)]
    present = connection.execute(select(WeaponSystem.__table__).where(WeaponSystem.id == system.id)).mappings().first()
    if present is None:
        connection.execute(insert(WeaponSystem).values(**row))
        run.counts.inserted += 1
    else:
        names = select(WeaponName.kind, WeaponName.name).where(WeaponName.weapon_id == system.id)
        origins = select(WeaponOrigin.actor_id).where(WeaponOrigin.weapon_id == system.id)
        if (
            all(present[column] == told for column, told in row.items())
            and {tuple(one) for one in connection.execute(names)} == set(wanted)
            and set(connection.scalars(origins)) == set(system.origins)
        ):
            run.counts.unchanged += 1
            return
        connection.execute(update(WeaponSystem).where(WeaponSystem.id == system.id).values(**row))
        connection.execute(delete(WeaponName).where(WeaponName.weapon_id == system.id))
        connection.execute(delete(WeaponOrigin).where(WeaponOrigin.weapon_id == system.id))
        run.counts.updated += 1
    for kind, written in wanted:
        connection.execute(insert(WeaponName).values(kind=kind, name=written, weapon_id=system.id))
    for origin in system.origins:
        connection.execute(insert(WeaponOrigin).values(weapon_id=system.id, actor_id=origin))


def is_free(connection: Connection, system: str, kind: Any, name: str) -> bool:
    """Whether no other weapon system has a name."""
    others = select(WeaponName.weapon_id).where(
        WeaponName.kind == kind, WeaponName.name == name, WeaponName.weapon_id != system
    )
    return connection.scalar(others) is None
