"""A snapshot as Parquet: the same rows, types and meanings, read by others than DuckDB; whole or not at all."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pytest

from loaders import parquet_copy
from loaders.parquet_copy import COPIES, MANIFEST, copy, day_of, exactly
from loaders.snapshots import current, sha256_of
from schema.errors import SqnError
from workbench.row_hash import digested


@pytest.fixture(scope="module")
def copied(snapshots: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with every table of a hundred rows or more by years."""
    return copy(snapshots, current(snapshots), tmp_path_factory.mktemp("parquet"), large=100)


def told(folder: Path) -> dict[str, dict[str, Any]]:
    return {table["name"]: table for table in json.loads((folder / MANIFEST).read_text())["tables"]}


def test_every_table_and_view_reads_back_row_for_row(snapshots: Path, copied: Path) -> None:
    tables = told(copied)
    with duckdb.connect(str(snapshots / current(snapshots).file), read_only=True) as duck:
        duck.execute("set timezone = 'UTC'")
        names = duck.execute(
            "select table_name from duckdb_tables() union select view_name from duckdb_views() where not internal"
        ).fetchall()
        assert {name for (name,) in names} == set(tables)
        for name, table in tables.items():
            columns = [column["name"] for column in table["columns"]]
            assert "year" not in columns or table["year_of"] is None
            listed = ", ".join(f'"{column}"' for column in columns)
            there: pa.Table = duck.sql(f'select {listed} from "{name}"').to_arrow_table()
            back: pa.Table = pa.dataset.dataset(copied / name, format="parquet", partitioning="hive").to_table(
                columns=columns
            )
            assert [field.type for field in back.schema] == [field.type for field in there.schema], name
            assert digested(columns, [back]) == digested(columns, [there]), name
            assert back.num_rows == table["rows"]


def test_large_ones_are_told_apart_by_year(copied: Path) -> None:
    tables = told(copied)
    assert tables["sentence"]["year_of"] is None, "it has no day"
    quotes = tables["quotes"]
    assert quotes["year_of"] == "published_on"
    assert len(quotes["files"]) > 3
    frame = pd.read_parquet(copied / "quotes")
    assert len(frame) == quotes["rows"]
    some = frame[frame["published_on"].notna()]
    assert (pd.to_datetime(some["published_on"]).dt.year == some["year"].astype(int)).all()
    assert day_of(["year", "published_on"]) is None
    assert day_of(["title", "told_on"]) == "told_on"


def test_the_manifest_holds_files_and_meanings(snapshots: Path, copied: Path) -> None:
    content = json.loads((copied / MANIFEST).read_text())
    assert content["snapshot"]["id"] == current(snapshots).id
    listed = set()
    for table in content["tables"]:
        assert table["comment"], table["name"]
        assert all(column["comment"] and column["type"] for column in table["columns"]), table["name"]
        for file in table["files"]:
            path = copied / file["path"]
            listed.add(path)
            assert (path.stat().st_size, sha256_of(path)) == (file["bytes"], file["sha256"])
    assert {path for path in copied.rglob("*") if path.is_file()} == listed | {copied / MANIFEST}
    assert json.loads((copied.parent / "current.json").read_text())["folder"] == copied.name


def test_what_parquet_would_make_a_float_stays_whole() -> None:
    with duckdb.connect() as duck:
        (row,) = duck.execute(
            f"select {exactly('n', 'HUGEINT')} from (select 12345678901234567890::hugeint as n)"
        ).fetchall()
    assert int(row[0]) == 12345678901234567890


def test_a_copy_that_fails_leaves_the_one_before(
    snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = current(snapshots)
    first = copy(snapshots, snapshot, tmp_path)
    assert copy(snapshots, snapshot, tmp_path) == first, "it is there already"

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parquet_copy, "copied", failing)
    with pytest.raises(SqnError, match="No space left"):
        copy(snapshots, replace(snapshot, id="29990101T000000Z-aaaaaa"), tmp_path)
    assert [path.name for path in tmp_path.glob("*sqn-*")] == [first.name]
    assert json.loads((tmp_path / "current.json").read_text())["folder"] == first.name


def test_the_newest_copies_stay_and_nothing_of_others(snapshots: Path, tmp_path: Path) -> None:
    snapshot = current(snapshots)
    (tmp_path / "sqn-mine").mkdir()
    (tmp_path / "sqn-mine" / "notes.txt").write_text("mine")
    (tmp_path / ".sqn-20200101T000000Z-bbbbbb.partial").mkdir()
    made = [copy(snapshots, replace(snapshot, id=f"2999010{n}T000000Z-aaaaaa"), tmp_path).name for n in range(1, 4)]
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == sorted([*made[-COPIES:], "sqn-mine"])
