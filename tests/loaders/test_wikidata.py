"""Entities of Wikidata beside the lists: what is taken, what it changes, and what it never does."""

import bz2
import gzip
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.codings.names import party, weapon
from loaders.decoding import UnreadableError
from loaders.jobs import forecast, loader_named
from loaders.ledger import Reject, Run
from loaders.loader import Job
from loaders.reference import load_reference
from loaders.wikidata.entities import days, entities
from loaders.wikidata.loading import chosen
from loaders.wikidata.meaning import Field, meaning, note
from schema.engine import reading
from schema.errors import QueryError, SourceError
from schema.models import Actor, ActorDetail, ActorJudgement, ListedName, Post, WeaponName, WeaponOrigin, WeaponSystem
from schema.rules import violations
from tests.loaders.mutating import MUTATIONS, mutations
from tests.loading import load_source

Json = dict[str, Any]


def item(number: str, rank: str = "normal", **qualifiers: Json) -> Json:
    told = {key: [{"snaktype": "value", "datavalue": {"value": value}}] for key, value in qualifiers.items()}
    value = {"snaktype": "value", "datavalue": {"value": {"entity-type": "item", "id": number}}}
    return {"mainsnak": value, "rank": rank, "qualifiers": told}


def text(value: object) -> Json:
    return {"mainsnak": {"snaktype": "value", "datavalue": {"value": value}}, "rank": "normal"}


def moment(day: str, precision: int = 11) -> Json:
    return {"time": f"+{day}T00:00:00Z", "precision": precision}


def entity(number: str, label: str | None, *aliases: str, **claims: list[Json]) -> Json:
    return {
        "id": number,
        "type": "item",
        "labels": {"en": {"language": "en", "value": label}} if label else {"tr": {"language": "tr", "value": "Ad"}},
        "aliases": {"en": [{"language": "en", "value": name} for name in aliases]},
        "claims": claims,
    }


# Numbers above 900 million are of nobody.
TURKEY = entity("Q43", "Turkey", "the Republic", P31=[item("Q3624078")], P297=[text("TR")], P298=[text("TUR")])
OFFICE = entity("Q900000001", "Chief Minister of Türkiye", P31=[item("Q2285706")], P1001=[item("Q43")])
PERSON = entity(
    "Q900000002", "Jane Officeholder", P31=[item("Q5")], P569=[text(moment("1961-04-00", 10))],
    P39=[
        item("Q900000001", P580=moment("1990-03-01"), P582=moment("1992-00-00", 9)),
        item("Q900000001", rank="deprecated", P580=moment("1980-01-01")),
        item("Q900000099"),
    ],
)  # fmt: skip
NOBODY = entity("Q900000003", "Somebody Else", P31=[item("Q5")], P39=[item("Q900000099")])
MAKER = entity(
    "Q900000004", "Neverland Arms Works", "NAW", P31=[item("Q783794")], P452=[item("Q392933")], P17=[item("Q43")]
)
BAKER = entity("Q900000005", "Bakery", P31=[item("Q783794")], P452=[item("Q8")], P17=[item("Q43")])
SYSTEM = entity(
    "Q900000006", "Neverland NX-7", "Snarkbat", P31=[item("Q15142894")], P279=[item("Q12876")], P495=[item("Q43")],
    P176=[item("Q900000004")], P798=[text("M-7077")],
)  # fmt: skip
LISTED = entity("Q900000007", "S-400", "an alias of its own", P31=[item("Q15142894")])
UNNAMED = entity("Q900000008", None, P31=[item("Q192350")])
PLANE = entity("Q900000009", "Neverland Airliner", P31=[item("Q15056995")])
ALL = (SYSTEM, TURKEY, PERSON, NOBODY, OFFICE, BAKER, MAKER, LISTED, UNNAMED, PLANE)


def dump(*entities: Json) -> bytes:
    return ("[\n" + ",\n".join(json.dumps(one) for one in entities) + "\n]\n").encode()


