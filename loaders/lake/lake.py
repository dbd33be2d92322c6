"""The lake: Parquet files by feed, year and month, each named by the hash of the source that it came from.

A file is written under a name of its own, brought safely to the disk and then renamed: a reader sees it whole or not at
all, and a load that was killed is completed by running it again. What other files of a month hold is not written twice.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders.lake.gdelt import FEEDS, Feed
from schema.errors import SqnError

PARTIAL = ".partial"
LISTED = "lake_file"  # the table of a snapshot


@dataclass(frozen=True)
class Month:
    """What a load did to one month of a feed; `conflicts` are the places of events that it holds with other values."""

    inserted: int
    unchanged: int
    conflicts: tuple[int, ...]


def beside(snapshots: Path) -> Path:
    """The lake of the home that a folder of snapshots belongs to."""
    return snapshots.parent / "lake"


def files(lake: Path, feed: Feed) -> list[Path]:
    """The Parquet files of a feed, those half-written left out."""
    return sorted((lake / feed.view).glob("year=*/month=*/*.parquet"))


def sweep(lake: Path) -> None:
    """Removes what killed loads left half-written; only who holds the loader's lease may."""
    for feed in FEEDS.values():
        for left in (lake / feed.view).glob(f"year=*/month=*/.*{PARTIAL}"):
            left.unlink(missing_ok=True)


def scan(paths: Sequence[Path]) -> str:
    """SQL that reads Parquet files of the lake, with year and month."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return (
        f"read_parquet([{listed}], hive_partitioning = true, "
        "hive_types = {'year': integer, 'month': integer}, union_by_name = true)"
    )


def note_files(duck: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Notes in a snapshot which files the lake holds; nothing where there is no lake."""
    held = [(feed.view, path) for feed in FEEDS.values() for path in files(lake, feed)]
    if not held:
        return
    duck.execute(f"create table {LISTED} (view varchar, file varchar)")
    duck.execute(f"comment on table {LISTED} is 'Parquet files that the lake held when this was published'")
    duck.execute(f"comment on column {LISTED}.view is 'View that shows it'")
    duck.execute(f"comment on column {LISTED}.file is 'Path in the folder of the lake'")
    rows = pa.table(
        {"view": [view for view, _ in held], "file": [path.relative_to(lake).as_posix() for _, path in held]}
    )
    duck.register("held", rows)
    duck.execute(f"insert into {LISTED} select * from held")
    duck.unregister("held")


