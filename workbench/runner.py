"""Runs people's SQL on a snapshot: read-only, cut off from files and network, one SELECT, within limits."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from loaders.lake.gdelt import FEEDS
from loaders.lake.lake import beside, lay_views
from loaders.publish import Snapshot, current, quoted
from schema.errors import QueryError, SqnError
from workbench.moments import fetched

SECONDS = 60
MEMORY = "2GB"


@dataclass(frozen=True)
class Result:
    """Rows of an answer with the names of their columns, and the snapshot they come from."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    snapshot: Snapshot

    def records(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@contextmanager
def opened(folder: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Snapshot]]:
    """A sandboxed connection to the current snapshot of a folder, with views over the lake beside it.

    The views show the files that the lake held when the snapshot was published, so that an answer stays the same while
    the lake grows. They are laid at each opening: what is in the file itself holds no path, and can be moved.
    Raises SqnError if nothing is published.
    """
    snapshot = current(folder)
    file = folder / snapshot.file
    try:
        connection = sandboxed(file, beside(folder))
    except duckdb.Error as error:
        raise SqnError(
            f"cannot open the snapshot {file}: {first_line(error)}. `sqn publish` writes a new one"
        ) from error
    try:
        yield connection, snapshot
    finally:
        connection.close()


def sandboxed(file: Path, lake: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB of its own with the snapshot attached: it reads that, the lake, and nothing else."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
        }
    )
    try:
        connection.execute(f"attach '{quoted(str(file))}' as snapshot (read_only)")
        connection.execute("use snapshot")
        # The order counts: which folder may be read is told before all others are shut.
        connection.execute(f"set allowed_directories = ['{quoted(str(lake.absolute()))}/']")
        connection.execute("set enable_external_access = false")
        lay_views(connection, lake.absolute())
        connection.execute("set lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


def run(folder: Path, sql: str, values: Mapping[str, Any] | None = None) -> Result:
    """The answer of one SELECT on the current snapshot. Raises QueryError with the database's reason and place."""
    with opened(folder) as (connection, snapshot):
        return execute(connection, snapshot, sql, values)


def execute(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, sql: str, values: Mapping[str, Any] | None = None
) -> Result:
    statement = one_select(sql)
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        answer = connection.sql(statement, params=dict(values or {}))
        return Result(distinct(answer.columns), fetched(answer), snapshot)
    except duckdb.InterruptException as error:
        raise QueryError(f"the query took longer than {SECONDS} s and was stopped: narrow it") from error
    except duckdb.OutOfMemoryException as error:
        raise QueryError(f"the query needs more than {MEMORY} of memory: narrow it") from error
    except duckdb.Error as error:
        raise QueryError(missing_lake(error) or reason(error)) from error
    finally:
        timer.cancel()


def missing_lake(error: duckdb.Error) -> str | None:
    """What to do where a view over the lake is asked for and there is none."""
    for feed in FEEDS.values():
        if f"with name {feed.view} does not exist" in first_line(error).lower():
            return (
                f"this snapshot has no {feed.view}: load files of GDELT 2.0 with `sqn load gdelt SOURCE…`, then "
                "`sqn publish`; a snapshot that was moved needs the folder `lake` beside its own"
            )
    return None


def one_select(sql: str) -> duckdb.Statement:
    """The one SELECT of a text. Raises QueryError for anything else."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(reason(error)) from error
    if len(statements) != 1:
        raise QueryError(f"one statement at a time; this has {len(statements)}")
    if statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("only SELECT is answered here: the snapshot is read-only")
    return statements[0]


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names of columns with those told apart that repeat: x, x_1, x_2; else a row by names would lose some."""
    names = list(names)
    taken: set[str] = set()
    told = []
    for name in names:
        free = (f"{name}_{number}" for number in count(1))
        other = name if name not in taken else next(one for one in free if one not in taken and one not in names)
        taken.add(other)
        told.append(other)
    return tuple(told)


def first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]


def reason(error: duckdb.Error) -> str:
    """The database's message without its stack, with the place in the query that it marks."""
    return "\n".join(line for line in str(error).strip().splitlines() if line.strip())
