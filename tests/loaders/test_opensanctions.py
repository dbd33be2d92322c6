"""OpenSanctions' bulk files: entities as JSON lines and targets as a simple CSV."""

import datetime as dt
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.jobs import loaders
from loaders.ledger import Reject
from loaders.reference import load_reference
from loaders.registers.opensanctions_files import LONGEST, lines
from loaders.registers.register import Edition, Meaning, Record, Seen
from loaders.sources.opensanctions import ENTITIES, LOADER, TARGETS, choose, state_of
from schema.engine import reading
from schema.errors import SourceError
from schema.migrating import ensure_schema
from schema.models import Actor, DatasetRecord, Fact, Listing
from schema.vocabulary import ActorKind, IdentifierScheme, ListedNameKind
from tests.loaders.mutating import MUTATIONS, mutations, survived
from tests.loaders.opensanctions import ALL, BODY, HEADER, PERSON, ROWS, SAMPLE, SANCTION, SHIP, TABLE, as_csv, as_lines
from tests.loading import load_source, named

SEEN = Seen(None, dt.date(2024, 5, 3))
DAY = dt.date(2024, 5, 3)


def taken(content: bytes, edition: Edition = ENTITIES) -> tuple[list[Record], list[Reject]]:
    items = list(edition.read(io.BytesIO(content), named("file")))
    return [i for i in items if isinstance(i, Record)], [i for i in items if isinstance(i, Reject)]


def meaning_of(key: str, reference: Reference, content: bytes = SAMPLE, edition: Edition = ENTITIES) -> Meaning:
    record = next(record for record in taken(content, edition)[0] if record.key == key)
    return edition.understand(record, reference, SEEN)


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("entities.ftm.json", ENTITIES),
        ("sanctions.entities.ftm.json.gz", ENTITIES),
        ("https://data.opensanctions.org/datasets/20240503/sanctions/entities.ftm.json?api=1", ENTITIES),
        ("/x/Targets.Simple.CSV.xz", TARGETS),
        ("targets.nested.json", None),
        ("entities.ftm.json.txt", None),
    ],
)
def test_the_name_of_a_file_tells_its_data_set(name: str, edition: Edition | None) -> None:
    assert choose(name) is edition


def test_things_and_sanctions_are_records_and_what_stands_beside_them_is_left_out() -> None:
    records, rejects = taken(SAMPLE)
    assert not rejects
    assert [record.key for record in records] == ["os-sanction-1", "Q901", "NK-ship", "os-body", "os-firm"]
    assert records[1].locator == "file:2"
    assert records[0].says == (
        "sanction on NK-ship; Probe Office; Probe programme; since 2020-01-02; listed 2020-01-03; until 2030; "
        "It carried probes."
    )


def test_the_day_last_seen_and_the_order_of_values_change_nothing() -> None:
    (before,), _ = taken(as_lines(PERSON))
    turned = {name: list(reversed(values)) for name, values in PERSON["properties"].items()}
    (after,), _ = taken(as_lines(PERSON | {"last_seen": "2025-01-01", "properties": turned}))
    assert after.digest == before.digest
    (changed,), _ = taken(as_lines(PERSON | {"properties": turned | {"nationality": ["sy"]}}))
    assert changed.digest != before.digest
    (row, *_), _ = taken(TABLE, TARGETS)
    (later, *_), _ = taken(TABLE.replace(b"2024-05-03", b"2025-01-01"), TARGETS)
    assert later.digest == row.digest


