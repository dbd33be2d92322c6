"""PLOVER's events into the lake: POLECAT's tables and older objects of JSON, beside GDELT."""

import json
import random
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.jobs import forecast, loader_named
from loaders.lake.gdelt import states
from loaders.lake.lake import files, scan
from loaders.lake.plover import FEED
from loaders.lake.plover_file import convert
from loaders.ledger import Run
from loaders.loader import Job
from loaders.publish import publish
from schema.engine import reading
from schema.errors import SourceError
from schema.models import RejectedRecord
from tests.loaders.mutating import MUTATIONS, mutations
from tests.loading import load_source, named
from workbench.asking import ask

COLUMNS = (
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|"
    "Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|"
    "Recipient COW|Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|"
    "Wikipedia Recipient ID|"
    "Placename|City|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|"
    "Publication Date|Story People|Story Organizations|Story Locations|Language|Version"
).split("|")
ASKED = {
    "Event ID": "EV-1", "Event Date": "2024-03-14", "Event Type": "REQUEST", "Event Mode": "assist",
    "Intensity": "-5.0",
    "Contexts": "military; diplomatic", "Actor Name": "United States", "Actor Country": "USA", "Actor COW": "2",
    "Primary Actor Sector": "GOV", "Actor Name Raw": 'the "White House"', "Recipient Name": "Türkiye",
    "Recipient Country": "TUR", "Latitude": "39.9", "Source": "Some Paper", "Publication Date": "2024-03-15",
    "Headline": "Asked",
}  # fmt: skip
OLDER = {
    "id": "GSR-1", "date": "2000-01-01", "event": "DEMAND", "mode": None, "context": "military",
    "source": [{"actorText": "Ankara", "code": "TUR", "sector": "GOV"}],
    "target": [{"actorText": "Bonn", "code": "DEU"}, {"actorText": "Paris", "code": "FRA"}],
    "text": "Ankara demanded that Bonn and Paris\tstop.", "eventText": "demanded", "eventLoc": {"name": "Ankara"},
    "language": "en", "publication": "of our own", "version": "0",
}  # fmt: skip


def table(*events: dict[str, str]) -> bytes:
    names = [*COLUMNS, "Headline"]
    lines = ["\t".join(names), *("\t".join(event.get(name, "None") for name in names) for event in events)]
    return ("\n".join(lines) + "\n").encode()


def array(*events: dict[str, Any]) -> bytes:
    return ("[\n" + ",\n".join(json.dumps(event, indent=4) for event in events) + "\n]\n").encode()


def load(engine: Engine, reference: Reference, home: Path, content: bytes, name: str = "a") -> Run:
    path = home / name
    path.write_bytes(content)
    return load_source(engine, reference, "plover", path, home)


def held(home: Path, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as duck:
        return duck.execute(f"select {columns} from {scan(files(home / 'lake', FEED))} order by all").fetchall()


def counted(run: Run) -> tuple[int, int, int]:
    return run.counts.inserted, run.counts.unchanged, run.counts.rejected


def test_a_table_of_polecat(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    other = ASKED | {
        "Event ID": "EV-2",
        "Event Type": "FIGHT",
        "Actor Country": "USA; TUR",
        "Recipient Country": "None",
    }
    content = table(ASKED, other)
    assert counted(load(empty, reference, tmp_path, content)) == (2, 0, 0)
    assert counted(load(empty, reference, tmp_path, content)) == (0, 2, 0)
    assert counted(load(empty, reference, tmp_path, table(ASKED | {"Intensity": "1"}), "b")) == (0, 0, 1)
    columns = (
        "event_id, plover, event_type, actor_state, recipient_state, contexts, actor_name_raw, headline, year, month"
    )
    assert held(tmp_path, columns) == [
        (
            "EV-1", "REQUEST", "REQUEST", "US", "TR", "military; diplomatic", 'the "White House"', "Asked", 2024, 3,
        ),
        ("EV-2", "ASSAULT", "FIGHT", None, None, "military; diplomatic", 'the "White House"', "Asked", 2024, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [False, True])
def test_objects_of_older_plover(empty: Engine, reference: Reference, tmp_path: Path, lines: bool) -> None:
    events: list[dict[str, Any]] = [
        {"id": "D", "event": "DOCUMENT"},
        OLDER,
        OLDER | {"id": "GSR-2", "event": "INVESTIGATE", "target": ""},
    ]
    content = "\n".join(map(json.dumps, events)).encode() if lines else array(*events)
    assert counted(load(empty, reference, tmp_path, content)) == (2, 0, 0)
    columns = (
        "event_id, plover, actor_name_raw, actor_state, recipient_country, recipient_state, text, placename, other"
    )
    words = "Ankara demanded that Bonn and Paris stop."
    other = '{"eventText": "demanded"}'
    assert held(tmp_path, columns) == [
        ("GSR-1", "REQUEST", "Ankara", "TR", "DEU; FRA", None, words, "Ankara", other),
        ("GSR-2", "ACCUSE", "Ankara", "TR", None, None, words, "Ankara", other),
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"id": ""}, "has no event id"),
        ({"date": "2000-02-30"}, "event_date is no date"),
        ({"date": None}, "has no event date"),
        ({"event": []}, "has no event type"),
        ({"intensity": "high"}, "intensity is no number"),
        ({"text": "a\0b"}, "text holds characters that are none"),
        ({"text": "x" * 200_000}, "text has 200,000 characters"),
    ],
)
def test_what_is_no_event(
    empty: Engine, reference: Reference, tmp_path: Path, changed: dict[str, Any], reason: str
) -> None:
    content = array(OLDER | changed, OLDER) + b"\n{not json}"
    assert counted(load(empty, reference, tmp_path, content)) == (1, 0, 2)
    with reading(empty) as connection:
        reasons = connection.scalars(select(RejectedRecord.reason).order_by(RejectedRecord.locator)).all()
    assert reason in reasons[0]
    assert "is not JSON" in reasons[1]


