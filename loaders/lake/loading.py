"""One load of a file of GDELT into the lake, kept in the ledger of runs."""

import tempfile
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from loaders.fetching import Fetched
from loaders.lake.gdelt import Feed
from loaders.lake.lake import months, sweep, write_month
from loaders.lake.rows import read, workplace
from loaders.lake.sieve import KEPT, Sieved
from loaders.ledger import Reject, Run
from loaders.loader import Job, Options


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    """Loads one file of GDELT 2.0 into the lake.

    Raises SourceError if it is none of GDELT 2.0, SqnError if the lake cannot be written.
    """
    lake = job.home / "lake"
    assert file.sha256 is not None, "folders are no source of it"
    sweep(lake)
    with tempfile.TemporaryDirectory(prefix="sqn-") as name, workplace(Path(name)) as duck:
        feed, found = read(duck, file, file.store.path(file.sha256), options.get("kind"), Path(name), job.reference)
        run.counts.met = found.taken + len(found.rejects) + found.uncounted
        keep(job.engine, run, found)
        for month in months(duck):
            done = write_month(duck, lake, feed, file.sha256, month)
            conflicts = Sieved()
            for place in done.conflicts:
                conflicts.reject(conflict(duck, feed, place) if len(conflicts.rejects) < KEPT else NO_ROOM)
            run.counts.inserted += done.inserted
            run.counts.unchanged += done.unchanged
            keep(job.engine, run, conflicts)


NO_ROOM = Reject("", "", b"")


def keep(engine: Engine, run: Run, found: Sieved) -> None:
    """Puts rejects and counts on record: KEPT of a run whole, the others counted."""
    with run.batch(engine) as connection:
        room = max(0, KEPT - len(run.rejects))
        for reject in found.rejects[:room]:
            run.reject(connection, reject)
        run.counts.rejected += found.uncounted + len(found.rejects[room:])


def conflict(duck: duckdb.DuckDBPyConnection, feed: Feed, place: int) -> Reject:
    columns = ", ".join(f'"{name}"::varchar' for name in feed.columns)
    row = duck.execute(f"select {columns} from due where place = {place}").fetchone()
    assert row is not None, place
    raw = "\t".join(cell or "" for cell in row).encode()
    return Reject(f"event {row[0]}", "the lake holds this event with other values, and keeps them", raw)