def test_an_entity_is_an_actor_with_names_numbers_and_details(reference: Reference) -> None:
    meaning = meaning_of("Q901", reference)
    (actor,) = meaning.actors
    assert (actor.id, actor.kind, actor.name, actor.principal) == ("os:Q901", ActorKind.PERSON, "Ivan Probe", "RU")
    assert {name: kind for kind, name in reversed(actor.names)} == {
        "Ivan Probe": ListedNameKind.PRIMARY, "Иван Проба": ListedNameKind.STRONG, "Vanya Probe": ListedNameKind.STRONG,
        "Ivan Old": ListedNameKind.FORMER, "Vanya": ListedNameKind.WEAK,
    }  # fmt: skip
    assert actor.identifiers == (
        (IdentifierScheme.OPENSANCTIONS, "Q901"),
        (IdentifierScheme.WIKIDATA, "Q901"),
        (IdentifierScheme.PASSPORT, "991"),
        (IdentifierScheme.TAX_ID, "7701"),
    )
    assert {("born", "1964"), ("comments", "Buys parts; for missiles."), ("data_set", "us_probe")} <= set(actor.details)
    ship = meaning_of("NK-ship", reference).actors[0]
    assert (ship.kind, ship.principal) == (ActorKind.CRAFT, "KP")
    assert (IdentifierScheme.IMO, "9999999") in ship.identifiers


def test_who_is_restricted_is_listed_under_programmes_or_topics(reference: Reference) -> None:
    person = meaning_of("Q901", reference)
    assert (person.listed, person.programmes, person.facts) == ("os:Q901", ("XX-PROBE",), ())
    assert meaning_of("NK-ship", reference).programmes == ("sanction",)
    linked = meaning_of("os-firm", reference)
    assert (linked.listed, linked.programmes) == ("os:os-firm", ())
    assert meaning_of("os-sanction-1", reference) == Meaning()


def test_countries_are_states_where_one_is_told(reference: Reference) -> None:
    assert meaning_of("os-firm", reference).actors[0].principal == "US"
    assert meaning_of("os-body", reference).actors[0].principal is None, "two states are told"
    told = {"ru": "RU", "suhh": "SU", "csxx": "CSXX", "xk": "XK", "ge-ab": "abkhazia", "us-ny": "US", "gb-sct": "GB"}
    told |= {"cy-trnc": "northern-cyprus", "so-som": "somaliland", "hk": "HK"}
    assert {code: state_of(code, reference) for code in told} == told
    assert [state_of(code, reference) for code in ("eu", "zz", "", "nato", "-")] == [None] * 5


def test_a_row_of_targets_is_an_actor(reference: Reference) -> None:
    records, rejects = taken(TABLE, TARGETS)
    assert not rejects
    assert [(record.key, record.locator) for record in records] == [
        ("Q901", "file:2"), ("NK-ship", "file:4"), ("os-pep", "file:5"),
    ]  # fmt: skip
    assert records[0].raw["aliases"] == ["Probe; the elder", "Vanya Probe"]
    assert records[0].raw["sanctions"] == ['Probe - It carried\nprobes, and "more" - 2020']
    person = meaning_of("Q901", reference, TABLE, TARGETS)
    assert person.programmes == ("XX-OTHER", "XX-PROBE")
    assert person.actors[0].principal == "RU"
    assert ("identifier", "991") in person.actors[0].details
    ship = meaning_of("NK-ship", reference, TABLE, TARGETS)
    assert ship.programmes == ("sanction",)
    assert (IdentifierScheme.IMO, "9999999") in ship.actors[0].identifiers
    pep = meaning_of("os-pep", reference, TABLE, TARGETS)
    assert (pep.programmes, pep.actors[0].principal) == ((), None)


