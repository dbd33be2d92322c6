"""What the test of readers under publishes runs in processes of its own; each says `ready` and then goes on.

python -m tests.loaders.publishing publish URL FOLDER          publishes again and again
python -m tests.loaders.publishing run|plain FOLDER STOP       asks until there is a file STOP, and says how it went
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from loaders import snapshots as keeping
from loaders.publish import publish
from loaders.snapshots import POINTER, current, manifests, sha256_of
from schema.engine import open_engine
from workbench.runner import Runner

KEPT = 3
COUNTS = "select (select count(*) from fact), (select count(*) from requests), (select count(*) from quotes)"


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def publish_on(url: str, folder: Path) -> None:
    keeping.KEPT = KEPT
    engine = open_engine(url)
    tell("ready")
    while True:
        publish(engine, folder)


def read_on(once: Callable[[], object], stop: Path) -> None:
    """Reads until it is told to stop; says how often, how long the longest took, of how many snapshots, what failed."""
    longest, seen, faults, times = 0.0, set(), [], 0
    once()
    tell("ready")
    while not stop.exists():
        started = time.monotonic()
        try:
            seen.add(once())
        except Exception as fault:
            faults.append(f"{type(fault).__name__}: {fault}")
        longest, times = max(longest, time.monotonic() - started), times + 1
        time.sleep(0.02)
    tell(json.dumps({"times": times, "longest": longest, "snapshots": len(seen), "faults": faults}))


def by_runner(folder: Path) -> Callable[[], str]:
    """Asks through the runner what the manifest says."""
    runner = Runner(folder)

    def once() -> str:
        answer = runner.run(COUNTS)
        assert answer.rows[0][0] == answer.snapshot.rows["fact"], "the manifest tells of other rows"
        assert current(folder).id >= answer.snapshot.id
        assert all(one.rows for one in manifests(folder))
        return answer.snapshot.id

    return once


def by_itself(folder: Path) -> Callable[[], str]:
    """Reads the pointer and the file with nothing of ours; the first snapshot stays open all the time."""
    first = opened(folder)[1]
    before = first.execute(COUNTS).fetchall()

    def once() -> str:
        told, connection = opened(folder)
        with connection:
            for table, rows in told["rows"].items():
                ((found,),) = connection.execute(f'select count(*) from "{table}"').fetchall()
                assert found == rows, f"{table}: {found} rows, told are {rows}"
            connection.execute(COUNTS).fetchall()
            assert sha256_of(folder / told["file"]) == told["sha256"]
        assert first.execute(COUNTS).fetchall() == before
        return str(told["id"])

    return once


def opened(folder: Path) -> tuple[dict, duckdb.DuckDBPyConnection]:  # type: ignore[type-arg]
    pointer = json.loads((folder / POINTER).read_text())
    told = json.loads((folder / pointer["file"]).with_suffix(".json").read_text())
    return told, duckdb.connect(str(folder / pointer["file"]), read_only=True)


def main(what: str, place: str, other: str) -> None:
    if what == "publish":
        publish_on(place, Path(other))
    else:
        read_on({"run": by_runner, "plain": by_itself}[what](Path(place)), Path(other))


if __name__ == "__main__":
    main(*sys.argv[1:])
