"""A worker as the runner sees it: a process that is asked, watched, and killed where it takes too much."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schema.errors import SqnError
from schema.settings import CHECKOUT
from workbench.sandbox import frames

START = 60  # seconds for a process to come up, on a machine however busy
GRACE = 1  # seconds for a worker to stop by itself
TICK = 0.02  # seconds between two looks at a worker
WORN = 1.0  # of the memory that a question may take: what earlier ones may leave reserved, as a cache mostly
OWN = 256 << 20  # bytes that Python, DuckDB and Arrow take before they answer anything


@dataclass(frozen=True)
class Limits:
    """What one question may take: seconds, bytes of memory over what the worker holds, rows and bytes of its answer."""

    seconds: float = 60
    memory: int = 2 << 30
    rows: int | None = 1_000_000
    size: int | None = 256 << 20


class WorkerError(Exception):
    """Why there is no answer: `told` is what the worker says of it, `kind` the sort.

    Refused (not to be run), sql (wrong or failed), time, memory, broken (it ended), open (the snapshot), stopped.
    """

    def __init__(self, kind: str, told: dict[str, Any] | None = None) -> None:
        super().__init__(kind)
        self.kind, self.told = kind, told or {}


class Worker:
    """One process beside a home folder. It starts when it is first asked, stays, and starts anew after it was killed.

    It is to be used by one thread at a time.
    """

    def __init__(self, home: Path, memory: int, threads: int = 0) -> None:
        self.home, self.memory, self.threads = home, memory, threads
        self.process: subprocess.Popen[bytes] | None = None
        self.ready = False
        self.reserved = 0
        self.before = OWN
        """Bytes that the process held before the last question."""
        self.peak = 0
        """Bytes of memory that the process was seen to hold during the last question."""

    def start(self) -> None:
        """Starts the process without waiting for it, where it is not running."""
        if self.process is not None and self.process.poll() is None:
            return
        self.kill()
        passed = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZDIR") if name in os.environ}
        self.process = subprocess.Popen(  # noqa: S603 - our own module, and no shell
            [
                sys.executable,
                "-P",
                "-s",
                "-m",
                "workbench.sandbox.worker",
                *map(str, (self.home, self.memory, self.threads)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONPATH": str(CHECKOUT), "LC_ALL": "C.UTF-8", "ARROW_DEFAULT_MEMORY_POOL": "system", **passed},
            start_new_session=True,  # Ctrl-C is for the runner, which then kills the worker
            bufsize=0,
        )
        self.ready = False
        self.end = weakref.finalize(self, ended, self.process)

    def kill(self) -> None:
        if self.process is not None:
            self.end()
            self.process = None

    def answer(
        self, asked: dict[str, Any], values: bytes, seconds: float, stop: threading.Event | None
    ) -> Generator[tuple[bytes, bytes], None, None]:
        """The frames of an answer: DATA, at last END. Raises WorkerError. The worker is killed if not all is read."""
        self.start()
        assert self.process is not None
        whole = False
        self.peak = 0
        try:
            if not self.ready:
                self.come_up(stop)
            self.before = max(OWN, held(self.process.pid))
            written = frames.framed(frames.QUESTION, json.dumps(asked).encode()) + frames.framed(frames.VALUES, values)
            self.put(written)
            for kind, content in self.frames(time.monotonic() + seconds + GRACE, stop):
                if kind == frames.FAULT:
                    told = json.loads(content)
                    whole = told["kind"] in ("refused", "sql", "time", "open")
                    raise WorkerError(told["kind"], told)
                whole = kind == frames.END
                yield kind, content
                if whole:
                    return
        finally:
            if not whole or self.worn():
                self.kill()

    def worn(self) -> bool:
        """Whether earlier questions left so much reserved that the next would have too little."""
        return self.process is not None and reserved(self.process.pid) > self.reserved + WORN * self.memory

    def put(self, content: bytes) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        view = memoryview(content)
        try:
            while view:
                view = view[self.process.stdin.write(view) :]
        except BrokenPipeError as error:
            raise WorkerError("broken") from error

    def come_up(self, stop: threading.Event | None) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        try:
            kind, _ = next(self.frames(time.monotonic() + START, stop))
        except WorkerError as fault:
            if fault.kind == "stopped":
                raise
            self.process.kill()
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise SqnError(f"the process that answers did not start: {said[-1] if said else fault.kind}") from fault
        assert kind == frames.READY, kind
        self.ready = True
        self.reserved = reserved(self.process.pid)

    def frames(self, until: float, stop: threading.Event | None) -> Iterator[tuple[bytes, bytes]]:
        """The frames that the worker writes. Raises WorkerError where it ends, takes too much, or is to be stopped."""
        process = self.process
        assert process is not None
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        waiting = bytearray()
        looked = 0.0
        while True:
            while (frame := frames.cut(waiting)) is not None:
                yield frame
            now = time.monotonic()
            if now - looked >= TICK:
                looked = now
                self.peak = max(self.peak, held(process.pid))
                if self.peak > self.memory + self.before:
                    raise WorkerError("memory")
            if stop is not None and stop.is_set():
                raise WorkerError("stopped")
            if now > until:
                raise WorkerError("time")
            if select.select([pipe], [], [], TICK)[0]:
                content = os.read(pipe, frames.LARGEST)
                if not content:
                    raise WorkerError(cause(process))
                waiting += content


def cause(process: subprocess.Popen[bytes]) -> str:
    """Why a worker ended by itself: the kernel's limits of time, or what it was asked."""
    return "time" if -process.wait() in (signal.SIGALRM, signal.SIGXCPU) else "broken"


def ended(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and waits for it; one that is gone already does no harm."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def held(pid: int) -> int:
    """Bytes of memory that a process holds; 0 once it is gone."""
    statm = Path(f"/proc/{pid}/statm")
    try:
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        if Path("/proc/self").exists():
            return 0
    told = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603
    return int(told.stdout or 0) << 10


def reserved(pid: int) -> int:
    """Bytes of data that a process has reserved, as the kernel counts them against its limit; 0 where it does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmData")), 0)
