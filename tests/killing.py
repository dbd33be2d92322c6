"""Jobs killed at random moments, as a machine that loses its power ends them."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Sequence

from schema.settings import CHECKOUT

KILLS = int(os.environ.get("SQN_TEST_KILLS", "3"))


def kill_often(command: Sequence[str], longest: float, seed: int) -> None:
    """Starts a command that says when it is ready, and kills it within `longest` seconds, KILLS times.

    Fails if it ended by itself every time, for then nothing was tried.
    """
    chance, killed = random.Random(seed), 0
    for _ in range(KILLS):
        with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
    assert killed