def test_an_older_table_without_programmes_is_read_too() -> None:
    at = HEADER.index("program_ids")
    older = [row[:at] + row[at + 1 :] for row in ROWS]
    records, rejects = taken(as_csv(*older, header=HEADER[:at] + HEADER[at + 1 :]), TARGETS)
    assert (len(records), len(rejects)) == (3, 0)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is no JSON"),
        (b"[1]", "is a JSON list"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b"[" * 200_000, "without end"),
        (b'{"id": NaN}', "NaN is no number"),
        (b"{}", "has no id"),
        (as_lines(PERSON | {"id": 7}), "has a int in 'id'"),
        (as_lines(PERSON | {"id": "x" * 300}), "an id of 300"),
        (as_lines(PERSON | {"schema": "Persom"}), "schema that is not known"),
        (as_lines(PERSON | {"properties": []}), "no object for its properties"),
        (as_lines(PERSON | {"properties": {"name": "Ivan"}}), "not a list"),
        (as_lines(PERSON | {"properties": {"name": ["Ivan"], "sanctions": [SANCTION]}}), "none is nested"),
        (as_lines(PERSON | {"caption": "", "properties": {}}), "has no name"),
        (as_lines(PERSON | {"caption": "x" * 2_000}), "a name of 2,000"),
        (as_lines(PERSON | {"caption": "a\0b"}), "a NUL"),
        (json.dumps(PERSON | {"caption": "\ud800"}).encode(), "half a character"),
        (as_lines(PERSON | {"target": "yes"}), "not true or false"),
        (as_lines(SANCTION | {"properties": {}}), "a sanction on no entity"),
    ],
)
def test_a_broken_line_is_a_reject_and_the_others_are_read(line: bytes, reason: str) -> None:
    records, rejects = taken(as_lines(SHIP) + line.strip() + b"\n" + as_lines(BODY))
    assert [record.key for record in records] == ["NK-ship", "os-body"]
    (reject,) = rejects
    assert (reject.locator, reject.raw) == ("file:2", line.strip())
    assert reason in reject.reason


def test_an_endless_line_is_a_reject_and_is_not_held() -> None:
    long = b'{"id": "' + b"x" * (2 * LONGEST) + b'"}\n'
    records, (reject,) = taken(as_lines(SHIP) + long + as_lines(BODY))
    assert [record.key for record in records] == ["NK-ship", "os-body"]
    assert reject.reason == f"line 2 has {len(long):,} bytes, an entity at most {LONGEST:,}"
    assert (len(reject.raw), reject.size) == (LONGEST + 1, len(long))
    row = b'"' + b"x" * (2 * LONGEST) + b'"\n'
    records, (reject,) = taken(TABLE + row + TABLE.partition(b"\n")[2], TARGETS)
    assert len(records) == 6
    assert f"at most {LONGEST:,}" in reject.reason


def test_lines_are_read_one_at_a_time() -> None:
    class Counting(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("a file must not be read as a whole")

    assert [number for number, _, _ in lines(Counting(SAMPLE))] == list(range(1, 8))
    reader = ENTITIES.read(Counting(SAMPLE), named("file"))
    assert isinstance(next(reader), Record)


def test_a_quote_that_does_not_close_costs_one_row() -> None:
    broken = TABLE.replace(b'"NK-ship","Vessel","PROBE STAR"', b'"NK-ship","Vessel","PROBE STAR')
    records, (reject,) = taken(broken, TARGETS)
    assert [record.key for record in records] == ["Q901", "os-pep"]
    assert reject.locator == "file:4"
    assert reject.raw.startswith(b'"NK-ship"')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello\n", "names no id, schema"),
        (b"\xff\n", "not UTF-8"),
        (SAMPLE, "is no simple CSV"),
        (as_csv(header=[*HEADER, "id"]), "twice"),
    ],
)
def test_what_is_no_table_of_targets_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        taken(content, TARGETS)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["only", "Person", "three"], "has 3 cells, a target 16"),
        ([*["", "Person", "X"], *ROWS[1][3:]], "has no id"),
        ([*["a", "Persom", "X"], *ROWS[1][3:]], "not known"),
        ([*["a", "Person", ""], *ROWS[1][3:]], "has no name"),
        ([*["a", "Person", "X\0"], *ROWS[1][3:]], "NUL"),
    ],
)
def test_a_broken_row_is_a_reject(cells: list[str], reason: str) -> None:
    records, (reject,) = taken(as_csv(ROWS[1], cells, ROWS[2]), TARGETS)
    assert [record.key for record in records] == ["NK-ship", "os-pep"]
    assert reason in reject.reason


