"""The process that answers: it reads questions from its standard input and writes answers to its standard output.

Run by `process` as `python -m workbench.sandbox.worker`. It holds itself to its limits by means of the kernel, so that
they hold also where the process that started it is gone.
"""

import contextlib
import json
import os
import re
import resource
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import pyarrow as pa

from workbench.sandbox import engine, frames
from workbench.sandbox.guard import one_select
from workbench.sandbox.places import RefusedError

BATCH = 10_000  # rows
GRACE = 2  # seconds after which the kernel ends a process that did not stop by itself
STATUS = Path("/proc/self/status")
LONG = 1000  # characters of a message
ADVICE = re.compile(r" Use \W?SET .*")  # nothing can be set here


def main() -> None:
    """Answers until standard input ends. Arguments: the home, bytes of memory, threads (0: as many as can be)."""
    home, memory, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    asked, told = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):  # what a library prints must not come between the frames
        os.dup2(nothing, stream)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with duckdb.connect() as first:
        first.sql("select count(*) from range(1000000)").fetchall()  # its threads are there before memory is counted
    limited(memory)
    say(told, frames.READY)
    os.dup2(nothing, 2)
    answering = Answering(told, home, memory, threads)
    while (question := frames.receive(asked)) is not None:
        values = frames.receive(asked)
        if values is None or not answering.answer(json.loads(question[1]), values[1]):
            return


