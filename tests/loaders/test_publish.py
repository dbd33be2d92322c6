"""Snapshots: whole, checked, pointed to at once, readable while others write."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Connection, Engine, text

from loaders import publish as publishing
from loaders import snapshots as keeping
from loaders.publish import publish
from loaders.snapshots import KEEPING, KEPT, Snapshot, answers_of, current, manifests, sha256_of
from loaders.turn import PUBLISHING
from schema.engine import open_engine, writing
from schema.errors import SqnError
from schema.migrating import head
from schema.models import Base
from schema.settings import CHECKOUT
from tests.commanding import IN_SHELL


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(folder / current(folder).file), read_only=True)


def test_every_table_is_there_with_its_rows_and_comments(database: Engine, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path)
    with opened(tmp_path) as duck, database.connect() as record:
        for table in Base.metadata.sorted_tables:
            rows = record.execute(text(f"select count(*) from {table.name}")).scalar()
            assert duck.execute(f"select count(*) from {table.name}").fetchall() == [(rows,)]
            assert snapshot.rows[table.name] == rows
            told = duck.execute(
                "select comment from duckdb_tables() where table_name = $t", {"t": table.name}
            ).fetchone()
            assert told == (table.comment,)
        uncommented = duck.execute(
            "select view_name from duckdb_views() where not internal and comment is null"
        ).fetchall()
        assert uncommented == []
        unexplained = duck.execute(
            "select table_name, column_name from duckdb_columns() where not internal and comment is null"
        ).fetchall()
        assert unexplained == []


def test_values_survive_the_way(database: Engine, tmp_path: Path) -> None:
    """Days, numbers and texts come out as they went in."""
    publish(database, tmp_path)
    statement = "select id, text, published_on, char_count from article order by id"
    with opened(tmp_path) as duck, database.connect() as record:
        copied = duck.execute(statement).fetchall()
        original = [tuple(row) for row in record.execute(text(statement))]
    assert [(a, b, str(c), d) for a, b, c, d in copied] == [(a, b, str(c), d) for a, b, c, d in original]
    assert all(len(row[1]) == row[3] for row in copied)


def test_quotes_are_the_words_of_the_text(database: Engine, tmp_path: Path) -> None:
    publish(database, tmp_path)
    with opened(tmp_path) as duck:
        rows = duck.execute(
            "select quote, text, start_char, end_char from quotes join article on article.id = quotes.article_id"
        ).fetchall()
    assert rows
    assert all(quote == body[start:end] for quote, body, start, end in rows)


def test_the_manifest_says_what_it_is(database: Engine, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path)
    assert current(tmp_path) == snapshot == manifests(tmp_path)[0]
    assert snapshot.schema_revision == head()
    assert snapshot.sha256 == sha256_of(tmp_path / snapshot.file)
    assert snapshot.newest_article == "2024-11-19"
    assert not list(tmp_path.glob("*.partial*"))


def test_a_broken_rule_stops_the_publish_and_the_old_one_stays(database: Engine, tmp_path: Path) -> None:
    first = publish(database, tmp_path)
    with writing(database) as connection:
        connection.execute(text("delete from evidence where fact_id = (select min(id) from fact)"))
    with pytest.raises(SqnError, match="no fact without evidence"):
        publish(database, tmp_path)
    assert current(tmp_path) == first
    assert len(list(tmp_path.glob("*.duckdb"))) == 1
    assert not list(tmp_path.glob("*.partial*"))


def test_a_failed_publish_leaves_nothing_behind(
    database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_record: Connection, file: Path) -> dict[str, int]:
        for ending in ("", ".wal"):
            file.with_name(file.name + ending).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write", failing)
    with pytest.raises(SqnError, match="could not be written"):
        publish(database, tmp_path / "snapshots")
    assert {path.name for path in (tmp_path / "snapshots").iterdir()} == {PUBLISHING, KEEPING}


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(24, "Too many open files"), RuntimeError("no")])
def test_what_ends_while_it_is_prepared_leaves_nothing_behind(
    database: Engine, tmp_path: Path, fault: BaseException
) -> None:
    first = publish(database, tmp_path)
    before = sorted(file.name for file in tmp_path.iterdir())

    def prepare(snapshot: Snapshot) -> None:
        assert snapshot not in manifests(tmp_path)
        assert (tmp_path / snapshot.file).exists()
        answers_of(tmp_path, snapshot).mkdir()
        raise fault

    with pytest.raises((SqnError, type(fault))):
        publish(database, tmp_path, prepare=prepare)
    assert current(tmp_path) == first
    assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_publish_that_is_killed_while_it_prepares_is_swept_by_the_next(database: Engine, tmp_path: Path) -> None:
    first = publish(database, tmp_path)

    def prepare(snapshot: Snapshot) -> None:
        answers_of(tmp_path, snapshot).mkdir()
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if not child:
        publish(open_engine(database.url.render_as_string()), tmp_path, prepare=prepare)
        os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert [snapshot.id for snapshot in manifests(tmp_path)] == [first.id]
    assert len(list(tmp_path.glob("*.duckdb"))) == 2
    assert len(list(tmp_path.glob("*.answers"))) == 1
    second = publish(database, tmp_path)
    assert [snapshot.id for snapshot in manifests(tmp_path)] == [second.id, first.id]
    assert len(list(tmp_path.glob("*.duckdb"))) == 2
    assert list(tmp_path.glob("*.answers")) == []


def test_only_the_newest_are_kept(database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT", 2)
    made = [publish(database, tmp_path).id for _ in range(4)]
    assert KEPT == 7
    kept = {snapshot.id for snapshot in manifests(tmp_path)}
    assert len(kept) == 2
    assert made[-1] in kept
    assert len(list(tmp_path.glob("*.duckdb"))) == 2


def test_a_reader_keeps_its_snapshot_while_new_ones_come(database: Engine, tmp_path: Path) -> None:
    publish(database, tmp_path)
    faults: list[str] = []
    reading = threading.Event()
    script = (
        "import sys, time, duckdb\n"
        "c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "print(c.execute('select count(*) from fact').fetchone()[0], flush=True)\n"
        "sys.stdin.readline()\n"
        "print(c.execute('select count(*) from fact').fetchone()[0], flush=True)\n"
    )

    def read() -> None:
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / current(tmp_path).file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        assert process.stdout
        before = process.stdout.readline()
        reading.set()
        published.wait()
        out, _ = process.communicate("go on\n")
        if out != before:
            faults.append(f"{before!r} became {out!r}")

    published = threading.Event()
    reader = threading.Thread(target=read)
    reader.start()
    try:
        assert reading.wait(30)
        with writing(database) as connection:
            connection.execute(
                text("delete from fact where kind = 'sanction' and id not in (select attached_to_id from condition)")
            )
        publish(database, tmp_path)
    finally:
        published.set()
        reader.join(30)
    assert not faults


def test_nothing_published_yet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SqnError, match="run `sqn publish`"):
        current(tmp_path)


def test_a_folder_that_cannot_be_written_is_one_line(database: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SqnError, match="cannot write snapshots") as caught:
        publish(database, tmp_path / "file" / "snapshots")
    assert "\n" not in str(caught.value)


def test_a_full_disk_keeps_the_last_snapshot(database: Engine, tmp_path: Path) -> None:
    """A real one: a file system of four mebibytes in a mount namespace of its own."""
    script = f"""
        set -e
        mount -t tmpfs -o size=4m tmpfs {tmp_path}/small
        mkdir {tmp_path}/small/snapshots
        export SQN_HOME={tmp_path}/small SQN_DATABASE='{database.url}'
        {IN_SHELL} publish --no-resolve || echo status $?
        ls {tmp_path}/small/snapshots
    """
    (tmp_path / "small").mkdir()
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        env=os.environ | {"NO_COLOR": "1"},
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no mount namespace here: {done.stderr.splitlines()[0]}")
    assert "status 1" in done.stdout, done.stdout + done.stderr
    assert "could not be written" in done.stderr
    assert done.stderr.count("\n") <= 2, done.stderr
    assert "duckdb" not in done.stdout
    assert "partial" not in done.stdout
    assert "current.json" not in done.stdout


def test_the_pointer_is_whole_json(database: Engine, tmp_path: Path) -> None:
    snapshot = publish(database, tmp_path)
    assert json.loads((tmp_path / "current.json").read_text()) == {"id": snapshot.id, "file": snapshot.file}
