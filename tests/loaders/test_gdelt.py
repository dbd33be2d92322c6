"""GDELT into the lake: both feeds, what cannot be taken, and questions over the lake."""

import gzip
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.lake.gdelt import FEEDS, MENTIONS, feed_of, plover_of
from loaders.lake.lake import files
from loaders.lake.sieve import KEPT
from loaders.publish import publish
from schema.engine import reading
from schema.errors import QueryError, SourceError
from schema.models import LoadRun, RejectedRecord
from schema.vocabulary import RunStatus
from tests.loaders.gdelt import counted, event, held, load, mention, written
from workbench.asking import ask
from workbench.runner import run as answer


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