def swapped(data: bytes, chance: random.Random) -> bytes:
    """An entity with a value of another type somewhere."""
    values: list[Any] = [
        None,
        7,
        1.5,
        True,
        "x",
        [],
        {},
        [[]],
        [7],
        [None],
        {"x": ["y"]},
        "\ud800",
        "a\0",
        [{"id": "x"}],
    ]
    held = json.loads(json.dumps(chance.choice(ALL)))
    place = held["properties"] if chance.random() < 0.5 else held
    place[chance.choice([*place, "topics", "target"])] = chance.choice(values)
    return data + b"\n" + json.dumps(held).encode() + b"\n"


def cells_swapped(data: bytes, chance: random.Random) -> bytes:
    row = list(chance.choice(ROWS))
    row[chance.randrange(len(row))] = chance.choice(
        ["", ";", '"', '";', "\0", "x" * 3_000, "a;b;c", "\n", "Q1;IMO1234567"]
    )
    return data + b"\n" + as_csv(row).partition(b"\n")[2]


@pytest.mark.parametrize(("edition", "sample"), [(ENTITIES, SAMPLE), (TARGETS, TABLE)])
def test_mutated_bytes_are_rejects_or_unreadable(edition: Edition, sample: bytes, reference: Reference) -> None:
    own = swapped if edition is ENTITIES else cells_swapped
    whole = some = 0
    for mutated in mutations(sample, [own, own, own]):
        records, rejects, read = survived(edition, io.BytesIO(mutated), reference, SEEN)
        whole += read
        some += rejects > 0
        if read:
            assert records + rejects <= mutated.count(b"\n") + 1
    assert whole > MUTATIONS // 2
    assert some > MUTATIONS // 4


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home"


def saved(folder: Path, content: bytes, name: str) -> str:
    file = folder / name
    file.write_bytes(content)
    return str(file)


def counted(engine: Engine, *columns: Any) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.scalars(select(*columns)))


def test_entities_and_targets_load_on_both_databases_twice_and_anew(
    bare: Engine, reference: Reference, tmp_path: Path, store: Path
) -> None:
    ensure_schema(bare)
    load_reference(bare, reference, "lists")
    much = "Long. " * 3_000 + "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 900
    vast = PERSON | {"properties": PERSON["properties"] | {"notes": [much], "alias": [much], "idNumber": [much]}}
    content = as_lines(*[vast if entity is PERSON else entity for entity in ALL])
    first = load_source(bare, reference, "opensanctions", saved(tmp_path, content, "entities.ftm.json"), store, day=DAY)
    assert first is not None
    assert (first.counts.read, first.counts.inserted, first.counts.rejected) == (5, 5, 0)
    again = load_source(bare, reference, "opensanctions", saved(tmp_path, content, "entities.ftm.json"), store, day=DAY)
    assert again is not None
    assert (again.counts.unchanged, again.counts.inserted) == (5, 0)
    assert counted(bare, Listing.programme) == ["XX-PROBE", "sanction"]
    assert counted(bare, func.count(Fact.id)) == [0]
    assert counted(bare, Actor.principal_id).count("KP") >= 1

    freed = PERSON | {"properties": PERSON["properties"] | {"topics": ["role.pep"]}}
    later = as_lines(*[freed if entity is PERSON else entity for entity in ALL])
    third = load_source(
        bare, reference, "opensanctions", saved(tmp_path, later, "entities.ftm.json"), store, day=dt.date(2024, 6, 1)
    )
    assert third is not None
    assert (third.counts.updated, third.counts.unchanged) == (1, 4)
    assert sorted(counted(bare, Listing.gone_by), key=str) == [dt.date(2024, 6, 1), None]

    table = load_source(bare, reference, "opensanctions", saved(tmp_path, TABLE, "targets.simple.csv"), store, day=DAY)
    assert table is not None
    assert (table.counts.inserted, table.counts.rejected) == (3, 0)
    same = load_source(bare, reference, "opensanctions", saved(tmp_path, TABLE, "targets.simple.csv"), store, day=DAY)
    assert same is not None
    assert same.counts.unchanged == 3


