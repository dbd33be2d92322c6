"""Processes forked from one that has imported and read what takes long: they do what new ones do, and are up at once.

python -m tests.forking FD     forks them as it is asked to through the socket FD, until the other end is closed
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import traceback
import types
import warnings
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO

from schema.settings import CHECKOUT

# Of the command line nothing: what is looked up when it is imported is the business of each process.
READ = (
    "loaders.publish loaders.parquet_copy loaders.articles.loading loaders.codings.loading loaders.registers.releases "
    "loaders.known.deriving loaders.resolution.resolving workbench.asking workbench.runner pandas pydantic_ai openai"
)
REQUEST = 1 << 20


@dataclass(frozen=True)
class Forked:
    """A process that runs; `told` says how it ended once it has."""

    pid: int
    told: IO[bytes]

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status, as subprocess has it. Raises TimeoutError if it has not ended by then."""
        if not select.select([self.told], [], [], timeout)[0]:
            raise TimeoutError(f"the process {self.pid} runs for longer than {timeout} s")
        with self.told:
            return int(self.told.readline())

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.kill(self.pid, signal.SIGKILL)


def run(
    command: Sequence[str], env: Mapping[str, str], *, given: str | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """What a Python command does in the checkout, as `subprocess.run` tells it; `given` is its stdin."""
    (its_in, our_in), (our_out, its_out), (our_err, its_err) = os.pipe(), os.pipe(), os.pipe()
    with ThreadPoolExecutor(3) as threads:
        process = fork(command, env, its_in, its_out, its_err)
        for end in (its_in, its_out, its_err):
            os.close(end)
        threads.submit(feed, our_in, given or "")
        out, err = threads.submit(text_of, our_out), threads.submit(text_of, our_err)
        try:
            status = process.wait(timeout)
        except TimeoutError:
            process.kill()
            process.wait()
            raise
        return subprocess.CompletedProcess(command, status, out.result(), err.result())


def begun(command: Sequence[str]) -> tuple[Forked, IO[bytes]]:
    """A Python command that runs in the checkout, and what it says."""
    ours, its = os.pipe()
    with Path(os.devnull).open("rb") as nothing:
        process = fork(command, os.environ, nothing.fileno(), its, 2)
    os.close(its)
    return process, os.fdopen(ours, "rb")


def feed(end: int, given: str) -> None:
    with os.fdopen(end, "w", encoding="utf-8") as pipe:
        pipe.write(given)


def text_of(end: int) -> str:
    with os.fdopen(end, encoding="utf-8") as pipe:
        return pipe.read()


def fork(command: Sequence[str], env: Mapping[str, str], stdin: int, stdout: int, stderr: int) -> Forked:
    """Begins a Python command, `[sys.executable, "-c" or "-m", …]`, with these for its streams."""
    assert command[0] == sys.executable
    ours, its = os.pipe()
    request = json.dumps({"arguments": command[1:], "env": dict(env)}).encode()
    assert len(request) < REQUEST
    socket.send_fds(nursery()[0], [request], [stdin, stdout, stderr, its])
    os.close(its)
    told = os.fdopen(ours, "rb", buffering=0)  # by single bytes, for it is waited for without a buffer
    return Forked(int(told.readline()), told)


@cache
def nursery() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The way to a process that forks others, begun when it is first wanted; it ends with this one."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        for end in (ours, its):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(its.fileno())], cwd=CHECKOUT, pass_fds=[its.fileno()]
        )
    assert ours.recv(10) == b"ready"
    return ours, process


def read_all() -> None:
    """Imports what the commands import, and reads lists, lexicon and models by coding a text."""
    from extraction.coder import Text, code
    from extraction.names.reference_lists import read_reference
    from loaders.stories.embedding import embed

    for module in READ.split():
        import_module(module)
    code(Text("Turkey asked the United States for Patriot missiles."), read_reference())
    embed(["Turkey asked for missiles."])
    atexit._clear()  # what libraries do at the end waits for threads that are not forked
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]  # what it has been told is cleared
    gc.freeze()


def serve(channel: socket.socket) -> list[str]:
    """Forks processes as asked; returns in each of them, with what it is to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    channel.send(b"ready")
    while True:
        request, streams, _, _ = socket.recv_fds(channel, REQUEST, 4)
        if not request:
            os._exit(0)
        if os.fork():
            for stream in streams:
                os.close(stream)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        channel.close()
        if pid := os.fork():
            watch(pid, streams)
        told = json.loads(request)
        become(told["env"], streams)
        return list(told["arguments"])


def watch(pid: int, streams: Sequence[int]) -> None:
    """Tells the number of a process, and how it ends."""
    *its, tell = streams
    for stream in its:
        os.close(stream)
    os.write(tell, f"{pid}\n".encode())
    os.write(tell, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def become(env: Mapping[str, str], streams: Sequence[int]) -> None:
    """Takes an environment and streams as a new process finds them."""
    for number, stream in enumerate(streams[:3]):
        os.dup2(stream, number)
    for stream in streams:
        os.close(stream)
    os.environ.clear()
    os.environ.update(env)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)


def carry_out(kind: str, what: str, *arguments: str) -> None:
    """What `python -c` and `python -m` do."""
    sys.argv = [kind, *arguments]
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.modules["__main__"] = main = types.ModuleType("__main__")
        exec(compile(what, "<string>", "exec"), main.__dict__)


def ended(arguments: Sequence[str]) -> int:
    """The exit status of what is carried out."""
    status = 0
    try:
        carry_out(*arguments)
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            sys.stderr.write(f"{end.code}\n")
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except OSError:
        return 120
    return status


if __name__ == "__main__":
    read_all()
    warnings.filterwarnings("ignore", message=".*fork")
    arguments = serve(socket.socket(fileno=int(sys.argv[1])))
    os._exit(ended(arguments))
