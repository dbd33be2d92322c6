"""GDELT into the lake: both feeds, what cannot be taken, killed loads, and questions over the lake."""

import gzip
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.lake.gdelt import EVENTS, FEEDS, MENTIONS, feed_of, plover_of
from loaders.lake.lake import files, scan
from loaders.lake.sieve import KEPT
from loaders.ledger import Run
from loaders.publish import publish
from schema.engine import reading
from schema.errors import QueryError, SourceError
from schema.models import LoadRun, RejectedRecord
from schema.settings import CHECKOUT
from schema.vocabulary import RunStatus
from tests.loading import load_source
from workbench.asking import ask
from workbench.runner import run as answer

ADDED = "20240315120000"


def event(number: object, day: str = "20240315", added: str = ADDED, **cells: str) -> str:
    """A line of events of our own making: the United States asks Turkey."""
    told = {
        "GLOBALEVENTID": str(number),
        "SQLDATE": day,
        "MonthYear": day[:6],
        "EventYear": day[:4],
        "FractionDate": "2024.2",
        "Actor1Code": "USAGOV",
        "Actor1Name": 'THE "WHITE HOUSE"',
        "Actor1CountryCode": "USA",
        "Actor2Code": "TUR",
        "Actor2CountryCode": "TUR",
        "IsRootEvent": "1",
        "EventCode": "1012",
        "EventRootCode": "10",
        "GoldsteinScale": "-5.0",
        "NumMentions": "4",
        "NumSources": "2",
        "NumArticles": "4",
        "DATEADDED": added,
        "SOURCEURL": "https://news.example/a",
    } | cells
    return "\t".join(told.get(name, "") for name in EVENTS)


def mention(number: object, sentence: int = 1, when: str = ADDED, **cells: str) -> list[str]:
    told = {
        "GLOBALEVENTID": str(number),
        "EventTimeDate": when,
        "MentionTimeDate": when,
        "MentionIdentifier": "https://news.example/a,b",
        "SentenceID": str(sentence),
        "MentionDocTone": "-1.5",
    } | cells
    return [told.get(name, "") for name in MENTIONS]


def written(folder: Path, lines: Sequence[str], name: str = "20240315120000.export.CSV") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def load(engine: Engine, reference: Reference, path: Path, home: Path, kind: str | None = None) -> Run:
    run = load_source(engine, reference, "gdelt", path, home, kind=kind)
    with reading(engine) as connection:
        row: Any = connection.execute(select(LoadRun).where(LoadRun.id == run.id)).one()
    counts = run.counts
    assert row.read == counts.read == counts.inserted + counts.updated + counts.unchanged + counts.rejected
    return run


def counted(run: Run) -> tuple[int, int, int]:
    return run.counts.inserted, run.counts.unchanged, run.counts.rejected


def held(home: Path, what: str = "*", kind: str = "events") -> list[Any]:
    paths = files(home / "lake", FEEDS[kind])
    return duckdb.execute(f"select {what} from {scan(paths)} order by all").fetchall() if paths else []


