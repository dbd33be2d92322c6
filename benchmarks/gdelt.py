"""How fast a file of GDELT goes into the lake, beside bare DuckDB on the same file in the same run.

    python -m benchmarks.gdelt FILE [--lines N] [--rounds N]

FILE is a real file of events; it is repeated with new ids until it has N lines. Bare is DuckDB's `read_csv`, told the
columns and their types, straight to one Parquet file. Ours is all that loading does: bytes hashed and kept, the ledger,
checks, what is derived, what the lake holds, and files safe on the disk. Both go in turn, and the median round counts.
"""

import argparse
import itertools
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from extraction.names.reference_lists import read_reference
from loaders.jobs import load, loader_named
from loaders.lake.gdelt import EVENTS
from loaders.loader import Job
from schema.engine import open_engine
from schema.migrating import ensure_schema


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.gdelt", description=__doc__)
    asked.add_argument("file", type=Path)
    asked.add_argument("--lines", type=int, default=200_000)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sqn-") as name:
        folder = Path(name)
        big = repeated(given.file, folder / "big.export.CSV", given.lines)
        bare_times, our_times = [], []
        for number in range(given.rounds):
            bare_times.append(bare(big, folder / "bare.parquet"))
            our_times.append(ours(big, folder / f"home{number}"))
        base, took = statistics.median(bare_times), statistics.median(our_times)
        print(f"file  {big.stat().st_size / 1e6:8.1f} MB, {given.lines:,} lines, {given.rounds} rounds")
        print(f"bare  {given.lines / base:10,.0f} lines/s  read_csv to Parquet")
        print(f"ours  {given.lines / took:10,.0f} lines/s  {base / took:.2f} of the bare speed")


def repeated(file: Path, target: Path, lines: int) -> Path:
    rows = file.read_bytes().splitlines()
    with target.open("wb") as content:
        for number, row in enumerate(itertools.islice(itertools.cycle(rows), lines), start=1):
            content.write(b"%d\t%s\n" % (number, row.split(b"\t", 1)[1]))
    return target


def bare(file: Path, target: Path) -> float:
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in EVENTS.items())
    began = time.monotonic()
    with duckdb.connect() as duck:
        duck.execute(
            f"copy (select * from read_csv('{file}', delim = '\t', header = false, quote = '', escape = '', "
            f"dateformat = '%Y%m%d', timestampformat = '%Y%m%d%H%M%S', columns = {{{columns}}})) "
            f"to '{target}' (format parquet)"
        )
    return time.monotonic() - began


def ours(file: Path, home: Path) -> float:
    home.mkdir()
    engine = open_engine(f"sqlite:///{home / 'sqn.sqlite'}")
    ensure_schema(engine)
    reference = read_reference()
    began = time.monotonic()
    run = load(Job(engine, reference, home), loader_named("gdelt"), str(file))
    took = time.monotonic() - began
    engine.dispose()
    assert run.counts.inserted == run.counts.read > 0, run.counts
    return took


if __name__ == "__main__":
    main()
