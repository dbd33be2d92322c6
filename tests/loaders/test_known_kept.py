"""Snapshots as known on a day as files: made once, whole or not at all, by one process at a time, and not too many."""

import datetime as dt
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders.known import deriving
from loaders.known.deriving import snapshot_of
from loaders.known.moment import Known, known
from loaders.snapshots import current, sha256_of
from schema.errors import QueryError, SqnError
from schema.settings import CHECKOUT
from workbench.asking import snapshot_asked
from workbench.runner import run

DAY = dt.date(2019, 12, 31)
SCRIPT = (
    "import sys, datetime as dt\n"
    "from pathlib import Path\n"
    "from loaders.known.deriving import snapshot_of\n"
    "from loaders.known.moment import known\n"
    "print(snapshot_of(Path(sys.argv[1]), known(sys.argv[2])).sha256)\n"
)


@pytest.fixture
def folder(snapshots: Path, tmp_path: Path) -> Path:
    """A folder with one snapshot of its own."""
    shutil.copytree(snapshots, tmp_path / "snapshots", ignore=shutil.ignore_patterns("derived"))
    return tmp_path / "snapshots"


def making(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(DAY)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_at_once_make_one(folder: Path) -> None:
    both = [making(folder), making(folder)]
    told = {process.communicate(timeout=240)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    files = sorted(path.name for path in (folder / "derived").iterdir())
    stem = f"sqn-{current(folder).id}@{DAY}"
    assert files == [".lock", f"{stem}.duckdb", f"{stem}.json"]
    assert told == {sha256_of(folder / "derived" / f"{stem}.duckdb") + "\n"}


def test_killed_while_it_makes_one_the_next_makes_it_whole(folder: Path) -> None:
    process = making(folder)
    until = time.monotonic() + 120
    while not list((folder / "derived").glob("*.partial")) and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert list((folder / "derived").glob("*.partial"))
    assert not list((folder / "derived").glob("*.duckdb"))
    spilt = next((folder / "derived").glob("*.partial")).with_suffix(".partial.tmp")
    spilt.mkdir(exist_ok=True)
    (spilt / "duckdb_temp_storage-0.tmp").write_text("x")
    snapshot = snapshot_of(folder, Known(DAY))
    assert run(folder, "select count(*) > 0 from facts", snapshot=snapshot).rows == ((True,),)
    assert not list((folder / "derived").glob("*.partial*"))


def test_it_is_made_once_and_cited_by_snapshot_and_day(folder: Path) -> None:
    first = snapshot_of(folder, Known(DAY))
    made = (folder / first.file).stat().st_ino
    assert first.id == f"{current(folder).id}@{DAY}"
    assert snapshot_of(folder, Known(DAY), current(folder).id[:20]) == first
    assert (folder / first.file).stat().st_ino == made
    (folder / first.file).with_suffix(".json").write_text("{")
    assert snapshot_of(folder, Known(DAY)).rows == first.rows


def test_tables_views_and_columns_say_what_they_are(folder: Path) -> None:
    snapshot = snapshot_of(folder, Known(DAY))
    said = "select name, comment from ({}) where comment is null or comment = ''"
    tables = "select table_name as name, comment from duckdb_tables() where not internal"
    views = "select view_name as name, comment from duckdb_views() where not internal and database_name = 'snapshot'"
    columns = (
        "select duckdb_columns.table_name || '.' || column_name as name, duckdb_columns.comment from duckdb_columns() "
        "join duckdb_tables() using (table_name) where not duckdb_columns.internal"
    )
    whole = {name: run(folder, said.format(name)).rows for name in (tables, views, columns)}
    derived = {name: run(folder, said.format(name), snapshot=snapshot).rows for name in (tables, views, columns)}
    assert derived == whole


def test_those_used_longest_ago_go_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "MOST_FILES", 2)
    monkeypatch.setattr(
        deriving, "write", lambda _source, file, _known: (file.write_text("x"), deriving.Made({}, 0, None, 0))[1]
    )
    days = [dt.date(2019, 1, day) for day in (1, 2, 3)]
    for day in days[:2]:
        snapshot_of(folder, Known(day))
        time.sleep(0.02)
    snapshot_of(folder, Known(days[0]))
    time.sleep(0.02)
    snapshot_of(folder, Known(days[2]))
    kept = sorted(path.stem[-10:] for path in (folder / "derived").glob("*.duckdb"))
    assert kept == ["2019-01-01", "2019-01-03"]
    assert len(list((folder / "derived").glob("*.json"))) == 2


def test_what_was_made_of_a_snapshot_that_is_gone_goes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        deriving, "write", lambda _source, file, _known: (file.write_text("x"), deriving.Made({}, 0, None, 0))[1]
    )
    stale = folder / "derived" / "sqn-20200101T000000Z-aaaaaa@2019-01-01.duckdb"
    stale.parent.mkdir()
    stale.write_text("x")
    snapshot_of(folder, Known(DAY))
    assert not stale.exists()


