"""Files of strangers' making parsed in a process of its own, which is ended when one of them asks too much of it.

What a parser does with hostile input is not known beforehand; how long it may take and how much memory it may use is.
"""

import atexit
import json
import subprocess
import sys
from functools import cache
from signal import SIGXCPU
from typing import Any

from loaders.articles.parsing import MEMORY, SECONDS
from loaders.decoding import UnreadableError

SERVING = "from loaders.articles.parsing import serve; serve()"


def parsed_apart(what: str, data: bytes, **told: Any) -> Any:
    """What one of the PARSERS makes of bytes. Raises UnreadableError if they are none, or too much."""
    return parser().ask(what, data, told)


class Parser:
    """The process: started when it is first asked, again after it had to be ended, and gone with this one."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, what: str, data: bytes, told: dict[str, Any]) -> Any:
        if self.process and self.process.poll() is not None:  # somebody else ended it
            self.end()
        process = self.process = self.process or started()
        assert process.stdin
        assert process.stdout
        question = json.dumps({"what": what, "size": len(data), "told": told}).encode()
        try:
            process.stdin.write(question + b"\n" + data)
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer.endswith(b"\n"):
            if self.end() == -SIGXCPU:
                raise UnreadableError(f"takes more than {SECONDS} seconds to parse")
            raise UnreadableError(f"cannot be parsed in {MEMORY >> 20:,} MiB, or breaks the parser")
        found = json.loads(answer)
        if "refused" in found:
            raise UnreadableError(found["refused"])
        return found["parsed"]

    def end(self) -> int | None:
        """Ends the process, if it has not ended by itself; tells how it ended."""
        process, self.process = self.process, None
        if process is None:
            return None
        process.kill()
        process.communicate()
        return process.returncode


def started() -> "subprocess.Popen[bytes]":
    # A session of its own: an interrupt at the terminal is for the run, which then closes the pipe.
    return subprocess.Popen(  # noqa: S603 - it is this Python
        [sys.executable, "-W", "ignore", "-c", f"import sys; sys.path[:] = {sys.path!r}; {SERVING}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@cache
def parser() -> Parser:
    made = Parser()
    atexit.register(made.end)
    return made
