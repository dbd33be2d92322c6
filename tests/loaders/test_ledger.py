"""The ledger of runs: what becomes of a run whose process was killed, and that a loader runs once at a time."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from extraction.names.reference import Reference
from loaders.ledger import LEASE, now, run_of
from loaders.status import standing
from schema.engine import reading, writing
from schema.errors import SourceError, SqnError
from schema.models import LoadRun, LoadState
from schema.settings import CHECKOUT
from schema.vocabulary import RunStatus
from tests.loading import load_source

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


def held(engine: Engine, holder: str, minutes: float) -> None:
    """Puts the lease of `articles` into the hands of somebody."""
    with writing(engine) as connection:
        until = now() + dt.timedelta(minutes=minutes)
        connection.execute(
            insert(LoadState).values(loader="articles", source=LEASE, leased_by=holder, leased_until=until)
        )


@pytest.mark.parametrize("holder", [f"process {os.getppid()} on here", "process 1 on another-machine"])
def test_one_loader_runs_once_at_a_time(empty: Engine, holder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    held(empty, holder, minutes=5)
    with pytest.raises(SqnError, match=f"is being run already, by {holder}"), run_of(empty, "articles", "x"):
        raise AssertionError
    with run_of(empty, "sipri", "y"):
        pass
    assert statuses(empty) == []


@pytest.mark.parametrize(
    ("holder", "minutes"), [("process 999999 on here", 5.0), ("process 1 on another-machine", -0.1)]
)
def test_the_lease_of_who_is_gone_is_taken_over(
    empty: Engine, holder: str, minutes: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    held(empty, holder, minutes)
    with run_of(empty, "articles", "x"):
        assert lease(empty) == f"process {os.getpid()} on here"
    assert lease(empty) is None


def lease(engine: Engine) -> str | None:
    with reading(engine) as connection:
        found: str | None = connection.scalar(
            select(LoadState.leased_by).where(LoadState.loader == "articles", LoadState.source == LEASE)
        )
        return found


def test_a_source_that_cannot_be_had_stands_in_the_ledger(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        load_source(empty, reference, "ofac", tmp_path / "sdn.csv", tmp_path)
    [found] = [each for each in standing(empty) if each.loader == "ofac"]
    assert found.state == "failing"
    assert "no such file" in (found.message or "")


def test_a_run_whose_records_do_not_add_up_fails(empty: Engine) -> None:
    with pytest.raises(SqnError, match="2 records were read and 1 accounted for"), run_of(empty, "x", "y") as run:
        run.counts.met, run.counts.inserted = 2, 1
    with reading(empty) as connection:
        assert connection.scalar(select(LoadRun.status).where(LoadRun.loader == "x")) is RunStatus.FAILED
