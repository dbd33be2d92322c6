"""How fast releases of registers are loaded, beside SQLite's `executemany` of the same rows in the same run.

    python -m benchmarks.registers [NAME …] [--records N] [--rounds N]

For each register: a first release of our own making is loaded into a new database that holds the reference lists, and
then the next night's, in which one record in a hundred is new, otherwise or gone. The bare engine gets the rows that
the first load stored, prepared as tuples, table by table, with one `executemany` each in one transaction: same tables,
indexes, foreign keys and settings of the connection; it reads no file and compares nothing. Rounds of all three go in
turn, and the median counts, of processor time as of the clock: SQLite works within the process. The memory is what the
process held at most.
"""

import argparse
import datetime as dt
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks.releases import FILES, FIRST, FORMS, SECOND, release
from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from loaders.jobs import load, loader_named
from loaders.loader import Job
from loaders.reference import load_reference
from schema.base import Base
from schema.engine import open_engine, prepare_sqlite
from schema.migrating import ensure_schema

Times = tuple[float, float]  # seconds of the processor, and of the clock
Rows = dict[str, tuple[str, list[Any]]]


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.registers", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME")
    asked.add_argument("--records", type=int, default=20_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    reference = read_reference()
    for name in given.names or FORMS:
        with tempfile.TemporaryDirectory(prefix="sqn-") as folder:
            measure(name, reference, Path(folder), given.records, given.rounds)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"memory {most / (1e6 if sys.platform == 'darwin' else 1e3):,.0f} MB at most")


def measure(name: str, reference: Reference, folder: Path, records: int, rounds: int) -> None:
    paths = []
    for day in (FIRST, SECOND):
        paths.append(folder / FILES[name].format(day))
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_bytes(release(name, reference, records, second=day == SECOND))
    bare_times, full_times, night_times = [], [], []
    rows: Rows = {}
    for number in range(rounds):
        home = folder / f"home{number}"
        engine = new(home, reference)
        before = snapshot(home) if not rows else {}
        full_times.append(loaded(engine, reference, name, paths[0], home, dt.date.fromisoformat(FIRST)))
        rows = rows or added(before, snapshot(home))
        night_times.append(loaded(engine, reference, name, paths[1], home, dt.date.fromisoformat(SECOND)))
        engine.dispose()
        bare_times.append(bare(rows, folder / f"bare{number}", reference))
    stored = sum(len(values) for _, values in rows.values())
    print(f"{name}: {records:,} records, {paths[0].stat().st_size / 1e6:.1f} MB, {stored:,} rows, {rounds} rounds")
    for clock, word in enumerate(("processor", "clock")):
        base, full, night = (
            statistics.median(pair[clock] for pair in times) for times in (bare_times, full_times, night_times)
        )
        print(
            f"  {word:9}  bare {records / base:8,.0f} records/s, full {records / full:8,.0f}: {base / full:.2f} of it; "
            f"night {night:.3f} s of {full:.2f} s: {night / full:.1%}"
        )


def new(home: Path, reference: Reference) -> Engine:
    engine = open_engine(f"sqlite:///{home / 'sqn.sqlite'}")
    ensure_schema(engine)
    load_reference(engine, reference, "lists")
    return engine


def loaded(engine: Engine, reference: Reference, name: str, path: Path, home: Path, day: dt.date) -> Times:
    began = clocks()
    run = load(Job(engine, reference, home), loader_named(name), str(path), as_of=day.isoformat())
    took = since(began)
    assert run is not None
    assert run.counts.inserted and not run.counts.rejected, run.counts
    return took


def clocks() -> Times:
    return time.process_time(), time.monotonic()


def since(began: Times) -> Times:
    return time.process_time() - began[0], time.monotonic() - began[1]


def snapshot(home: Path) -> Rows:
    with sqlite3.connect(home / "sqn.sqlite") as connection:
        return {
            table.name: (
                ", ".join(f'"{column.name}"' for column in table.columns),
                connection.execute(
                    f'select {", ".join(f"{chr(34)}{c.name}{chr(34)}" for c in table.columns)} from "{table.name}"'
                ).fetchall(),
            )
            for table in Base.metadata.sorted_tables
        }


def added(before: Rows, after: Rows) -> Rows:
    """The rows that a load stored, those of the ledger's last states as they are."""
    found = {}
    for table, (columns, rows) in after.items():
        there = set(before[table][1])
        if new := [row for row in rows if row not in there]:
            found[table] = columns, new
    return found


def bare(rows: Rows, home: Path, reference: Reference) -> Times:
    new(home, reference).dispose()
    connection = sqlite3.connect(home / "sqn.sqlite")
    prepare_sqlite(connection, None)
    began = clocks()
    connection.execute("begin immediate")
    connection.execute("pragma defer_foreign_keys = on")  # an actor may come before the one that it is the same as
    for table, (columns, values) in rows.items():
        marks = ", ".join("?" * len(values[0]))
        connection.executemany(f'insert into "{table}" ({columns}) values ({marks})', values)
    connection.execute("commit")
    took = since(began)
    connection.close()
    return took


if __name__ == "__main__":
    main()
