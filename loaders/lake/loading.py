"""One load of a file of GDELT into the lake, kept in the ledger of runs."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.fetching import Fetched, Store, fetch
from loaders.lake.gdelt import Feed
from loaders.lake.lake import months, sweep, write_month
from loaders.lake.rows import read, workplace
from loaders.lake.sieve import KEPT, Sieved
from loaders.ledger import Reject, Run, run_of
from schema.engine import writing

LOADER = "gdelt"


def load_gdelt(
    engine: Engine,
    reference: Reference,
    written: str,
    home: Path,
    *,
    kind: str | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Run:
    """Loads one file of GDELT 2.0 into the lake of a home.

    Raises SourceError if it cannot be had or is none of GDELT 2.0, SqnError if the lake cannot be written.
    """
    store, lake = Store(home), home / "lake"
    file = fetch(written, store)
    assert isinstance(file, Fetched), "nothing is told of an address that was not asked before"
    with run_of(engine, LOADER, written, sha256=file.sha256, options={"kind": kind}) as run:
        sweep(lake)
        with tempfile.TemporaryDirectory(prefix="sqn-") as name, workplace(Path(name)) as duck:
            feed, found = read(duck, file, store.path(file.sha256), kind, Path(name), reference)
            keep(engine, run, found)
            for month in months(duck):
                done = write_month(duck, lake, feed, file.sha256, month)
                conflicts = Sieved()
                for place in done.conflicts:
                    conflicts.reject(conflict(duck, feed, place) if len(conflicts.rejects) < KEPT else NO_ROOM)
                run.counts.inserted += done.inserted
                run.counts.unchanged += done.unchanged
                keep(engine, run, conflicts)
                progress(done.inserted + done.unchanged)
    return run


NO_ROOM = Reject("", "", b"")


def keep(engine: Engine, run: Run, found: Sieved) -> None:
    """Puts rejects and counts on record: KEPT of a run whole, the others counted."""
    with writing(engine) as connection:
        room = max(0, KEPT - len(run.rejects))
        for reject in found.rejects[:room]:
            run.reject(connection, reject)
        run.counts.rejected += found.uncounted + len(found.rejects[room:])
        run.save(connection)


def conflict(duck: duckdb.DuckDBPyConnection, feed: Feed, place: int) -> Reject:
    columns = ", ".join(f'"{name}"::varchar' for name in feed.columns)
    row = duck.execute(f"select {columns} from due where place = {place}").fetchone()
    assert row is not None, place
    raw = "\t".join(cell or "" for cell in row).encode()
    return Reject(f"event {row[0]}", "the lake holds this event with other values, and keeps them", raw)
