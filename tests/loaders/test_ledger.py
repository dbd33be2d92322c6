"""The ledger of runs: what becomes of a run whose process was killed."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import Engine, select, update

from loaders.ledger import run_of
from schema.engine import reading, writing
from schema.models import LoadRun
from schema.settings import CHECKOUT
from schema.vocabulary import RunStatus

KILLED = """
import os, signal, sys
from loaders.ledger import run_of
from schema.engine import open_engine
with run_of(open_engine(sys.argv[1]), "articles", "x"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def statuses(engine: Engine) -> list[tuple[str, str | None]]:
    with reading(engine) as connection:
        chosen = select(LoadRun.status, LoadRun.message).where(LoadRun.source == "x").order_by(LoadRun.id)
        return [(status, message) for status, message in connection.execute(chosen)]


def test_a_killed_run_is_marked_by_the_next_of_its_loader(empty: Engine) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(empty.url)], cwd=CHECKOUT)
    assert done.returncode == -signal.SIGKILL
    with run_of(empty, "reference", "y"):
        assert [status for status, _ in statuses(empty)] == [RunStatus.RUNNING]
    with run_of(empty, "articles", "x"):
        (crashed, says), (now, _) = statuses(empty)
        assert (crashed, now) == (RunStatus.CRASHED, RunStatus.RUNNING)
        assert says
        assert "ended without a word" in says
    assert statuses(empty)[-1] == (RunStatus.SUCCEEDED, None)


@pytest.mark.parametrize("message", [None, "process 1 on another-machine", f"process {os.getppid()} on here"])
def test_a_run_that_may_still_be_under_way_is_left(
    empty: Engine, message: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    with run_of(empty, "articles", "x") as run:
        with writing(empty) as connection:
            connection.execute(update(LoadRun).where(LoadRun.id == run.id).values(message=message))
        with run_of(empty, "articles", "x"):
            assert [status for status, _ in statuses(empty)] == [RunStatus.RUNNING] * 2
