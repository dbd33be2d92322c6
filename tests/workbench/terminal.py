"""A terminal for tests: `sqn` in a pty of its own, its keys and its screen."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect

from schema.settings import CHECKOUT
from tests.commanding import COMMAND

PATIENCE = 90  # seconds, on a machine however busy
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>78])")


@contextmanager
def terminal(home: Path, *arguments: str, columns: int = 100, lines: int = 40, **settings: str) -> Iterator[Any]:
    """`sqn` with these arguments at a terminal of this size; ended with the block."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SQN_", "LESS", "PAGER"))}
    for name in ("COLUMNS", "LINES", "NO_COLOR"):
        clean.pop(name, None)
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *arguments],
        env=clean
        | {"SQN_HOME": str(home), "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "LESSHISTFILE": "-"}
        | settings,
        cwd=str(CHECKOUT),
        dimensions=(lines, columns),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def plain(written: str) -> str:
    """What was written without what only moves the cursor or colours."""
    return ESCAPES.sub("", written).replace("\r", "")


READY, TAKEN = "\x1b[?2004h", "\x1b[?2004l"  # what a prompt writes when it begins to read and when it has read


def answered(shell: Any, typed: str) -> str:
    """Types a line and Enter at the shell's prompt; all that is written until it reads again."""
    shell.send(typed + "\r")
    shell.expect_exact(TAKEN)
    shell.expect_exact(READY)
    return plain(shell.before)
