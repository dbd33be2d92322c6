"""The reference tables follow the lists."""

import dataclasses

from sqlalchemy import Engine, func, insert, select

from extraction.names.reference import Reference
from loaders.reference import load_reference
from schema.engine import reading, writing
from schema.migrating import ensure_schema
from schema.models import Actor, ActorName, WeaponOrigin, WeaponSystem
from schema.vocabulary import ActorKind, ActorNameKind


def test_the_lists_load_on_both_databases_and_twice_changes_nothing(bare: Engine, reference: Reference) -> None:
    ensure_schema(bare)
    first = load_reference(bare, reference, "lists")
    assert first.inserted == first.read
    with reading(bare) as connection:
        assert connection.scalar(select(func.count()).select_from(Actor)) == len(reference.actors)
        assert connection.scalar(select(func.count()).select_from(WeaponSystem)) == len(reference.weapons)
        origins = connection.scalars(
            select(WeaponOrigin.actor_id).where(WeaponOrigin.weapon_id == "eurofighter-typhoon")
        )
        assert set(origins) == {"DE", "GB", "IT", "ES"}
    again = load_reference(bare, reference, "lists")
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, first.inserted)


def test_a_changed_list_changes_names_and_leaves_what_others_added(empty: Engine, reference: Reference) -> None:
    with writing(empty) as connection:
        connection.execute(insert(Actor).values(id="acme", kind=ActorKind.COMPANY, name="Acme"))
        connection.execute(insert(ActorName).values(kind=ActorNameKind.NAME, name="Acme", actor_id="acme"))
    turkey = reference.actors["TR"]
    names = tuple(pair for pair in turkey.names if pair[1] != "Ankara")
    changed = dataclasses.replace(turkey, note="changed", names=(*names, (ActorNameKind.ALIAS, "Turkland")))
    counts = load_reference(empty, dataclasses.replace(reference, actors={**reference.actors, "TR": changed}), "lists")
    assert (counts.inserted, counts.updated) == (1, 1)
    with reading(empty) as connection:
        known = set(connection.scalars(select(ActorName.name).where(ActorName.actor_id == "TR")))
        assert "Turkland" in known
        assert "Ankara" not in known
        assert connection.scalar(select(ActorName.actor_id).where(ActorName.name == "Acme")) == "acme"
