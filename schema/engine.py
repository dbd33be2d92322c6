"""Engines and transactions: SQLite and PostgreSQL behave alike for everyone above."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVarTuple

from sqlalchemy import Connection, Engine, Result, Select, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from schema.errors import ConfigError, SqnError

BUSY_SECONDS = 30
WRITES, UNGUARDED = "sqn_writes", "sqn_unguarded"


Row = TypeVarTuple("Row")


class Selects(Protocol):
    """What answers selects on the tables of the record: a connection to it, or a snapshot."""

    def execute(self, statement: Select[*Row], /) -> Result[*Row]: ...


def open_engine(url: str) -> Engine:
    """An engine for `url`, with every foreign key enforced.

    Raises ConfigError if the URL cannot be read or names a database other than SQLite and PostgreSQL.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(f"SQN_DATABASE is not a database URL: {url!r} (as postgresql://user@host/sqn)") from error
    if backend == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"))
    if backend != "sqlite":
        raise ConfigError(f"SQN_DATABASE names {backend}; the record is kept in SQLite or PostgreSQL")
    if parsed.database:
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"cannot make the folder of the database: {error}. Set SQN_HOME to one of yours"
            ) from error
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", prepare_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: begin_sqlite does
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")


def begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(UNGUARDED):
        connection.exec_driver_sql("pragma foreign_keys = off")  # has no effect once a transaction is open
    # A writer takes the lock at once: a read lock that turns into a write lock can fail without waiting.
    connection.exec_driver_sql("begin immediate" if options.get(WRITES) else "begin")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database."""
    with explained(engine), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, *, guarded: bool = True) -> Iterator[Connection]:
    """A connection in one transaction: committed at the end, undone whole on any error.

    `guarded=False` leaves SQLite's foreign keys unenforced, for rebuilding tables; dispose of the engine after it.
    """
    options = {WRITES: True, UNGUARDED: not guarded}
    with explained(engine), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def rehearsing(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that is undone at the end: what would be, without its being so."""
    with explained(engine), engine.connect().execution_options(**{WRITES: True}) as connection:
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turns an error of the database server or file into one line that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise SqnError(explain(engine, error)) from error


def explain(engine: Engine, error: DBAPIError) -> str:
    cause = str(error.orig).strip().splitlines()[0]
    where = engine.url.render_as_string(hide_password=True)
    if "disk is full" in cause or "disk I/O error" in cause or "No space left" in cause:
        return f"the disk is full or failing: what was stored before is whole ({where}). Make room and run it again"
    if "readonly" in cause or "read-only" in cause:
        return f"the database may not be written: {where} ({cause})"
    if "locked" in cause:
        return f"another process has been writing for {BUSY_SECONDS} s: {where}. Wait for it and run this again"
    if isinstance(error, OperationalError):
        return f"the database cannot be reached or used: {where} ({cause})"
    return f"the database refused it: {cause}"
