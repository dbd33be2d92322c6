"""Publishing is held back where a loader that it needs has failed, and says which run, when and why."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from loaders.ledger import run_of
from loaders.publish import publish
from loaders.requiring import require
from loaders.snapshots import manifests
from schema.engine import writing
from schema.errors import QueryError, SourceError, SqnError
from schema.models import LoadRun
from schema.vocabulary import RunStatus
from tests.commanding import ran


def ran_well(engine: Engine, loader: str, source: str) -> None:
    with run_of(engine, loader, source):
        pass


def failed(engine: Engine, loader: str, source: str) -> str:
    with pytest.raises(SourceError), run_of(engine, loader, source) as run:
        raise SourceError("the server said 503")
    return run.id


def test_what_never_ran_or_failed_last_holds_it_back(database: Engine) -> None:
    with pytest.raises(SqnError, match="ofac was never loaded"):
        require(database, ["articles", "ofac"], None)
    ran_well(database, "ofac", "a.csv")
    require(database, ["articles", "ofac"], None)
    run = failed(database, "ofac", "b.csv")
    with pytest.raises(SqnError, match=r"not published.* ofac over b\.csv, .*failed: the server said 503") as caught:
        require(database, ["ofac"], None)
    assert run in str(caught.value)
    assert f"sqn retry {run}" in str(caught.value)
    require(database, ["articles"], None)
    with pytest.raises(QueryError, match="Did you mean ofac"):
        require(database, ["ofax"], None)


def test_a_source_that_failed_before_the_snapshot_holds_nothing_up(database: Engine) -> None:
    """One that nobody loads any more would else do so for good; the newest run of a loader always counts."""
    failed(database, "ofac", "old.csv")
    after = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)).isoformat(timespec="seconds")
    with pytest.raises(SqnError, match=r"old\.csv"):
        require(database, ["ofac"], after)
    ran_well(database, "ofac", "new.csv")
    require(database, ["ofac"], after)
    with pytest.raises(SqnError, match=r"old\.csv"):
        require(database, ["ofac"], "2020-01-01T00:00:00+00:00")


def test_a_run_that_has_not_ended_holds_it_back(database: Engine) -> None:
    ran_well(database, "un", "a.xml")
    with writing(database) as connection:
        values = {"status": RunStatus.RUNNING, "finished_at": None}
        connection.execute(update(LoadRun).where(LoadRun.loader == "un").values(**values))
    with pytest.raises(SqnError, match="has not ended"):
        require(database, ["un"], None)


def test_the_command_keeps_the_old_snapshot(database: Engine, tmp_path: Path) -> None:
    first = publish(database, tmp_path / "snapshots")
    ran_well(database, "sipri", "a.csv")
    failed(database, "ofac", "b.csv")
    done = ran(tmp_path, "publish", "--no-resolve", "--require", "articles", "--require", "ofac")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "the last snapshot stays: the run" in done.stderr
    assert manifests(tmp_path / "snapshots") == [first]
    done = ran(tmp_path, "publish", "--no-resolve", "--require", "sipri", "--parquet", str(tmp_path / "files"))
    assert done.returncode == 0, done.stderr
    paths = done.stdout.splitlines()
    assert Path(paths[0]).is_file()
    assert (Path(paths[1]) / "manifest.json").is_file()
    setting = ("env", "SQN_REQUIRE=sipri, ofac")
    assert ran(tmp_path, "publish", "--no-resolve", before=setting).returncode == 1
    assert ran(tmp_path, "publish", "--no-resolve", "--require", "sipri", before=setting).returncode == 1
