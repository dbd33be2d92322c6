"""One load of a file of GDELT into the lake, kept in the ledger of runs."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.fetching import Fetched
from loaders.lake.gdelt import Feed
from loaders.lake.lake import PARTIAL, explained, sweep
from loaders.lake.merging import clear, merge
from loaders.lake.rows import stage, workplace
from loaders.lake.sieve import KEPT, Sieved
from loaders.lake.writing import Plan, plan, write
from loaders.ledger import Counts, Reject, Run
from loaders.loader import Forecast, Job, Options

NO_ROOM = Reject("", "", b"")
Convert = Callable[[Path, Path], Sieved]


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    """Loads one file of GDELT 2.0 into the lake.

    Raises SourceError if it is none of GDELT 2.0, SqnError if the lake cannot be written.
    """
    bring(job, run, file, options.get("kind"))


def bring(job: Job, run: Run, file: Fetched, kind: str | Feed | None, convert: Convert | None = None) -> None:
    """Loads one file of a feed into the lake; `convert` makes lines of it that it reads. Raises as `load` does."""
    lake = job.home / "lake"
    sweep(lake, run.loader)
    clear(lake)
    with staged(job.reference, file, kind, lake, run.loader, convert) as (duck, feed, whole, found):
        due = plan(duck, lake, feed)
        run.counts.met = found.taken + len(found.rejects) + found.uncounted
        run.counts.unchanged += due.unchanged
        keep(job.engine, run, found)
        keep(job.engine, run, conflicts(duck, feed, due))
        for month in due.months:
            inserted = write(duck, lake, feed, run.id, due, month, whole)
            with run.batch(job.engine):
                run.counts.inserted += inserted
        for month in due.months:
            merge(duck, lake, feed, run.id, month)


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    """What loading a file would do; the lake stays as it is. Raises as `load` does."""
    return foretell(job, file, options.get("kind"))


def foretell(job: Job, file: Fetched, kind: str | Feed | None, convert: Convert | None = None) -> Forecast:
    """What bringing a file in would do; the lake stays as it is. Raises as `load` does."""
    with staged(job.reference, file, kind, None, "forecast", convert) as (duck, feed, _, found):
        due = plan(duck, job.home / "lake", feed)
        refused = conflicts(duck, feed, due)
        rejected = len(found.rejects) + found.uncounted + len(refused.rejects) + refused.uncounted
        counts = Counts(
            due.staged + len(found.rejects) + found.uncounted,
            inserted=due.inserted,
            unchanged=due.unchanged,
            rejected=rejected,
        )
        return Forecast(counts, rejects=(*found.rejects, *refused.rejects)[:KEPT])


@contextmanager
def staged(
    reference: Reference,
    file: Fetched,
    kind: str | Feed | None,
    lake: Path | None,
    loader: str,
    convert: Convert | None,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Feed, Path, Sieved]]:
    """A file's records as Parquet and as the view `staged`: in the lake, where they can be renamed, or elsewhere."""
    assert file.sha256 is not None, "folders are no source of it"
    with tempfile.TemporaryDirectory(prefix="sqn-") as name, workplace(Path(name)) as duck:
        whole = (lake or Path(name)) / f".{loader}.{os.getpid()}{PARTIAL}"
        try:
            with explained(whole):
                whole.parent.mkdir(parents=True, exist_ok=True)
                raw, before = file.store.path(file.sha256), Sieved()
                if convert:
                    before, raw = convert(raw, Path(name) / "converted"), Path(name) / "converted"
                feed, found = stage(duck, file, raw, kind, Path(name), whole, reference)
            found = Sieved(found.taken, [*before.rejects, *found.rejects], before.uncounted + found.uncounted)
            yield duck, feed, whole, found
        finally:
            whole.unlink(missing_ok=True)


def keep(engine: Engine, run: Run, found: Sieved) -> None:
    """Puts rejects and counts on record: KEPT of a run whole, the others counted."""
    with run.batch(engine) as connection:
        room = max(0, KEPT - len(run.rejects))
        for reject in found.rejects[:room]:
            run.reject(connection, reject)
        run.counts.rejected += found.uncounted + len(found.rejects[room:])


def conflicts(duck: duckdb.DuckDBPyConnection, feed: Feed, due: Plan) -> Sieved:
    """The records that stay out because the lake, or the file before them, has their event with other values."""
    found = Sieved()
    for place in due.conflicts:
        found.reject(conflict(duck, feed, place) if len(found.rejects) < KEPT else NO_ROOM)
    return found


def conflict(duck: duckdb.DuckDBPyConnection, feed: Feed, place: int) -> Reject:
    columns = ", ".join(f'"{name}"::varchar' for name in feed.columns)
    row = duck.execute(f"select {columns} from staged where place = {place}").fetchone()
    assert row is not None, place
    raw = "\t".join(cell or "" for cell in row).encode()
    return Reject(f"event {row[0]}", "the lake holds this event with other values, and keeps them", raw)