def test_events_are_typed_and_derived(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    lines = [
        event(1),
        event(2, "20230315", EventCode="0841", Actor2CountryCode="EUR"),
        event(3, "20240215", EventCode="", Actor1CountryCode="ROM", Actor2CountryCode=""),
    ]
    assert counted(load(empty, reference, written(tmp_path, lines), tmp_path)) == (3, 0, 0)
    what = "GLOBALEVENTID, SQLDATE::varchar, plover, actor1_state, actor2_state, is_backdated, year, month, unread"
    assert held(tmp_path, what) == [
        (1, "2024-03-15", "REQUEST", "US", "TR", False, 2024, 3, None),
        (2, "2023-03-15", "RETREAT", "US", None, True, 2024, 3, None),
        (3, "2024-02-15", None, "RO", None, True, 2024, 3, None),
    ]
    assert held(tmp_path, "distinct Actor1Name, Actor2Name, GoldsteinScale") == [('THE "WHITE HOUSE"', None, -5.0)]


def test_a_second_load_changes_nothing(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    path = written(tmp_path, [event(1), event(2, added="20240401000000"), event(1)])
    assert counted(load(empty, reference, path, tmp_path)) == (2, 1, 0)
    before = {file: file.stat().st_mtime_ns for file in files(tmp_path / "lake", FEEDS["events"])}
    assert counted(load(empty, reference, path, tmp_path)) == (0, 3, 0)
    assert {file: file.stat().st_mtime_ns for file in files(tmp_path / "lake", FEEDS["events"])} == before
    assert len(before) == 2


def test_what_another_file_brought_is_not_doubled(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, written(tmp_path, [event(1), event(2)]), tmp_path)
    other = written(tmp_path, [event(2), event(3), event(1, NumMentions="9")], "b.export.CSV")
    for expected in ((1, 1, 1), (0, 2, 1)):
        assert counted(load(empty, reference, other, tmp_path)) == expected
    assert held(tmp_path, "GLOBALEVENTID, NumMentions") == [(1, 4), (2, 4), (3, 4)]
    with reading(empty) as connection:
        assert "event 1" in connection.scalars(select(RejectedRecord.locator)).all()


def test_lines_that_cannot_be_taken_are_kept(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    lines = [
        event(1),
        "too\tfew",
        event("x9"),
        event(2, "20240230"),
        event(3, added="2024"),
        "",
        event("12.5"),
        event(4, NumMentions="many"),
        event(5) + "\tmore",
    ]
    path = written(tmp_path, lines)
    with path.open("ab") as file:
        file.write(event(6, Actor1Name="\udcff").encode("utf-8", "surrogateescape") + b"\r\n" + event(7).encode())
    run = load(empty, reference, path, tmp_path)
    assert counted(run) == (3, 0, 7)
    assert held(tmp_path, "GLOBALEVENTID, NumMentions, unread") == [
        (1, 4, None),
        (4, None, ["NumMentions"]),
        (7, 4, None),
    ]
    with reading(empty) as connection:
        rows: dict[str, Any] = {
            row.locator.rpartition(":")[2]: row for row in connection.execute(select(RejectedRecord))
        }
    assert sorted(rows) == ["10", "2", "3", "4", "5", "7", "9"]
    assert rows["2"].raw == b"too\tfew"
    assert "has 2 columns, not 61" in rows["2"].reason
    assert "SQLDATE is no date: '20240230'" in rows["4"].reason
    assert "UTF-8" in rows["10"].reason


def test_many_rejects_are_counted(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    run = load(empty, reference, written(tmp_path, [event(1)] + ["x\ty"] * (KEPT + 5)), tmp_path, "events")
    assert counted(run) == (1, 0, KEPT + 5)
    assert len(run.rejects) == KEPT


def test_mentions_in_both_forms_are_the_same(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    rows = [mention(1), mention(1, 2), mention(2, when="20240401000000")]
    tabs = written(tmp_path, ["\t".join(row) for row in rows], "20240315120000.mentions.CSV")
    commas = written(
        tmp_path,
        [",".join(MENTIONS).lower(), *(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)],
        "sample.csv",
    )
    assert counted(load(empty, reference, tabs, tmp_path)) == (3, 0, 0)
    assert counted(load(empty, reference, commas, tmp_path)) == (0, 3, 0)
    assert counted(load(empty, reference, commas, tmp_path / "other")) == (3, 0, 0)
    assert held(tmp_path, kind="mentions") == held(tmp_path / "other", kind="mentions")


def test_compressed_files_are_read(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    plain = written(tmp_path, [event(1), event(2)])
    packed = tmp_path / "a.export.CSV.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "a.export.CSV.zip", "w") as archive:
        archive.write(plain, plain.name)
    assert counted(load(empty, reference, packed, tmp_path)) == (2, 0, 0)
    assert counted(load(empty, reference, tmp_path / "a.export.CSV.zip", tmp_path)) == (0, 2, 0)


def test_a_file_that_is_none_of_them_is_refused(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"58 columns, as GDELT 1\.0"):
        load(empty, reference, written(tmp_path, ["\t".join("x" * 58)], "a.csv"), tmp_path)
    with pytest.raises(SourceError, match="give --kind"):
        load(empty, reference, written(tmp_path, ["a,b"], "b.csv"), tmp_path)
    with pytest.raises(SourceError, match="does not name"):
        load(empty, reference, written(tmp_path, ["globaleventid,x"], "c.mentions.csv"), tmp_path)
    with reading(empty) as connection:
        statuses = connection.scalars(select(LoadRun.status).where(LoadRun.loader == "gdelt")).all()
    assert statuses == [RunStatus.FAILED] * 3


def test_a_feed_is_told_by_columns_then_by_name() -> None:
    assert feed_of(None, "x.mentions.CSV", b"\t" * 60).kind == "events"
    assert feed_of(None, "x.mentions.CSV", b"a").kind == "mentions"
    assert feed_of("events", "x.mentions.CSV", b"\t" * 15).kind == "events"
    assert [plover_of(code) for code in ("010", "0813", "0811", "175", "172", "99")] == [
        None, "RETREAT", "CONCEDE", "ASSAULT", "COERCE", None,
    ]  # fmt: skip


def mutated(random_: random.Random) -> bytes:
    lines = [event(number, added=f"2024{random_.randint(1, 3):02}01000000").encode() for number in range(1, 9)]
    for _ in range(random_.randint(0, 4)):
        at = random_.randrange(len(lines))
        line = bytearray(lines[at])
        where = random_.choice([0, 3, random_.randrange(len(line) + 1), len(line)])
        line[where : where + random_.randint(0, 3)] = random_.choice(
            [
                b"",
                b"\t",
                b"\n",
                b"\r",
                b"\r\n",
                b'"',
                b"\0",
                b"\xff",
                b"x",
                b"1",
                b" ",
                b"-1",
                b"\xef\xbb\xbf",
                b",",
                b"9.5",
            ]
        )
        lines[at] = bytes(line)
    return random_.choice([b"\n", b"\n", b"\r\n"]).join(lines) + random_.choice([b"", b"\n", b"\n\n"])


def test_mutated_files_are_accounted_for(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    random_ = random.Random(7)
    for number in range(200):
        home = tmp_path / f"home{number}"
        path = tmp_path / "mutated.export.CSV"
        path.write_bytes(content := mutated(random_))
        run = load(empty, reference, path, home, "events")
        records = sum(
            1 for line in content.split(b"\n") if line.removesuffix(b"\r").removeprefix(b"\xef\xbb\xbf").strip()
        )
        assert run.counts.read == records, (number, content)
        rows = held(home)
        assert len(rows) == run.counts.inserted
        again = load(empty, reference, path, home, "events")
        taken = run.counts.inserted + run.counts.unchanged
        assert counted(again) == (0, taken, run.counts.rejected), (number, content)
        assert held(home) == rows


LOADING = """
import sys
from pathlib import Path
from extraction.names.reference_lists import read_reference
from schema.engine import open_engine
from tests.loading import load_source
reference = read_reference()
print("ready", flush=True)
load_source(open_engine(sys.argv[1]), reference, "gdelt", sys.argv[2], Path(sys.argv[3]))
"""


def test_a_killed_load_is_completed_by_the_next(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    lines = [event(number, added=f"{2016 + number % 8}{number % 12 + 1:02}05000000") for number in range(1, 3001)]
    path = written(tmp_path, lines)
    load(empty, reference, path, tmp_path / "whole")
    whole = held(tmp_path / "whole")
    assert len(whole) == 3000
    between = 0
    for number, pause in enumerate((0.02, 0.1, 0.2, 0.3, 0.45)):
        home = tmp_path / f"home{number}"
        command = [sys.executable, "-c", LOADING, str(empty.url), str(path), str(home)]
        job = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, env=os.environ)
        assert job.stdout is not None
        assert job.stdout.readline() == b"ready\n"
        time.sleep(pause)
        job.send_signal(signal.SIGKILL)
        job.wait()
        job.stdout.close()
        there = held(home)
        assert set(there) <= set(whole)
        between += 0 < len(there) < len(whole)
        inserted, unchanged, rejected = counted(load(empty, reference, path, home))
        assert (inserted, unchanged, rejected) == (len(whole) - len(there), len(there), 0)
        assert held(home) == whole
        assert not list((home / "lake").rglob("*.partial"))
    if not between:
        pytest.skip("no kill fell between two months on this machine")


def test_a_question_reads_the_lake(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    publish(empty, snapshots)
    with pytest.raises(QueryError, match="sqn load gdelt"):
        ask(snapshots, "event_feed", {})
    with pytest.raises(QueryError, match="sqn publish"):
        answer(snapshots, "select * from gdelt_mentions")
    load(empty, reference, written(tmp_path, [event(1), event(2, "20230315")]), tmp_path)
    publish(empty, snapshots)
    (row,) = ask(snapshots, "event_feed", {"first": "Turkey", "second": "United States"}).records()
    assert (row["plover"], row["events"], row["sources"]) == ("REQUEST", 1, 2)
    load(empty, reference, written(tmp_path, [event(3)], "b.export.CSV"), tmp_path)
    assert answer(snapshots, "select count(*) from gdelt_events").rows == ((2,),), "a snapshot is what was published"
    comments = answer(snapshots, "select comment from duckdb_columns() where table_name = 'gdelt_events'").rows
    assert all(comment for (comment,) in comments)
    with pytest.raises(QueryError):
        answer(snapshots, f"select * from read_text('{tmp_path / 'lake' / '..' / 'b.export.CSV'}')")
    snapshots.rename(tmp_path / "elsewhere")
    (tmp_path / "moved").mkdir()
    (tmp_path / "elsewhere").rename(tmp_path / "moved" / "snapshots")
    with pytest.raises(QueryError, match="folder `lake` beside"):
        ask(tmp_path / "moved" / "snapshots", "event_feed", {})
    (tmp_path / "lake").rename(tmp_path / "moved" / "lake")
    assert ask(tmp_path / "moved" / "snapshots", "event_feed", {}).rows


def test_the_real_files(empty: Engine, reference: Reference, shared: Path, tmp_path: Path) -> None:
    events = shared / "data" / "gdelt" / "20191024143000.export.CSV"
    mentions = shared / "data" / "gdelt" / "mentions_2017_sample.csv"
    if not events.is_file():
        pytest.skip("the files of GDELT are not there")
    for expected in ((2111, 0, 0), (0, 2111, 0)):
        assert counted(load(empty, reference, events, tmp_path)) == expected
    for expected in ((1635, 0, 0), (0, 1635, 0)):
        assert counted(load(empty, reference, mentions, tmp_path)) == expected
