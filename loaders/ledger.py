"""The ledger of runs: who loaded what, how it went, and every record that could not be taken."""

import datetime as dt
import os
import re
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from loaders.version import code_version
from schema.engine import rehearsing, writing
from schema.errors import SqnError
from schema.models import LoadRun, LoadState, RejectedRecord
from schema.rules import hold
from schema.vocabulary import RunStatus

UNDER_WAY = re.compile(r"process (?P<process>[1-9][0-9]*) on (?P<host>.+)")
MOST_RAW = 1 << 20  # bytes of a rejected record that are kept
LEASE = "*"  # the source under which a loader's lease stands
LEASED = dt.timedelta(minutes=15)  # a run that has stored no batch in that time is given up


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def new_id(prefix: str) -> str:
    """A unique id that sorts by time."""
    return f"{prefix}-{now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"


@dataclass(frozen=True)
class Reject:
    """A record that cannot be taken: where it stands, why, and its bytes (`size` counts the whole record).

    `key` is that of the record it would be, where that can be told: what is on record under it stays.
    """

    locator: str
    reason: str
    raw: bytes
    size: int | None = None
    key: str | None = None


@dataclass
class Counts:
    """What became of records. `met` counts them as they are read, apart from what is then counted as become of them."""

    met: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    closed: int = 0
    facts: int = 0

    @property
    def read(self) -> int:
        return self.inserted + self.updated + self.unchanged + self.rejected


@dataclass
class Run:
    """A run under way: its id, what it has counted, and the rejects it has met so far.

    `watch` is told of every batch that is on record.
    """

    id: str
    loader: str
    source: str
    watch: Callable[[Counts], None] = lambda _: None
    counts: Counts = field(default_factory=Counts)
    rejects: list[Reject] = field(default_factory=list)
    located: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def batch(self, engine: Engine) -> Iterator[Connection]:
        """One transaction of the run: what is written in it, its counts and the rules hold together or not at all."""
        with writing(engine) as connection:
            yield connection
            self.save(connection)
            hold(connection, self.id)
        self.watch(self.counts)

    def reject(self, connection: Connection, reject: Reject) -> None:
        """Keeps a record that cannot be taken, in the transaction of its batch."""
        connection.execute(
            insert(RejectedRecord).values(
                run_id=self.id,
                locator=self.own_locator(storable(reject.locator)),
                reason=storable(reject.reason),
                raw=reject.raw[:MOST_RAW],
                raw_size=reject.size if reject.size is not None else len(reject.raw),
                rejected_at=now(),
            )
        )
        self.rejects.append(replace(reject, raw=b""))  # its bytes are on record: a million of them need not stay here
        self.counts.rejected += 1

    def own_locator(self, locator: str) -> str:
        """The locator with a number where several records stand at one place."""
        self.located[locator] += 1
        if self.located[locator] == 1:
            return locator
        return self.own_locator(f"{locator} ({self.located[locator]})")

    def save(self, connection: Connection) -> None:
        """Writes the counts so far and renews the lease, in the transaction of a batch."""
        connection.execute(update(LoadRun).where(LoadRun.id == self.id).values(**values(self.counts)))
        connection.execute(
            update(LoadState)
            .where(
                LoadState.loader == self.loader,
                LoadState.source == LEASE,
                LoadState.leased_by == under_way(os.getpid()),
            )
            .values(leased_until=now() + LEASED)
        )


def storable(written: str) -> str:
    """The same words for any database: names of files may hold bytes that are no text, and cells a NUL."""
    return written.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


def values(counts: Counts) -> dict[str, int]:
    return {
        "read": counts.read,
        "inserted": counts.inserted,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "closed": counts.closed,
        "facts": counts.facts,
    }


