"""The command line as a user meets it: in a process of its own."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from schema.settings import CHECKOUT
from tests.forking import run

COMMAND = [sys.executable, "-c", "from workbench.cli.main import main; main()"]
IN_SHELL = shlex.join(COMMAND)  # the same in a script


def ran(
    home: Path, *arguments: str, before: Sequence[str] = (), given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """What `sqn` did with these arguments; `before` stands before the command, `given` is its stdin.

    It is forked from a process that has imported what takes long, unless something stands before it.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SQN_")}
    env = clean | {"SQN_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "100"}
    if not before:
        return run([*COMMAND, *arguments], env, given=given)
    return subprocess.run(
        [*before, *COMMAND, *arguments],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=env,
        timeout=300,  # on a machine however busy
        input=given,
    )
