"""The lake over many loads: an event once in all months, small files made one, killed and mutated loads."""

import os
import random
import shutil
import sys
from itertools import islice
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.fetching import Store, fetch
from loaders.lake import merging
from loaders.lake.gdelt import FEEDS
from loaders.lake.lake import files, scan, sweep
from loaders.lake.loading import forecast
from loaders.loader import Job
from loaders.publish import publish
from schema.engine import reading
from schema.errors import SourceError, SqnError
from schema.models import RejectedRecord
from tests.forking import run as run_whole
from tests.killing import KILLS, kill_within
from tests.loaders.gdelt import counted, event, held, load, mention, written
from tests.loaders.mutating import MUTATIONS, mutations

EVENTS = FEEDS["events"]
MANY = MUTATIONS if "SQN_TEST_MUTATIONS" in os.environ else 80  # each takes a whole reading by DuckDB
APRIL = "20240401000000"


def test_an_event_stands_once_in_all_months(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    lines = [event(1), event(2, added=APRIL), event(2), event(1, added=APRIL)]
    path = written(tmp_path, lines)
    for expected in ((2, 0, 2), (0, 2, 2)):
        assert counted(load(empty, reference, path, tmp_path)) == expected
    other = written(tmp_path, [event(1, added=APRIL), event(2, added=APRIL), event(3, added=APRIL)], "b.export.CSV")
    assert counted(load(empty, reference, other, tmp_path)) == (1, 1, 1)
    assert held(tmp_path, "GLOBALEVENTID, month") == [(1, 3), (2, 4), (3, 4)]  # the first of each counts
    with reading(empty) as connection:
        reasons = set(connection.scalars(select(RejectedRecord.reason)))
    assert reasons == {"the lake holds this event with other values, and keeps them"}


def test_only_files_of_the_same_ids_are_opened(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, written(tmp_path, [event(number) for number in range(10, 20)]), tmp_path)
    (path,) = files(tmp_path / "lake", EVENTS)
    path.write_bytes(b"no Parquet")
    after = written(tmp_path, [event(20), event(21, added=APRIL)], "b.export.CSV")
    assert counted(load(empty, reference, after, tmp_path)) == (2, 0, 0)
    with pytest.raises(duckdb.Error):
        load(empty, reference, written(tmp_path, [event(15)], "c.export.CSV"), tmp_path)


def test_many_files_become_one(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST", 4)
    everything = [event(number) for number in range(1, 31)]
    for at in range(0, 12, 3):
        load(empty, reference, written(tmp_path, everything[at : at + 3], f"{at}.export.CSV"), tmp_path)
    snapshots = tmp_path / "snapshots"
    publish(empty, snapshots)
    before = files(tmp_path / "lake", EVENTS)
    reader = duckdb.connect().execute(f"select count(*) from {scan(before)}")
    for at in range(12, 30, 3):
        load(empty, reference, written(tmp_path, everything[at : at + 3], f"{at}.export.CSV"), tmp_path)
    assert [number for (number,) in held(tmp_path, "GLOBALEVENTID")] == list(range(1, 31))
    now = files(tmp_path / "lake", EVENTS)
    assert len(now) <= 4
    assert not set(before) & set(now)
    assert reader.fetchall() == [(12,)]
    assert all(path.is_file() for path in before), "a snapshot lists them"
    for listing in (tmp_path / "lake").rglob("*.replaces"):
        os.utime(listing, (0, 0))
    again = written(tmp_path, everything, "all.export.CSV")
    assert counted(load(empty, reference, again, tmp_path)) == (0, 30, 0)
    assert all(path.is_file() for path in before)
    shutil.rmtree(snapshots)
    load(empty, reference, again, tmp_path)
    assert not any(path.is_file() for path in before), "nobody lists them any more"
    assert [number for (number,) in held(tmp_path, "GLOBALEVENTID")] == list(range(1, 31))
    assert set((tmp_path / "lake").rglob("*.parquet")) == set(files(tmp_path / "lake", EVENTS))


def test_a_merge_that_was_killed_leaves_every_row_once(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST", 2)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(merging, "put", killed)
    for number in range(3):
        path = written(tmp_path, [event(number)], f"{number}.export.CSV")
        if number < 2:
            load(empty, reference, path, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        load(empty, reference, path, tmp_path)
    assert list((tmp_path / "lake").rglob("*.replaces"))
    assert [number for (number,) in held(tmp_path, "GLOBALEVENTID")] == [0, 1, 2]
    sweep(tmp_path / "lake")
    assert not list((tmp_path / "lake").rglob("*.replaces"))


def test_a_file_is_not_written_anew_for_the_sake_of_little(tmp_path: Path) -> None:
    for name, size in (("a", 1), ("b", 2), ("c", 3), ("d", 24), ("e", 200)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert [path.name for path in merging.worth_it(sorted(tmp_path.iterdir()))] == ["a", "b", "c", "d"]


def test_a_lake_of_a_newer_format_is_left_alone(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    path = written(tmp_path, [event(1)])
    load(empty, reference, path, tmp_path)
    mark = tmp_path / "lake" / "format"
    assert mark.read_text() == "1\n"
    mark.write_text("2\n")
    with pytest.raises(SqnError, match="is of format '2'"):
        load(empty, reference, path, tmp_path)


def test_a_comparison_tells_what_a_load_does(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, written(tmp_path, [event(1), event(2)]), tmp_path)
    before = held(tmp_path)
    other = written(tmp_path, [event(1), event(2, NumMentions="9"), event(3), "x\ty"], "b.export.CSV")
    file = fetch(str(other), Store(tmp_path))
    told = forecast(Job(empty, reference, tmp_path), file, {})  # type: ignore[arg-type]
    found = told.counts
    assert (found.inserted, found.unchanged, found.rejected, found.read, found.met) == (1, 1, 2, 4, 4)
    assert len(told.rejects) == 2
    assert held(tmp_path) == before
    assert counted(load(empty, reference, other, tmp_path)) == (1, 1, 2)


def test_mutated_files_are_accounted_for(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    sample = "".join(f"{event(number, added=f'2024{number % 3 + 1:02}01000000')}\n" for number in range(1, 9)).encode()
    path, store, whole = tmp_path / "mutated.export.CSV", Store(tmp_path), 0
    for number, content in enumerate(islice(mutations(sample, [celled, broken]), MANY)):
        path.write_bytes(content)
        file = fetch(str(path), store)
        try:
            told = forecast(Job(empty, reference, tmp_path), file, {"kind": "events"})  # type: ignore[arg-type]
        except SourceError as error:
            pytest.fail(f"{number}: {error}")
        found = told.counts
        lines = [line.removesuffix(b"\r") for line in content.split(b"\n")]
        lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
        assert found.read == sum(1 for line in lines if line.strip()), (number, content)
        assert all(reject.reason and reject.raw for reject in told.rejects)
        whole += not found.rejected
        if number % 20 == 0:
            home = tmp_path / f"home{number}"
            run = load(empty, reference, path, home, "events")
            assert counted(run) == (found.inserted, found.unchanged, found.rejected)
            assert len(rows := held(home)) == found.inserted
            again = load(empty, reference, path, home, "events")
            assert counted(again) == (0, found.inserted + found.unchanged, found.rejected), (number, content)
            assert held(home) == rows
            shutil.rmtree(home)
    assert whole < MANY, "mutations must not all be harmless"


def celled(data: bytes, chance: random.Random) -> bytes:
    """A cell gone, or one put in."""
    cells = data.split(b"\t")
    at = chance.randrange(len(cells))
    cells[at : at + chance.randint(0, 1)] = chance.choice([[], [b""], [b"9.5"], [b"20240230"], [b"-1"], [b"\xff"]])
    return b"\t".join(cells)


def broken(data: bytes, chance: random.Random) -> bytes:
    """What a careless reader takes for the end of a line or of a cell."""
    at = chance.randint(0, len(data))
    ends = [b"\n", b"\r", b"\r\n", b'"', b"\0", b",", b"\xef\xbb\xbf", b"\xe2\x80\xa8"]
    return data[:at] + chance.choice(ends) + data[at:]


LOADING = """
import sys
from pathlib import Path
from extraction.names.reference_lists import read_reference
from loaders.lake import merging
from schema.engine import open_engine
from tests.loading import load_source
merging.MOST = 2
reference, engine = read_reference(), open_engine(sys.argv[1])
print("ready", flush=True)
for source in sys.argv[3:]:
    load_source(engine, reference, "gdelt", source, Path(sys.argv[2]))
"""


def test_a_killed_load_is_completed_by_the_next(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    """Killed with SIGKILL at random moments and begun again, it ends in the rows of an undisturbed run."""
    sources = []
    for part in range(4):
        numbers = range(part * 700 + 1, part * 700 + 801)  # a hundred of the next part, too
        events = [event(number, added=f"{2020 + number % 2}{number % 12 + 1:02}05000000") for number in numbers]
        sources.append(written(tmp_path, [*events, event(numbers[0], NumMentions="9")], f"{part}.export.CSV"))
    sources.append(written(tmp_path, ["\t".join(mention(1, n)) for n in range(900)], "a.mentions.CSV"))
    calm, home = tmp_path / "calm", tmp_path / "home"
    for source in sources:
        load(empty, reference, source, calm)
    chance = random.Random(11)
    command = [sys.executable, "-c", LOADING, str(empty.url), str(home), *map(str, sources)]
    killed, partly = 0, 0
    for _ in range(KILLS):
        killed += kill_within(command, chance.uniform(0, 1.5))
        there = held(home)
        assert len(set(there)) == len(there)
        assert set(there) <= set(held(calm))
        partly += 0 < len(there) < len(held(calm))
    assert killed
    assert run_whole(command, os.environ).returncode == 0
    for kind in FEEDS:
        assert held(home, kind=kind) == held(calm, kind=kind)
    assert not list((home / "lake").rglob("*.partial"))
    assert KILLS < 20 or partly, "no kill fell into a load"