def limited(memory: int) -> None:
    """Holds this process to twice the bytes of memory of a question, to writing no file and to leaving no core."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if STATUS.exists():  # elsewhere the kernel keeps no such account, and the runner's watch has to do
        resource.setrlimit(resource.RLIMIT_DATA, (held() + 2 * memory,) * 2)


def allowed(memory: int) -> None:
    """Holds the next question to bytes of memory over what earlier ones left: mostly blocks of the file, as a cache."""
    if STATUS.exists():
        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (min(most, held() + memory), most))


def held() -> int:
    """Bytes of data that this process has reserved, as the kernel counts them."""
    lines = STATUS.read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmData"))


def say(told: BinaryIO, kind: bytes, content: bytes | memoryview = b"") -> None:
    told.write(frames.framed(kind, content))
    told.flush()


class Pipe:
    """The way of an Arrow stream into frames, as a file that is written."""

    closed = False

    def __init__(self, told: BinaryIO) -> None:
        self.told = told

    def write(self, content: Any) -> int:
        view = memoryview(content).cast("B")
        for start in range(0, len(view), frames.LARGEST):
            say(self.told, frames.DATA, view[start : start + frames.LARGEST])
        return len(view)

    def flush(self) -> None: ...

    def close(self) -> None: ...


class Answering:
    """Answers one question after the other, with the snapshot of the last one kept open."""

    def __init__(self, told: BinaryIO, home: str, memory: int, threads: int) -> None:
        self.told, self.home, self.memory, self.threads = told, home, memory, threads or None
        self.held: tuple[object, ...] = ()
        self.connection: duckdb.DuckDBPyConnection | None = None

    def answer(self, asked: dict[str, Any], values: bytes) -> bool:
        """Writes the frames of an answer; False where this process had better not answer another."""
        try:
            connection = self.opened(asked["file"], asked["lake"])
        except (duckdb.Error, OSError) as error:
            say(self.told, frames.FAULT, json.dumps({"kind": "open", "message": fault(error)["message"]}).encode())
            return True
        try:
            allowed(self.memory)
            with within(asked["seconds"], connection):
                end = self.told_rows(connection, asked, values)
        except RefusedError as error:
            found = {"kind": "refused", "message": str(error), "offset": error.offset, "length": error.length}
        except (duckdb.Error, pa.ArrowException, OSError, MemoryError) as error:
            found = fault(error)
        else:
            say(self.told, frames.END, json.dumps(end).encode())
            return True
        say(self.told, frames.FAULT, json.dumps(found).encode())
        return found["kind"] in ("refused", "sql", "time")

    def opened(self, file: str, lake: str) -> duckdb.DuckDBPyConnection:
        os.chdir(self.home)  # again each time: the folder may have been moved or made anew
        now = (file, identity(file), identity(lake))
        if self.connection is not None and self.held == now:
            return self.connection
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        self.connection, self.held = engine.opened(file, lake, self.memory, self.threads), now
        return self.connection

    def told_rows(self, connection: duckdb.DuckDBPyConnection, asked: dict[str, Any], written: bytes) -> dict[str, Any]:
        """Writes the rows as an Arrow stream up to the most asked for; returns by what it was cut, if at all."""
        statement = one_select(connection, asked["sql"])
        values = pa.ipc.open_stream(written).read_all().to_pylist()[0] if written else {}
        left, room = asked["rows"], asked["size"]
        cut: str | None = None
        try:
            answer = connection.sql(statement, params=values)
            reader = engine.plain(answer).to_arrow_reader(BATCH if left is None else min(BATCH, left + 1))
        except duckdb.Error as error:
            raise located(connection, statement, values, error) from error
        with pa.ipc.new_stream(pa.PythonFile(Pipe(self.told), "w"), reader.schema) as writer:
            for batch in reader:
                part = batch
                if left is not None and part.num_rows > left:
                    part, cut = part.slice(0, left), "rows"
                if room is not None and part.nbytes > room:
                    part, cut = fitting(part, room), "bytes"
                writer.write_batch(part)
                if cut:
                    break
                left = None if left is None else left - part.num_rows
                room = None if room is None else room - part.nbytes
        reader.close()
        return {"cut": cut}


def identity(path: str) -> tuple[int, int] | None:
    """What tells a file or folder from another that took its name; None where there is none."""
    try:
        found = Path(path).stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def fitting(batch: pa.RecordBatch, room: int) -> pa.RecordBatch:
    """As many of the first rows as take no more than `room` bytes."""
    low, high = 0, batch.num_rows
    while low < high:
        middle = (low + high + 1) // 2
        if batch.slice(0, middle).nbytes <= room:
            low = middle
        else:
            high = middle - 1
    return batch.slice(0, low)


def located(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, values: dict[str, Any], error: duckdb.Error
) -> duckdb.Error:
    """The same error with its place, which DuckDB tells only of statements that are executed at once."""
    if "{" in str(error) or not isinstance(error, duckdb.ProgrammingError):
        return error
    try:
        connection.execute(statement, values)
    except duckdb.Error as again:
        return again
    connection.abort()
    return error


@contextlib.contextmanager
def within(seconds: float, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupts DuckDB after so many seconds; the kernel ends the process if that does not stop it."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    processors = os.cpu_count() or 1
    resource.setrlimit(
        resource.RLIMIT_CPU,
        (int(used + (seconds + GRACE) * processors) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]),
    )
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        signal.setitimer(signal.ITIMER_REAL, 0)


def fault(error: Exception) -> dict[str, Any]:
    """What DuckDB says of an error: its kind, its message, and the place in bytes."""
    text = str(error).strip()
    if isinstance(error, MemoryError | pa.ArrowMemoryError):
        return {"kind": "memory", "message": text}
    head, brace, rest = text.partition("{")
    told: dict[str, Any] = {}
    if brace and head.strip().endswith("Error:"):
        with contextlib.suppress(json.JSONDecodeError):
            told, _ = json.JSONDecoder().raw_decode(brace + rest)
    kind = str(told.get("exception_type", head)).lower()
    message = str(told.get("exception_message", text))
    offset, length = None, 0
    with contextlib.suppress(ValueError, TypeError):
        offset, length = json.loads(told.get("location", ""))
    return {"kind": sort_of(kind, message), "message": hidden(message), "offset": offset, "length": length}


def sort_of(kind: str, message: str) -> str:
    if "out of memory" in kind or "bad alloc" in message.lower() or "bad_alloc" in message:
        return "memory"
    if "interrupt" in kind:
        return "time"
    return "broken" if "internal" in kind or "fatal" in kind else "sql"


def hidden(message: str) -> str:
    """A message without the folders of this machine, and without what follows it for programmers."""
    for folder in sorted({sys.argv[1], sys.prefix, sys.base_prefix, str(Path(__file__).parents[2])}, key=len)[::-1]:
        if len(folder) > 1:
            message = message.replace(folder, "…")
    message = ADVICE.sub("", message.split("\n\nStack Trace")[0])
    message = message if len(message) <= LONG else f"{message[:LONG]}…"
    return "\n".join(line for line in message.splitlines() if line.strip())


if __name__ == "__main__":
    main()
