"""Jobs killed at random moments, as a machine that loses its power ends them."""

import os
import random
import signal
import time
from collections.abc import Sequence

from tests.forking import begun

KILLS = int(os.environ.get("SQN_TEST_KILLS", "3"))


def kill_often(command: Sequence[str], longest: float, seed: int) -> None:
    """Starts a command that says when it is ready, and kills it within `longest` seconds, KILLS times.

    Fails if it ended by itself every time, for then nothing was tried.
    """
    chance, killed = random.Random(seed), 0
    for _ in range(KILLS):
        killed += kill_within(command, chance.uniform(0, longest))
    assert killed


def kill_within(command: Sequence[str], seconds: float) -> bool:
    """Starts a command, and kills it so many seconds after it says that it is ready; whether it ended thereby."""
    process, stdout = begun(command)
    with stdout:
        stdout.readline()
        time.sleep(seconds)
        process.kill()
    return process.wait() == -signal.SIGKILL
