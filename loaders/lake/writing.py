"""Staged records into the lake: each event once in the whole lake, however many files and months hold it.

A row's month is that of the day on which it was added. GDELT gives an id once; should a file bring one that the lake
holds already, in whichever month, the row is unchanged if all its columns are the same, and else a reject: what came
first stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from loaders.lake.gdelt import Feed
from loaders.lake.lake import PARTIAL, explained, files, mark_format, one, overlapping, scan, settle


@dataclass(frozen=True)
class Plan:
    """What staged records would do to the lake; `conflicts` are the places of events that it holds otherwise.

    Those and what is there already are in the table `left_out` by place.
    """

    staged: int
    unchanged: int
    conflicts: tuple[int, ...]
    months: Sequence[tuple[int, int]]

    @property
    def inserted(self) -> int:
        return self.staged - self.unchanged - len(self.conflicts)


def plan(duck: duckdb.DuckDBPyConnection, lake: Path, feed: Feed) -> Plan:
    """Compares the view `staged` with itself and the lake. Raises SqnError for a lake of a newer layout."""
    duck.execute("create or replace temp table left_out (place bigint, conflict boolean)")
    row = duck.execute(f"select count(*), min({feed.span}), max({feed.span}) from staged").fetchone()
    assert row is not None
    staged, low, high = row
    if not staged:
        return Plan(0, 0, (), ())
    added = f'"{feed.added}"'
    months = duck.execute(f"select distinct year({added}), month({added}) from staged order by all").fetchall()
    paths = overlapping(files(lake, feed), low, high)
    key = ", ".join(f'"{name}"' for name in feed.key)
    if paths or one(duck, f"select count(distinct ({key})) from staged") < staged:
        leave_out(duck, feed, paths)
    unchanged = one(duck, "select count(*) from left_out where not conflict")
    conflicts = duck.execute("select place from left_out where conflict order by all").fetchall()
    return Plan(staged, unchanged, tuple(place for (place,) in conflicts), months)


def leave_out(duck: duckdb.DuckDBPyConnection, feed: Feed, paths: Sequence[Path]) -> None:
    """Fills `left_out` with the records of which the lake, or the file before them, has the key."""
    columns = ", ".join(f'"{name}"' for name in feed.columns)
    key = ", ".join(f'"{name}"' for name in feed.key)
    each = f'"{feed.key[0]}"'
    duck.execute(f"create or replace temp table stands as select {columns}, -1::bigint as place from staged limit 0")
    if paths:
        duck.execute(
            f"insert into stands select {columns}, -1 from {scan(paths)} where {each} in (select {each} from staged)"
        )
    differ = " or ".join(f'later."{name}" is distinct from first."{name}"' for name in feed.columns)
    same = " and ".join(f'later."{name}" is not distinct from first."{name}"' for name in feed.key)
    duck.execute(
        f"""
        insert into left_out
        with suspect as (
            select {each} from stands
            union
            select {each} from staged group by all having count(*) > 1
        ),
        met as (
            select *, row_number() over (partition by {key} order by place) as turn from (
                select * from stands
                union all
                select {columns}, place from staged where {each} in (from suspect)
            )
        )
        select later.place, {differ}
        from met as later join met as first on first.turn = 1 and {same}
        where later.turn > 1 and later.place >= 0
        """
    )


def write(
    duck: duckdb.DuckDBPyConnection, lake: Path, feed: Feed, run_id: str, plan: Plan, month: tuple[int, int],
    whole: Path,
) -> int:  # fmt: skip
    """Writes what is new of one month, and returns how many rows. `whole` is the file of all that is staged.

    Raises SqnError if it cannot; the lake is then as it was.
    """
    folder = lake / feed.view / f"year={month[0]}" / f"month={month[1]}"
    everything = len(plan.months) == 1 and plan.inserted == plan.staged
    added = f'"{feed.added}"'
    new = (
        "from staged anti join left_out using (place) "
        f"where year({added}) = {month[0]} and month({added}) = {month[1]}"
    )  # fmt: skip
    row = duck.execute(f"select count(*), min({feed.span}), max({feed.span}) {new}").fetchone()
    assert row is not None
    rows, low, high = row
    if rows:
        final = folder / file_name(low, high, run_id)
        mark_format(lake)
        if everything:
            with explained(final):
                final.parent.mkdir(parents=True, exist_ok=True)
                move(whole, final)
        else:
            listed = ", ".join(f'"{name}"' for name in [*feed.columns, *feed.derived])
            put(duck, f"select {listed} {new} order by place", final)
    return int(rows)


def file_name(low: int, high: int, run_id: str, more: str = "") -> str:
    return f"{low}-{high}.{run_id}{more}.parquet"


def put(duck: duckdb.DuckDBPyConnection, select: str, final: Path) -> None:
    """Writes the rows of a select as one Parquet file, whole or not at all."""
    waiting = final.with_name(f".{final.stem}{PARTIAL}")
    try:
        with explained(final):
            final.parent.mkdir(parents=True, exist_ok=True)
            copy(duck, select, waiting)
            move(waiting, final)
    finally:
        waiting.unlink(missing_ok=True)


def move(waiting: Path, final: Path) -> None:
    """Gives a written file its name, once all of it is safe on the disk."""
    settle(waiting)
    waiting.replace(final)
    settle(final.parent)


def copy(duck: duckdb.DuckDBPyConnection, select: str, target: Path, source: Path | None = None) -> None:
    """Writes the rows of a select to a new Parquet file; its `?` is the path of what it reads."""
    written = str(target).replace("'", "''")
    # Speed counts more than size here: GDELT comes every fifteen minutes, and years of it at once.
    statement = f"copy ({select}) to '{written}' (format parquet, compression snappy)"
    duck.execute(statement, [str(source)] if source else None)