def load(engine: Engine, reference: Reference, home: Path, content: bytes, **options: Any) -> Run:
    path = home / "dump.json"
    path.write_bytes(content)
    return load_source(engine, reference, "reference", path, home, **options)


def counted(run: Run) -> tuple[int, int, int, int]:
    return run.counts.inserted, run.counts.updated, run.counts.unchanged, run.counts.rejected


def told(engine: Engine, *columns: Any, where: Any = True) -> Sequence[Any]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).where(where))]


@pytest.mark.parametrize("packed", [bytes, gzip.compress, bz2.compress])
def test_what_is_of_the_field_is_added(empty: Engine, reference: Reference, tmp_path: Path, packed: Any) -> None:
    before = told(empty, Actor.id, Actor.name, where=Actor.id == "TR")
    content = packed(dump(*ALL))
    assert counted(load(empty, reference, tmp_path, content)) == (4, 0, 1, 1)
    assert counted(load(empty, reference, tmp_path, content)) == (0, 0, 5, 1)
    new = told(empty, Actor.id, Actor.kind, Actor.principal_id, where=Actor.id.startswith("wikidata:"))
    assert sorted(new) == [("wikidata:Q900000002", "person", None), ("wikidata:Q900000004", "company", "TR")]
    assert told(empty, Actor.id, Actor.name, where=Actor.id == "TR") == before
    assert ("the Republic",) in told(empty, ListedName.name, where=ListedName.actor_id == "TR")
    assert [(body, office, str(held_from), str(held_to)) for body, office, held_from, held_to in told(
        empty, Post.body_id, Post.office, Post.held_from, Post.held_to, where=Post.person_id == "wikidata:Q900000002"
    )] == [("TR", "head_of_government", "1990-03-01", "1992-12-31")]  # fmt: skip
    assert told(empty, ActorDetail.value, where=ActorDetail.field == "born") == [("1961-04",)]
    system = "wikidata:Q900000006"
    assert told(
        empty, WeaponSystem.name, WeaponSystem.parent_id, WeaponSystem.maker_id, where=WeaponSystem.id == system
    ) == [("Neverland NX-7", "tank", "wikidata:Q900000004")]
    assert told(empty, WeaponOrigin.actor_id, where=WeaponOrigin.weapon_id == system) == [("TR",)]
    names = told(empty, WeaponName.kind, WeaponName.name, where=WeaponName.weapon_id == system)
    assert sorted(names) == [("alias", "M-7077"), ("alias", "Snarkbat"), ("name", "Neverland NX-7")]
    assert not told(empty, WeaponName.name, where=WeaponName.name == "an alias of its own")
    with reading(empty) as connection:
        assert not violations(connection)
        # An analyst's sheet may name what the lists lack.
        assert party(connection, reference, "NAW", None).principal == "TR"
        assert weapon(connection, reference, "Snarkbat") == system


def test_the_lists_loaded_again_leave_it_alone(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, tmp_path, dump(*ALL))
    counts = load_reference(empty, reference, "lists")
    assert (counts.inserted, counts.updated) == (0, 0)
    assert counted(load(empty, reference, tmp_path, dump(*ALL))) == (0, 0, 5, 1)


def test_what_changed_is_updated(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, tmp_path, dump(*ALL))
    renamed = MAKER | {"labels": {"en": {"value": "Neverland Arms"}}}
    reborn = SYSTEM | {"aliases": {}}
    assert counted(load(empty, reference, tmp_path, dump(renamed, reborn, PERSON, OFFICE))) == (0, 2, 1, 0)
    assert told(empty, Actor.name, where=Actor.id == "wikidata:Q900000004") == [("Neverland Arms",)]


