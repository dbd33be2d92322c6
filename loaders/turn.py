"""One publish at a time: whoever comes second waits and is told who publishes; a publish that is killed gives way."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from schema.errors import SqnError

PUBLISHING = ".publishing"
PATIENCE = 1800.0  # seconds
PAUSE = 0.1


@contextmanager
def turn(folder: Path, tell: Callable[[str], None] = lambda _: None, patience: float = PATIENCE) -> Iterator[None]:
    """Waits until nobody else publishes to a folder, and lets nobody else do so meanwhile.

    `tell` is told who does. Raises SqnError if that takes longer than so many seconds.
    """
    with (folder / PUBLISHING).open("a+", encoding="utf-8") as lock:
        until, told = time.monotonic() + patience, None
        while not locked(lock):
            who = holder(lock)
            if time.monotonic() >= until:
                raise SqnError(f"{who} publishes to {folder}: try again when it is done, or stop it")
            if who != told:
                tell(f"{who} publishes to {folder}: waiting for it")
                told = who
            time.sleep(PAUSE)
        lock.truncate(0)
        json.dump(
            {"process": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now(UTC):%H:%M:%S}"}, lock
        )
        lock.flush()
        yield


def locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def holder(lock: IO[str]) -> str:
    """Who publishes, as far as that is known."""
    lock.seek(0)
    try:
        told = json.loads(lock.read())
        return f"process {told['process']} on {told['host']}, since {told['since']} UTC,"
    except (ValueError, KeyError, TypeError):  # it has only just begun
        return "another process"