def test_what_is_no_file_of_events(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    for content in (b"a\tb\n", b"<html>", b"\x1f\x8bbroken"):
        with pytest.raises(SourceError):
            load(empty, reference, tmp_path, content)
    assert counted(load(empty, reference, tmp_path, b"")) == (0, 0, 0)
    assert counted(load(empty, reference, tmp_path, table())) == (0, 0, 0)


def test_a_forecast_is_what_the_load_does(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    def foretold(content: bytes) -> tuple[int, int, int]:
        (tmp_path / "a").write_bytes(content)
        counts = forecast(Job(empty, reference, tmp_path), loader_named("plover"), str(tmp_path / "a")).counts
        return counts.inserted, counts.unchanged, counts.rejected

    first = array(OLDER, OLDER, OLDER | {"mode": "x"}, {"id": "1"})
    later = array(OLDER, OLDER | {"id": "GSR-9"}, OLDER | {"event": "AGREE"})
    for content in (first, first, later):
        assert foretold(content) == counted(load(empty, reference, tmp_path, content))


def test_both_feeds_answer_one_question(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, tmp_path, table(ASKED))
    publish(empty, tmp_path / "snapshots")
    found = ask(tmp_path / "snapshots", "event_feed", {"first": "US", "second": "TR"})
    rows: Sequence[dict[str, Any]] = found.records()
    assert [(row["feed"], row["actor1_state"], row["plover"], row["events"]) for row in rows] == [
        ("PLOVER", "US", "REQUEST", 1)
    ]


def untabbed(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].replace(b"\t", chance.choice([b"", b",", b"\t\t"]), 1)
    return b"\n".join(lines)


def nested(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice([b"[", b'{"a":', b'"']) * chance.choice([1, 900, 20_000]) + data[at:]


@pytest.mark.parametrize("form", ["table", "array", "lines"])
def test_mutated_files_are_refused_or_accounted_for(
    form: str, empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    several = [OLDER | {"id": f"GSR-{number}"} for number in range(6)]
    sample = {
        "table": table(*(ASKED | {"Event ID": f"EV-{number}"} for number in range(6))),
        "array": array(*several),
        "lines": "\n".join(map(json.dumps, several)).encode(),
    }[form]
    job, path, taken = Job(empty, reference, tmp_path), tmp_path / "mutated", 0
    clean, known = tmp_path / "clean", states(reference)
    for number, mutated in enumerate(mutations(sample, [untabbed, nested])):
        path.write_bytes(mutated)
        try:
            found = convert(named(str(path)), path, known, clean)
            lines = clean.read_bytes().split(b"\n")[:-1]
            assert len(lines) == found.taken <= 300
            assert all(line.count(b"\t") == len(FEED.columns) - 1 for line in lines)
            taken += 1
        except SourceError as error:
            assert str(error)
        if number % 10 == 0:
            with suppress(SourceError):
                counts = forecast(job, loader_named("plover"), str(path)).counts
                assert counts.inserted + counts.unchanged + counts.rejected == counts.met <= 300
        for raw in (tmp_path / "raw").glob("*/*"):
            raw.unlink()
    assert taken > MUTATIONS // 10


def test_the_real_gold_records(empty: Engine, reference: Reference, tmp_path: Path, shared: Path) -> None:
    content = (shared / "data/plover/gold_standard_records.txt").read_bytes()
    first = load(empty, reference, tmp_path, content)
    # 322 events and an object that documents the file; two events have one number, of which the first stays.
    assert (first.counts.read, *counted(first)) == (322, 321, 0, 1)
    assert counted(load(empty, reference, tmp_path, content)) == (0, 321, 1)
    former = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
    assert {old: new for old, new in held(tmp_path, "distinct event_type, plover") if old != new} == former
    assert not [row for row in held(tmp_path, "plover") if row == (None,)]
