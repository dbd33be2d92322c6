"""A runner that remembers: a snapshot never changes, so neither does what was answered on it before."""

import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from loaders.snapshots import Snapshot, current
from schema.errors import QueryError
from workbench.runner import Result, Runner
from workbench.sandbox.process import Limits
from workbench.web import prepared

# What gives another answer each time; a statement with such a word, even in a text, is asked anew.
FICKLE = re.compile(
    r"\b(random|uuid|gen_random_uuid|uuidv\d|now|today|current_\w+|get_current_\w+|localtime\w*)\b", re.I
)
FICKLE_TOO = re.compile(r"\b(transaction_timestamp|setseed|tablesample|using\s+sample|age)\b", re.I)
LONG = 0.05  # seconds; what takes longer to answer is worth keeping beside the snapshot
LEAST = 4096  # bytes that an answer is reckoned at, however small
TICK = 0.2  # seconds between two looks at whether somebody who waits has gone


class Answers(Runner):
    """A runner whose answers stay, the latest used of so many bytes; it may be used by several threads.

    Where it is `preparing`, those that took long are kept beside their snapshot, for all who ask later.
    """

    def __init__(
        self, folder: Path, limits: Limits, workers: int, room: int = 128 << 20, *, preparing: bool = False
    ) -> None:
        super().__init__(folder, limits, workers, threads=max(1, (os.cpu_count() or 1) // workers))
        self.preparing = preparing
        self.kept: OrderedDict[tuple[object, ...], tuple[Result, int]] = OrderedDict()
        self.room, self.taken = room, 0
        self.lock = threading.Lock()
        self.asking: dict[tuple[object, ...], threading.Event] = {}

    def run(
        self,
        sql: str,
        values: Mapping[str, Any] | None = None,
        *,
        snapshot: Snapshot | None = None,
        limits: Limits | None = None,
        stop: threading.Event | None = None,
    ) -> Result:
        """As a runner's, at once where the same was asked of the same snapshot before.

        Who asks what is just being answered for somebody else waits for that answer; where there is none, because it
        failed or the other went away, they ask themselves.
        """
        snapshot, limits = snapshot or current(self.folder), limits or self.limits
        key = (snapshot.file, snapshot.sha256, sql, repr(sorted((values or {}).items())), limits)
        if fickle(sql):
            return super().run(sql, values, snapshot=snapshot, limits=limits, stop=stop)
        while True:
            with self.lock:
                if key in self.kept:
                    self.kept.move_to_end(key)
                    return self.kept[key][0]
                other = self.asking.get(key)
                if other is None:
                    self.asking[key] = done = threading.Event()
                    break
            while not other.wait(TICK):
                if stop is not None and stop.is_set():
                    raise QueryError("the query was stopped")
        try:
            result = prepared.read(self.folder, snapshot, sql, values or {}, limits)
            if result is None:
                began = time.monotonic()
                result = super().run(sql, values, snapshot=snapshot, limits=limits, stop=stop)
                if self.preparing and time.monotonic() - began > LONG:
                    with suppress(OSError, pa.ArrowException):  # who asks later then waits as long
                        prepared.write(self.folder, sql, values or {}, limits, result)
            self.keep(key, result)
        finally:
            with self.lock:
                del self.asking[key]
            done.set()
        return result

    def keep(self, key: tuple[object, ...], result: Result) -> None:
        # Python's values take several times what Arrow's do.
        size = LEAST + 4 * (result.table.nbytes if result.table is not None else 0)
        if size > self.room // 4:
            return
        with self.lock:
            if key not in self.kept:
                self.kept[key] = result, size
                self.taken += size
            while self.taken > self.room:
                _, (_, old) = self.kept.popitem(last=False)
                self.taken -= old


def fickle(sql: str) -> bool:
    """Whether a statement may give another answer on the same snapshot."""
    return bool(FICKLE.search(sql) or FICKLE_TOO.search(sql))
