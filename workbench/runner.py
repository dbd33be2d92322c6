"""Runs people's SQL on a snapshot: read-only, cut off from files and network, one SELECT, within limits.

A process of its own answers it (`workbench/sandbox`, described in `docs/sandbox.md`); this is the side that asks.
"""

import io
import json
import queue
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa

from loaders.lake.feeds import FEEDS
from loaders.lake.lake import beside
from loaders.snapshots import Snapshot, current
from schema.errors import QueryError, SqnError
from workbench.sandbox import frames
from workbench.sandbox.places import place_of, shown
from workbench.sandbox.process import Limits, Worker, WorkerError
from workbench.values import Rows


@dataclass(frozen=True)
class Result:
    """Rows of an answer with the names of their columns, and the snapshot they come from.

    `notice` says so if there were more rows than the limits let through; `table` holds the rows with their types, and
    `rows` are made Python values as they are read.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    snapshot: Snapshot
    notice: str | None = None
    table: pa.Table | None = field(default=None, repr=False, compare=False)

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Stream:
    """An answer as a file of Arrow's stream format, read as it comes; `cut` is told at its end."""

    closed = False

    def __init__(self, answer: Generator[tuple[bytes, bytes], None, None]) -> None:
        self.answer, self.waiting = answer, memoryview(b"")
        self.cut: str | None = None
        self.fault: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, fewer only at the end; all that is left where it is negative."""
        parts, missing = [], size
        while missing and (self.waiting or self.more()):
            part = self.waiting[:missing] if missing > 0 else self.waiting
            self.waiting = self.waiting[len(part) :]
            parts.append(part)
            missing -= len(part) if missing > 0 else 0
        return b"".join(parts)

    def more(self) -> bool:
        try:
            for kind, content in self.answer:
                if kind == frames.END:
                    self.cut = json.loads(content)["cut"]
                    return False
                self.waiting = memoryview(content)
                return True
        except BaseException as fault:
            # Not through Arrow, which reads this: to Arrow the stream ends here, and the reason is raised afterwards.
            # Its frames hold Arrow's reader, which holds this object where no garbage collector sees it.
            self.fault = fault.with_traceback(None)
        return False


class Runner:
    """Answers SQL on the snapshots of a folder, with one worker or several that stay between questions.

    It may be used by several threads: as many questions as there are workers are answered at a time, others wait. One
    question is answered by `threads`, 0 for as many as there are processors.
    """

    def __init__(self, folder: Path, limits: Limits | None = None, workers: int = 1, threads: int = 0) -> None:
        self.folder, self.limits = folder, limits or Limits()
        self.idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self.workers = [Worker(folder.absolute().parent, self.limits.memory, threads) for _ in range(workers)]
        for worker in self.workers:
            self.idle.put(worker)

    def warm(self) -> None:
        """Starts every worker without waiting for it."""
        for worker in self.workers:
            worker.start()

    def close(self) -> None:
        """Ends every worker; one that is asked again starts anew."""
        for worker in self.workers:
            worker.kill()

    def run(
        self,
        sql: str,
        values: Mapping[str, Any] | None = None,
        *,
        snapshot: Snapshot | None = None,
        limits: Limits | None = None,
        stop: threading.Event | None = None,
    ) -> Result:
        """The answer of one SELECT on a snapshot, by default the current one; `$name` in it is the value `name`.

        Raises QueryError with the reason and the place in the statement, also where it takes more than the limits allow
        or `stop` is set meanwhile, and SqnError if there is no snapshot.
        """
        limits = limits or self.limits
        snapshot = snapshot or current(self.folder)
        with self.stream(sql, values, snapshot, limits, stop) as (reader, stream):
            table = reader.read_all()
        told = {"rows": f"{limits.rows or 0:,} rows", "bytes": f"{(limits.size or 0) >> 20} MiB"}.get(stream.cut or "")
        notice = f"cut at {told}, and there are more: `sqn sql … --output FILE` writes all of them" if told else None
        names = distinct(table.column_names)
        return Result(names, Rows(table), snapshot, notice, table.rename_columns(names))

    @contextmanager
    def stream(
        self,
        sql: str,
        values: Mapping[str, Any] | None,
        snapshot: Snapshot,
        limits: Limits,
        stop: threading.Event | None = None,
    ) -> Iterator[tuple[pa.RecordBatchReader, Stream]]:
        """The answer batch by batch, as the worker finds it. Raises as `run` does, also while it is read."""
        asked = {
            "sql": sql,
            "file": f"{self.folder.name}/{snapshot.file}",
            "lake": beside(self.folder).name,
            "seconds": limits.seconds,
            "rows": limits.rows,
            "size": limits.size,
        }
        worker = self.idle.get()
        try:
            worker.start()  # it comes up while the values are written
            bound = written(values or {})
        except BaseException:
            self.idle.put(worker)
            raise
        answer = worker.answer(asked, bound, limits.seconds, stop)
        stream = Stream(answer)
        try:
            yield pa.ipc.open_stream(stream), stream
            stream.read()  # the end, which says whether there were more rows
        except (pa.ArrowException, OSError):
            if stream.fault is None:
                raise
        finally:
            answer.close()
            self.idle.put(worker)
        if isinstance(stream.fault, WorkerError):
            raise explained(stream.fault, sql, snapshot, limits)
        if stream.fault is not None:
            raise stream.fault


def written(values: Mapping[str, Any]) -> bytes:
    """Values to be bound, as an Arrow stream of one row. Raises QueryError for one that no column could hold."""
    if not values:
        return b""
    columns = {}
    for name, value in values.items():
        try:
            columns[name] = pa.array([value])
        except (pa.ArrowException, OverflowError, TypeError) as error:
            raise QueryError(f"${name} cannot be bound: {value!r} is a {type(value).__name__}") from error
    target = io.BytesIO()
    table = pa.table(columns)
    with pa.ipc.new_stream(target, table.schema) as writer:
        writer.write_table(table)
    return target.getvalue()


def explained(fault: WorkerError, sql: str, snapshot: Snapshot, limits: Limits) -> SqnError:
    """What a fault means for the person who asked."""
    message, offset = fault.told.get("message", ""), fault.told.get("offset")
    if fault.kind == "open":
        return SqnError(f"cannot open the snapshot {snapshot.file}: {message}. `sqn publish` writes a new one")
    if fault.kind == "time":
        return QueryError(f"the query took longer than {limits.seconds:g} s and was stopped: narrow it")
    if fault.kind == "memory":
        return QueryError(f"the query needs more than {limits.memory >> 20} MiB of memory: narrow it")
    if fault.kind == "stopped":
        return QueryError("the query was stopped")
    if fault.kind == "broken":
        return QueryError("the query is too large or too deeply nested for the database: simplify it")
    place = None if offset is None else place_of(sql, offset, fault.told["length"])
    message = missing_lake(message) or missing_view(message, snapshot) or message
    return QueryError(f"{message}\n{shown(sql, place)}" if place else message, place)


def missing_lake(message: str) -> str | None:
    """What to do where a view over the lake is asked for and there is none."""
    for feed in FEEDS.values():
        if f"with name {feed.view} does not exist" in message.lower():
            return (
                f"this snapshot has no {feed.view}: load files of it with `sqn load {feed.loader} SOURCE…`, then "
                "`sqn publish`; a snapshot that was moved needs the folder `lake` beside its own"
            )
    return None


def missing_view(message: str, snapshot: Snapshot) -> str | None:
    """What to do where the code knows a view that the snapshot has not, as that was published before there was one."""
    from loaders.publish import layer  # heavy, and wanted after an error alone

    for name in layer():
        if f"with name {name} does not exist" in message:
            return (
                f"the snapshot {snapshot.id} has no {name} yet: it was published by an older version of the code. "
                "`sqn publish` writes one that has it"
            )
    return None


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names of columns with those told apart that repeat: x, x_1, x_2; else a row by names would lose some."""
    names = list(names)
    taken: set[str] = set()
    told = []
    for name in names:
        free = (f"{name}_{number}" for number in count(1))
        other = name if name not in taken else next(one for one in free if one not in taken and one not in names)
        taken.add(other)
        told.append(other)
    return tuple(told)


@lru_cache(maxsize=4)  # of folders: a worker holds some 80 MB, and ends with its runner
def runner(folder: Path) -> Runner:
    """The runner of a folder, whose worker stays for the next question of this program."""
    return Runner(folder)


def run(folder: Path, sql: str, values: Mapping[str, Any] | None = None, *, snapshot: Snapshot | None = None) -> Result:
    """The answer of one SELECT on a snapshot, by default the current one.

    Raises QueryError with the database's reason and place.
    """
    return runner(folder).run(sql, values, snapshot=snapshot)
