"""A snapshot as Parquet files: a folder a table or view, for Spark, pandas and whatever else reads Parquet.

    DIR/current.json                              which copy is the newest
    DIR/sqn-ID/manifest.json                      what it holds: columns and what they mean, rows, files, their SHA-256
    DIR/sqn-ID/requests/data.parquet              a table or view
    DIR/sqn-ID/article/year=2024/data_0.parquet   a large one, by the year of its day

A copy is written under a name of its own and then renamed: it is there whole or not at all.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from loaders.duck import quiet
from loaders.lake.lake import settle
from loaders.snapshots import POINTER, Snapshot, sha256_of, write_whole
from loaders.turn import turn
from schema.errors import SqnError

FORMAT = "sqn-parquet-1"
LARGE = 200_000  # rows of a table that is written by years
DAYS = ("published_on", "told_on", "first_told_on", "day", "released_on")  # the first of them that a table has
COPIES = 2  # the newest and the one before it, which somebody may be reading
MANIFEST = "manifest.json"
PARTIAL = ".partial"
MEMORY = "2GB"


@dataclass(frozen=True)
class File:
    """A file of a copy: its path in the copy's folder."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Copied:
    """A table or view of a copy; `year_of` is the column whose year it is written by, if it is."""

    name: str
    kind: str
    comment: str | None
    rows: int
    year_of: str | None
    columns: tuple[dict[str, str | None], ...]
    files: tuple[File, ...]


def copy(snapshots: Path, snapshot: Snapshot, target: Path, *, large: int = LARGE) -> Path:
    """Copies a snapshot into a folder and returns the copy's own folder. Raises SqnError.

    It is there whole or not at all; a table of `large` rows or more is written by years.
    """
    final = target / f"sqn-{snapshot.id}"
    try:
        target.mkdir(parents=True, exist_ok=True)
        with turn(target):
            if manifest(final) is None:
                sweep(target)
                write(snapshots / snapshot.file, snapshot, final, large)
            write_whole(target / POINTER, {"id": snapshot.id, "folder": final.name})
            retire(target, final.name)
    except (OSError, duckdb.Error) as error:
        reason = str(error).strip().splitlines()[0]
        raise SqnError(f"the Parquet files could not be written to {target}: {reason}; the last ones stay") from error
    return final


def write(source: Path, snapshot: Snapshot, final: Path, large: int) -> None:
    """Writes the copy of a snapshot under another name, and gives it its own once all of it is on the disk."""
    partial = final.with_name(f".{final.name}{PARTIAL}")
    partial.mkdir()
    try:
        with quiet(duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(partial / ".tmp")})) as duck:
            duck.execute(f"attach {literal(str(source))} as snapshot (read_only)")
            duck.execute("use snapshot")
            duck.execute("set timezone = 'UTC'")
            tables = [copied(duck, *found, partial, large) for found in listed(duck)]
        shutil.rmtree(partial / ".tmp", ignore_errors=True)
        content = {"format": FORMAT, "snapshot": asdict(snapshot), "tables": [asdict(table) for table in tables]}
        write_whole(partial / MANIFEST, content)
        settle(partial)
        partial.rename(final)
        settle(final.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def listed(duck: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str | None]]:
    """The tables and views of a snapshot: name, kind and what they mean."""
    return duck.execute(
        "select table_name, 'table', comment from duckdb_tables() where database_name = 'snapshot' union all "
        "select view_name, 'view', comment from duckdb_views() where database_name = 'snapshot' and not internal "
        "order by all"
    ).fetchall()


def copied(
    duck: duckdb.DuckDBPyConnection, name: str, kind: str, comment: str | None, place: Path, large: int
) -> Copied:
    """Writes a table or view and says what was written."""
    columns = duck.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where database_name = 'snapshot' and table_name = $name order by column_index",
        {"name": name},
    ).fetchall()
    ((rows,),) = duck.execute(f"select count(*) from {named(name)}").fetchall()
    year_of = day_of([column for column, *_ in columns]) if rows >= large else None
    exact = ", ".join(exactly(column, type_) for column, type_, _ in columns)
    folder = place / name
    options = f"format parquet, compression zstd, kv_metadata {{comment: {literal(comment or '')}}}"
    if year_of is None:
        folder.mkdir()
        duck.execute(f"copy (select {exact} from {named(name)}) to {literal(str(folder / 'data.parquet'))} ({options})")
    else:
        select = f"select {exact}, year({named(year_of)}) as year from {named(name)}"
        duck.execute(f"copy ({select}) to {literal(str(folder))} ({options}, partition_by (year))")
    files = sorted(folder.rglob("*.parquet"))
    for file in files:
        settle(file)
    told = tuple({"name": column, "type": type_, "comment": says} for column, type_, says in columns)
    return Copied(name, kind, comment, rows, year_of, told, tuple(file_of(file, place) for file in files))


def day_of(columns: Sequence[str]) -> str | None:
    """The column of the day by whose years a table is told apart; none where `year` is a column of its own."""
    return None if "year" in columns else next((day for day in DAYS if day in columns), None)


def exactly(column: str, type_: str) -> str:
    """A column as Parquet can hold it: what has no type of its own there would else become a float."""
    return f"{named(column)}::decimal(38, 0) as {named(column)}" if "HUGEINT" in type_ else named(column)


def file_of(file: Path, place: Path) -> File:
    return File(file.relative_to(place).as_posix(), file.stat().st_size, sha256_of(file))


def retire(target: Path, newest: str) -> None:
    """Removes all but the newest copies; a folder that is none of ours stays."""
    copies = [path for path in sorted(target.glob("sqn-*"), reverse=True) if manifest(path) and path.name != newest]
    for old in copies[COPIES - 1 :]:
        gone = old.with_name(f".{old.name}{PARTIAL}")
        old.rename(gone)  # whole or gone, never some of its files
        shutil.rmtree(gone, ignore_errors=True)


def sweep(target: Path) -> None:
    """Removes what killed copies left half-written; only who copies alone may."""
    for left in target.glob(f".sqn-*{PARTIAL}"):
        shutil.rmtree(left, ignore_errors=True)


def manifest(folder: Path) -> dict[str, Any] | None:
    """What a copy holds; None where a folder is none of ours."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and told.get("format") == FORMAT else None


def named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(written: str) -> str:
    return "'" + written.replace("'", "''") + "'"