def test_a_name_of_the_lists_is_judged_not_merged(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    company = entity("Q900000010", "Rosoboronexport", P31=[item("Q783794")], P452=[item("Q392933")], P17=[item("Q159")])
    assert counted(load(empty, reference, tmp_path, dump(company))) == (1, 0, 0, 0)
    assert told(empty, ActorJudgement.left_id, ActorJudgement.right_id)


def test_the_classes_can_be_chosen(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    assert counted(load(empty, reference, tmp_path, dump(*ALL), classes="aircraft, weapons")) == (2, 0, 1, 0)
    assert told(empty, WeaponSystem.maker_id, where=WeaponSystem.id == "wikidata:Q900000006") == [(None,)]
    with pytest.raises(QueryError, match=r"no such classes: weapon.* Did you mean weapons"):
        load(empty, reference, tmp_path, dump(*ALL), classes="weapon")


def test_an_object_of_entities_and_lines_that_are_none(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    content = json.dumps({"entities": {one["id"]: one for one in (MAKER, TURKEY)}}).encode()
    assert counted(load(empty, reference, tmp_path, content)) == (2, 0, 0, 0)
    broken = dump(MAKER, TURKEY).replace(b'"id": "Q43", "type"', b'"id" "Q43", "type"')
    assert counted(load(empty, reference, tmp_path, broken)) == (0, 0, 1, 1)
    for content in (b"id,name\n", b"<html>\n", b'{\n "entities": {}}', b"\x1f\x8bno"):
        with pytest.raises(SourceError):
            load(empty, reference, tmp_path, content)


def test_a_forecast_stores_nothing(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "d.json").write_bytes(dump(*ALL))
    found = forecast(Job(empty, reference, tmp_path), loader_named("reference"), str(tmp_path / "d.json"))
    assert (found.counts.inserted, found.counts.unchanged, found.counts.rejected) == (4, 1, 1)
    assert not told(empty, Actor.id, where=Actor.id.startswith("wikidata:"))


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        (moment("2020-02-29"), "2020-02-29", "2020-02-29"),
        (moment("2020-02-00", 10), "2020-02-01", "2020-02-29"),
        (moment("2020-00-00", 9), "2020-01-01", "2020-12-31"),
        (moment("2020-00-00", 8), None, None),
        (moment("2020-13-00", 10), None, None),
        ({"time": "-0044-03-15T00:00:00Z", "precision": 11}, None, None),
        ("2020", None, None),
    ],
)
def test_days_are_as_exact_as_they_are_told(told: Any, first: str | None, last: str | None) -> None:
    found = days(told)
    assert (found and (found[0].isoformat(), found[1].isoformat())) == (first and (first, last))


def unvalued(data: bytes, chance: random.Random) -> bytes:
    """A value of another shape than it should have."""
    marks = [b'"claims": {', b'"value": {', b'"P31": [', b'"labels": {', b'"aliases": {', b'"mainsnak": {']
    mark = chance.choice(marks)
    at = data.find(mark, chance.randint(0, len(data)))
    if at < 0:
        return data
    return (
        data[:at]
        + mark[:-1]
        + chance.choice([b"null", b"[]", b'""', b"7", b"[[]]"])
        + b', "x": '
        + data[at + len(mark) - 1 :]
    )


def test_mutated_dumps_are_refused_or_accounted_for(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    job, path, taken = Job(empty, reference, tmp_path), tmp_path / "mutated.json", 0
    for number, mutated in enumerate(mutations(dump(*ALL), [unvalued])):
        path.write_bytes(mutated)
        begun = time.monotonic()
        try:
            known = Field(reference, chosen(None))
            found = list(entities(path, "mutated"))
            for one in found:
                if not isinstance(one, Reject):
                    note(known, one)
            meant = [one if isinstance(one, Reject) else meaning(known, one) for one in found]
            assert len(meant) <= 60
            taken += 1
        except UnreadableError as error:
            assert str(error)
        if number % 10 == 0:
            with suppress(SourceError):
                counts = forecast(job, loader_named("reference"), str(path)).counts
                assert counts.met == counts.read <= 60
        for raw in (tmp_path / "raw").glob("*/*"):
            raw.unlink()
        assert time.monotonic() - begun < 20
    assert taken > MUTATIONS // 10