@pytest.mark.parametrize(("name", "sample"), [("entities.ftm.json", SAMPLE), ("targets.simple.csv", TABLE)])
def test_broken_files_leave_the_record_as_it_is(
    empty: Engine, reference: Reference, tmp_path: Path, store: Path, name: str, sample: bytes
) -> None:
    load_source(empty, reference, "opensanctions", saved(tmp_path, sample, name), store, day=DAY)
    before = counted(empty, DatasetRecord.digest)
    for number, mutated in enumerate(mutations(sample, [])):
        if number % 15:
            continue
        try:
            run = load_source(empty, reference, "opensanctions", saved(tmp_path, mutated, name), store, day=DAY)
        except SourceError as error:
            assert name in str(error), f"mutation {number}"
        else:
            assert run is not None
            assert (
                run.counts.read == run.counts.rejected + run.counts.inserted + run.counts.updated + run.counts.unchanged
            )
    load_source(empty, reference, "opensanctions", saved(tmp_path, sample, name), store, day=DAY)
    assert sorted(counted(empty, DatasetRecord.digest)) == sorted(before)


def test_the_loader_is_found_in_its_folder() -> None:
    assert loaders()["opensanctions"] is LOADER


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (as_lines(PERSON | {"schema": "Persom"}), "Q901"),
        (as_lines(PERSON | {"properties": []}), "Q901"),
        (as_lines(PERSON)[:60], "Q901"),  # cut short
        (as_lines(PERSON).replace(b"Ivan", b"\xff\xfe", 1), "Q901"),
        (as_lines(PERSON | {"id": "x" * 300}), None),
        (as_lines({"caption": "Ivan", "properties": {"id": "Q901"}}), None),
        (b"[1]", None),
        (b"{}", None),
    ],
)
def test_a_broken_line_tells_whose_it_is_where_it_can(line: bytes, key: str | None) -> None:
    _, (reject,) = taken(line.strip() + b"\n")
    assert reject.key == key


def test_a_broken_row_tells_whose_it_is() -> None:
    for broken in (["only", "Person", "three"], [*["only", "Persom", "X"], *ROWS[1][3:]]):
        assert [reject.key for reject in taken(as_csv(ROWS[1], broken), TARGETS)[1]] == ["only"]
    unclosed = TABLE.replace(b'"NK-ship","Vessel","PROBE STAR"', b'"NK-ship","Vessel","PROBE STAR')
    assert [reject.key for reject in taken(unclosed, TARGETS)[1]] == ["NK-ship"]
    turned = [row[::-1] for row in (HEADER, ROWS[1], ["only", "three"])]
    assert [reject.key for reject in taken(as_csv(*turned[1:], header=turned[0]), TARGETS)[1]] == [None]


@pytest.mark.parametrize(
    ("name", "sample", "broken"),
    [
        ("entities.ftm.json", SAMPLE, SAMPLE.replace(b'"schema": "Person"', b'"schema": "Persom"')),
        ("targets.simple.csv", TABLE, TABLE.replace(b'"Q901","Person"', b'"Q901","Persom"')),
    ],
)
def test_a_known_record_that_comes_broken_is_not_gone(
    empty: Engine, reference: Reference, tmp_path: Path, store: Path, name: str, sample: bytes, broken: bytes
) -> None:
    assert sample != broken
    load_source(empty, reference, "opensanctions", saved(tmp_path, sample, name), store, day=DAY)
    run = load_source(empty, reference, "opensanctions", saved(tmp_path, broken, name), store, day=dt.date(2024, 6, 1))
    assert (run.counts.rejected, run.counts.closed) == (1, 0)
    with reading(empty) as connection:
        assert connection.scalars(select(DatasetRecord.gone_by).where(DatasetRecord.key == "Q901")).all() == [None]