def lay_views(duck: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Lays a view over the files of each feed that a snapshot lists; none where the lake lacks one of them."""
    if not one(duck, f"select count(*) from duckdb_tables() where table_name = '{LISTED}'"):
        return
    for feed in FEEDS.values():
        rows = duck.execute(f"select file from {LISTED} where view = ? order by file", [feed.view]).fetchall()
        paths = [lake / file for (file,) in rows]
        if not paths or not all(path.is_file() for path in paths):
            continue
        duck.execute(f"create temp view {feed.view} as select * from {scan(paths)}")
        duck.execute(f"comment on view {feed.view} is '{feed.says}'")
        for name in feed.columns:
            duck.execute(f"comment on column {feed.view}.\"{name}\" is '{name} of the codebook of GDELT 2.0'")
        for name, says in {**feed.derived, "year": f"Year of {feed.added}", "month": f"Month of {feed.added}"}.items():
            duck.execute(f"comment on column {feed.view}.{name} is '{says}'")


def months(duck: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """The months that the records of the view `read` belong to."""
    return duck.execute("select distinct year, month from read order by all").fetchall()


def write_month(duck: duckdb.DuckDBPyConnection, lake: Path, feed: Feed, sha256: str, month: tuple[int, int]) -> Month:
    """Writes the records of one month of the view `read` that the lake lacks. Raises SqnError if it cannot."""
    folder = lake / feed.view / f"year={month[0]}" / f"month={month[1]}"
    final = folder / f"{sha256}.parquet"
    others = [path for path in sorted(folder.glob("*.parquet")) if path != final]
    key = ", ".join(f'"{name}"' for name in feed.key)
    duck.execute(
        f"create or replace temp view due as select * from read where year = {month[0]} and month = {month[1]}"
    )
    total = one(duck, "select count(*) from due")
    listed = ", ".join(f'"{name}"' for name in [*feed.columns, *feed.derived])
    if not others and not final.exists() and one(duck, f"select count(distinct ({key})) from due") == total:
        put(duck, f"select {listed} from due", final)  # nothing to compare with: straight through, as most files go
        return Month(total, 0, ())
    conflicts = conflicting(duck, feed, [*others, *([final] if final.exists() else [])])
    duck.execute("create or replace temp table new as select * from due anti join conflict using (place)")
    if one(duck, f"select count(distinct ({key})) from new") < one(duck, "select count(*) from new"):
        duck.execute(
            "create or replace temp table new as select * from new "
            f"qualify row_number() over (partition by {key} order by place) = 1"
        )
    same = " and ".join(f'new."{name}" is not distinct from held."{name}"' for name in feed.key)
    if others:
        duck.execute(f"delete from new where exists (select 1 from {scan(others)} as held where {same})")
    wanted = one(duck, "select count(*) from new")
    there = 0
    if final.exists():
        there = one(duck, f"select count(*) from new where exists (select 1 from {scan([final])} as held where {same})")
    if wanted > there:
        put(duck, f"select {listed} from new order by place", final)
    return Month(wanted - there, total - len(conflicts) - (wanted - there), conflicts)


def conflicting(duck: duckdb.DuckDBPyConnection, feed: Feed, held: Sequence[Path]) -> tuple[int, ...]:
    """The places of records whose event stands in the lake, or earlier in the file, with other values.

    They are in the table `conflict` too.
    """
    duck.execute("create or replace temp table conflict (place bigint)")
    if len(feed.key) == len(feed.columns):
        return ()
    (key,) = feed.key
    columns = ", ".join(f'"{name}"' for name in feed.columns)
    duck.execute(f"create or replace temp table stands as select {columns}, 0 as rank, -1 as place from due limit 0")
    if held:
        duck.execute(
            f'insert into stands select {columns}, 0, -1 from {scan(held)} where "{key}" in (select "{key}" from due)'
        )
    if one(duck, "select count(*) from stands") == 0 and one(duck, f'select count(distinct "{key}") from due') == one(
        duck, "select count(*) from due"
    ):
        return ()
    differ = " or ".join(f'due."{name}" is distinct from first."{name}"' for name in feed.columns)
    duck.execute(
        f"""
        insert into conflict
        with first as (
            select * from (select {columns}, rank, place from stands union all select {columns}, 1, place from due)
            qualify row_number() over (partition by "{key}" order by rank, place) = 1
        )
        select due.place from due join first on first."{key}" = due."{key}" where {differ}
        """
    )
    rows = duck.execute("select place from conflict order by all").fetchall()
    return tuple(place for (place,) in rows)


def put(duck: duckdb.DuckDBPyConnection, select: str, final: Path) -> None:
    """Writes the rows of a select as one Parquet file, whole or not at all."""
    waiting = final.with_name(f".{final.stem}.{os.getpid()}{PARTIAL}")
    try:
        with explained(final):
            final.parent.mkdir(parents=True, exist_ok=True)
            written = str(waiting).replace("'", "''")
            # Speed counts more than size here: GDELT comes every fifteen minutes, and years of it at once.
            duck.execute(f"copy ({select}) to '{written}' (format parquet, compression snappy)")
            settle(waiting)
            waiting.replace(final)
            settle(final.parent)
    finally:
        waiting.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Waits until a file, or the names in a folder, are safe on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def explained(final: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = str(error).strip().splitlines()[0]
        raise SqnError(f"the lake could not be written: {final}: {reason}; what it held is whole") from error


def one(duck: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = duck.execute(statement).fetchone()
    assert row is not None, statement
    return int(row[0])
