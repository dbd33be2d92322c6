"""Bringing a database to a revision of the schema, with a copy to go back to."""

import datetime as dt
import sqlite3
from contextlib import closing
from itertools import zip_longest
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, literal, select, text
from sqlalchemy import table as table_clause

from schema.engine import BUSY_SECONDS, reading, writing
from schema.errors import ConfigError, SqnError
from schema.settings import CHECKOUT

VERSION_TABLE = "alembic_version"


def alembic_config() -> Config:
    return Config(CHECKOUT / "alembic.ini")


def head() -> str:
    """The newest revision that the code knows."""
    revision = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert revision is not None, "the migrations have no head"
    return revision


def revision_of(engine: Engine) -> str | None:
    """The revision that the database is at; None for one without tables of ours."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def ensure_schema(engine: Engine) -> None:
    """Lays the tables in an empty database; refuses one at another revision with ConfigError."""
    at, newest = revision_of(engine), head()
    if at == newest:
        return
    where = engine.url.render_as_string(hide_password=True)
    if at is not None:
        known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
        advice = "run `sqn migrate`" if at in known else "update the code: the database is newer than it"
        raise ConfigError(f"the database is at schema revision {at}, the code at {newest}: {advice} ({where})")
    with reading(engine) as connection:
        strangers = set(inspect(connection).get_table_names()) - {VERSION_TABLE}  # going down to base leaves it
    if strangers:
        some = ", ".join(sorted(strangers)[:3])
        raise ConfigError(f"the database holds tables that are not ours ({some} …): {where}. Give it one of its own")
    migrate(engine)


def migrate(engine: Engine, to: str = "head", *, drop_data: bool = False) -> Path | None:
    """Takes the database up or down to a revision, in one transaction; on any failure it is left as it was.

    A SQLite file is also copied first, and the copy put back should the transaction not have undone all:
    a table that is rebuilt there has its foreign keys unguarded meanwhile. Raises ConfigError if tables that hold
    rows would go, unless `drop_data`; then the copy of a SQLite file is kept, and its path returned.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            move_whole(connection, to, drop_data=drop_data)
        return None
    copy = None
    try:
        with writing(engine, guarded=False) as connection:
            copy = copy_sqlite(engine)  # with the lock held: nobody writes between the copy and the migration
            dropped = move_whole(connection, to, drop_data=drop_data)
            orphans = connection.execute(text("pragma foreign_key_check")).all()
            if orphans:
                first = orphans[0][0]
                raise SqnError(f"the migration to {to} would leave {len(orphans)} rows pointing nowhere, as in {first}")
    except BaseException:
        engine.dispose()
        if copy:
            put_back(engine, copy)
        raise
    finally:
        engine.dispose()
    if copy and dropped:
        return copy.rename(copy.with_name(f"{copy.stem}.before-{to}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}"))
    if copy:
        remove(copy)
    return None


def move_whole(connection: Connection, to: str, *, drop_data: bool) -> list[str]:
    """Moves to a revision and returns the tables that went with rows in them. Raises ConfigError unless `drop_data`."""
    filled = [name for name in sorted(our_tables(connection)) if has_rows(connection, name)]
    move(connection, to)
    dropped = [name for name in filled if name not in our_tables(connection)]
    if dropped and not drop_data:
        some = ", ".join(dropped[:3]) + (" …" if len(dropped) > 3 else "")
        raise ConfigError(
            f"going to {to} would drop {len(dropped)} tables that hold rows ({some}); nothing was done. "
            "`sqn migrate --drop-data` does it if that is meant"
        )
    return dropped


def our_tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {VERSION_TABLE}


def has_rows(connection: Connection, table: str) -> bool:
    return connection.execute(select(literal(1)).select_from(table_clause(table)).limit(1)).first() is not None


def move(connection: Connection, to: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    here = MigrationContext.configure(connection).get_current_revision()
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    target = {"head": revisions[0], "base": None}.get(to, to)
    if target is not None and target not in revisions:
        raise ConfigError(f"no such schema revision: {to}. Known: {', '.join(reversed(revisions))}")

    def age(revision: str | None) -> int:
        return len(revisions) if revision is None else revisions.index(revision)

    (command.upgrade if age(target) <= age(here) else command.downgrade)(config, to)


def copy_sqlite(engine: Engine) -> Path | None:
    """A copy of the database file beside it, whole even while others write; None for one in memory."""
    if not engine.url.database or engine.url.database == ":memory:":
        return None
    file = Path(engine.url.database)
    copy = file.with_name(f"{file.name}.before-migration")
    remove(copy)
    try:
        with closing(opened(file)) as origin, closing(opened(copy)) as target:
            origin.backup(target)
            target.execute("pragma journal_mode = delete")  # a file that is whole by itself, without a -wal beside it
    except sqlite3.Error as error:
        remove(copy)
        raise SqnError(f"the database could not be copied to {copy} before the migration: {error}") from error
    return copy


def put_back(engine: Engine, copy: Path) -> None:
    """Restores the database from its copy, unless undoing the transaction has already left it the same.

    Raises SqnError if it cannot be restored; the copy is then kept.
    """
    assert engine.url.database
    try:
        with closing(opened(copy)) as origin, closing(opened(Path(engine.url.database))) as target:
            if not same(origin, target):
                origin.backup(target)
    except sqlite3.Error as error:
        raise SqnError(
            f"the migration failed and the database could not be put back ({error}): it is whole in {copy}"
        ) from error
    remove(copy)


def opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=BUSY_SECONDS)


def same(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Whether two databases hold the same tables and rows."""
    return all(a == b for a, b in zip_longest(one.iterdump(), other.iterdump()))


def remove(copy: Path) -> None:
    """Removes a copy and what SQLite may have left beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
