"""Where states lie: the areas of M49, what the migration fills, and the five regions that the view tells."""

from pathlib import Path

import duckdb
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, select

from extraction.names.reference import Reference
from loaders.snapshots import current
from schema.engine import reading, writing
from schema.migrating import alembic_config, migrate
from schema.models import Actor
from schema.vocabulary import Region, Subregion

ENDINGS = {"_africa": Region.AFRICA, "_america": Region.AMERICAS, "_asia": Region.ASIA, "_europe": Region.EUROPE}


def test_a_record_without_regions_gets_those_of_the_lists(bare: Engine, reference: Reference) -> None:
    lying = {actor.id: actor.subregion for actor in reference.actors.values() if actor.subregion}
    migrate(bare, "0005")
    with writing(bare) as connection:
        states = [{"id": one, "kind": "state", "name": reference.actors[one].name} for one in lying]
        connection.execute(insert(Actor), [*states, {"id": "nato", "kind": "bloc", "name": "NATO"}])
    migrate(bare)
    with reading(bare) as connection:
        filled = {one: area for one, area in connection.execute(select(Actor.id, Actor.subregion)) if area}
    assert filled == lying
    migrate(bare, "0005")
    migrate(bare)


def test_the_migration_knows_the_words_of_the_vocabulary() -> None:
    script = ScriptDirectory.from_config(alembic_config()).get_revision("0006")
    assert list(script.module.SUBREGIONS) == list(Subregion)


def test_the_view_tells_the_region_of_each_area(snapshots: Path) -> None:
    with duckdb.connect(str(snapshots / current(snapshots).file), read_only=True) as duck:
        told = dict(
            duck.execute("select distinct subregion, region from actors where subregion is not null").fetchall()
        )
    assert set(told) == set(Subregion)
    for area, region in told.items():
        ending = next((end for end in ENDINGS if area.endswith(end)), None)
        wanted = Region.AMERICAS if area == "caribbean" else ENDINGS[ending] if ending else Region.OCEANIA
        assert region == wanted, area