@contextmanager
def run_of(
    engine: Engine,
    loader: str,
    source: str,
    *,
    options: dict[str, Any] | None = None,
    watch: Callable[[Counts], None] = lambda _: None,
) -> Iterator[Run]:
    """A run in the ledger: marked succeeded at the end, or failed with the reason if anything raises.

    While it lasts it holds the loader's lease, so that one loader runs once at a time. Raises SqnError if another run
    holds it; one whose process is gone, or that has not renewed its lease in time, is taken over and marked crashed.
    """
    run = Run(new_id("run"), loader, source, watch)
    with writing(engine) as connection:
        take_lease(connection, loader)
        mark_crashed(connection, loader)
        begin(connection, run, options)
    try:
        yield run
        if run.counts.met != run.counts.read:
            raise SqnError(
                f"{run.counts.met} records were read and {run.counts.read} accounted for: a fault of `{loader}`"
            )
    except BaseException as error:
        finish(engine, run, RunStatus.FAILED, str(error) or type(error).__name__)
        raise
    if run.counts.read and run.counts.rejected == run.counts.read:
        finish(engine, run, RunStatus.FAILED, "no record could be taken")
    else:
        finish(engine, run, RunStatus.SUCCEEDED, None)


@contextmanager
def rehearsal(engine: Engine, loader: str, source: str) -> Iterator[tuple[Connection, Run]]:
    """A run and the one transaction that it writes in, which is undone at the end: what loading would do."""
    run = Run(new_id("run"), loader, source)
    with rehearsing(engine) as connection:
        begin(connection, run, None)
        yield connection, run


def begin(connection: Connection, run: Run, options: dict[str, Any] | None) -> None:
    connection.execute(
        insert(LoadRun).values(
            id=run.id,
            loader=run.loader,
            source=storable(run.source),
            status=RunStatus.RUNNING,
            started_at=now(),
            options=options,
            code_version=code_version(),
            message=under_way(os.getpid()),
        )
    )


def under_way(process: int) -> str:
    """What a run says of itself while it is under way; by it a later run can tell whether it still is."""
    return f"process {process} on {socket.gethostname()}"


def take_lease(connection: Connection, loader: str) -> None:
    """Takes the loader's lease. Raises SqnError if somebody holds it who is still there."""
    of_loader = (LoadState.loader == loader, LoadState.source == LEASE)
    held = connection.execute(
        select(LoadState.leased_by, LoadState.leased_until).where(*of_loader).with_for_update()
    ).first()
    mine = {"leased_by": under_way(os.getpid()), "leased_until": now() + LEASED}
    if held is None:
        connection.execute(insert(LoadState).values(loader=loader, source=LEASE, **mine))
        return
    if held.leased_by and held.leased_by != mine["leased_by"] and holds(held.leased_by, held.leased_until):
        raise SqnError(
            f"`{loader}` is being run already, by {held.leased_by}: wait for it to end "
            f"(if it is gone, its lease ends by itself at {held.leased_until:%H:%M} UTC)"
        )
    connection.execute(update(LoadState).where(*of_loader).values(**mine))


def holds(holder: str, until: dt.datetime | None) -> bool:
    """Whether the holder of a lease is still there, as far as can be told."""
    found = UNDER_WAY.fullmatch(holder)
    if found and found["host"] == socket.gethostname():
        return alive(int(found["process"]))
    return until is not None and until > now()


def mark_crashed(connection: Connection, loader: str) -> None:
    """Marks the runs of a loader that are still under way: who holds its lease knows that they are not."""
    running = select(LoadRun.id, LoadRun.message).where(LoadRun.loader == loader, LoadRun.status == RunStatus.RUNNING)
    mine = under_way(os.getpid())
    for run_id, message in connection.execute(running).all():
        if message != mine:
            connection.execute(
                update(LoadRun)
                .where(LoadRun.id == run_id)
                .values(status=RunStatus.CRASHED, finished_at=now(), message=f"{message} ended without a word")
            )


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is somebody else's
    return True


def finish(engine: Engine, run: Run, status: RunStatus, message: str | None) -> None:
    # The counts on record are those of the last batch that was committed.
    closing = (
        update(LoadRun)
        .where(LoadRun.id == run.id)
        .values(status=status, finished_at=now(), message=storable(message) if message else None)
    )
    try:
        with writing(engine) as connection:
            connection.execute(closing)
            connection.execute(
                update(LoadState)
                .where(
                    LoadState.loader == run.loader,
                    LoadState.source == LEASE,
                    LoadState.leased_by == under_way(os.getpid()),
                )
                .values(leased_by=None, leased_until=None)
            )
    except SqnError:
        if status is RunStatus.SUCCEEDED:
            raise  # a failing run is reported by the error that ended it