def test_a_snapshot_of_an_older_schema_says_what_to_do(folder: Path) -> None:
    manifest = folder / f"sqn-{current(folder).id}.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_revision": "0001"}))
    with pytest.raises(SqnError, match=r"older schema.*`sqn publish`"):
        snapshot_of(folder, Known(DAY))
    assert not list(folder.glob("derived/*.duckdb"))


def test_a_folder_that_cannot_be_written_is_one_line(folder: Path) -> None:
    (folder / "derived").write_text("in the way")
    with pytest.raises(SqnError, match="could not be made as of 2019-12-31") as caught:
        snapshot_of(folder, Known(DAY))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    ["", " ", "2020-02-30", "20200301", "2020-3-1", "2020-W09-7", "today", "2999-01-01", "-2020-01-01", "0000-01-01",
     "../../etc", "2020-03-01/..", "2020-03-01\0", "2020-03-01\n", "2020-03-01'; drop table fact; --",
     "٢٠٢٠-٠٣-٠١", "2020-03-01@", "9" * 5000],
)  # fmt: skip
def test_what_is_no_day_of_the_past_is_refused(folder: Path, written: str) -> None:
    for bounds in ((written, None), (None, written), ("2020-03-01", written), (None, f"{written}T10:00")):
        with pytest.raises(QueryError, match=r"^--(recorded-)?as-of is "):
            snapshot_asked(folder, *bounds)
    assert not (folder / "derived").exists()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-01", dt.datetime(2026, 3, 1, 23, 59, 59, tzinfo=dt.UTC)),
        ("2026-03-01T12:00", dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)),
        ("2026-03-01T12:00:30Z", dt.datetime(2026, 3, 1, 12, 0, 30, tzinfo=dt.UTC)),
        ("2026-03-01T01:00:00+03:00", dt.datetime(2026, 2, 28, 22, tzinfo=dt.UTC)),
    ],
)
def test_a_moment_is_told_in_utc(written: str, moment: dt.datetime) -> None:
    assert known(None, written).recorded_as_of == moment


@pytest.mark.parametrize(
    "written", ["0001-01-01T00:00+14:00", "2026-03-01T25:00", "2026-03-01T12", "2026-03-01T12:00:61Z"]
)
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(QueryError, match="--recorded-as-of is "):
        known(None, written)


def test_the_first_day_of_all_shows_nothing_and_answers(folder: Path) -> None:
    snapshot = snapshot_of(folder, known("0001-01-01"))
    assert run(folder, "select count(*) from facts", snapshot=snapshot).rows == ((0,),)
    assert snapshot.newest_article is None


def test_ids_of_snapshots_are_told_from_one_another(folder: Path) -> None:
    with pytest.raises(QueryError, match=r"no snapshot has the id '\.\./x'"):
        snapshot_of(folder, Known(), "../x")
    with pytest.raises(QueryError, match="no snapshot has the id ''"):
        snapshot_of(folder, Known(), "")
