"""What asking through the sandbox costs, beside bare DuckDB that opens the same file in this program.

    python -m benchmarks.asking SNAPSHOTS [--rounds N]

SNAPSHOTS is a folder that `sqn publish` filled. Bare opens the file, asks and closes; a first question starts a worker;
a further one finds it warm. All three go in turn, and the median round counts.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from loaders.snapshots import current
from workbench.runner import Runner

STATEMENT = "select id, title from article order by id limit 100"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.asking", description=__doc__)
    asked.add_argument("snapshots", type=Path)
    asked.add_argument("--rounds", type=int, default=20)
    given = asked.parse_args()
    file = given.snapshots / current(given.snapshots).file
    warm = Runner(given.snapshots)
    warm.run(STATEMENT)
    times: dict[str, list[float]] = {"bare": [], "first": [], "further": []}
    for _ in range(given.rounds):
        times["bare"].append(timed(lambda: bare(file)))
        times["first"].append(timed(lambda: first(given.snapshots)))
        times["further"].append(timed(lambda: warm.run(STATEMENT)))
    base = statistics.median(times["bare"])
    for name, each in times.items():
        middle = statistics.median(each)
        print(f"{name:<8} {middle:8.1f} ms  {middle / base:6.2f} of bare  least {min(each):.1f} ms")
    print(f"an idle worker holds {warm.workers[0].peak >> 20} MiB; {given.rounds} rounds")


def timed(asks: Callable[[], object]) -> float:
    """Milliseconds that a call took."""
    began = time.perf_counter()
    asks()
    return (time.perf_counter() - began) * 1000


def bare(file: Path) -> list[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as duck:
        return duck.sql(STATEMENT).fetchall()


def first(folder: Path) -> None:
    runner = Runner(folder)
    runner.run(STATEMENT)
    runner.close()


if __name__ == "__main__":
    main()
