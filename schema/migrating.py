"""Bringing a database to a revision of the schema, with a copy to go back to."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from schema.engine import reading, writing
from schema.errors import ConfigError, SqnError
from schema.settings import CHECKOUT


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
        strangers = inspect(connection).get_table_names()
    if strangers:
        some = ", ".join(sorted(strangers)[:3])
        raise ConfigError(f"the database holds tables that are not ours ({some} …): {where}. Give it one of its own")
    migrate(engine)


def migrate(engine: Engine, to: str = "head") -> None:
    """Takes the database up or down to a revision, in one transaction; on any failure it is left as it was.

    A SQLite file is also copied first, and the copy put back should the transaction not have undone all:
    a table that is rebuilt there has its foreign keys unguarded meanwhile.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            move(connection, to)
        return
    copy = copy_sqlite(engine)
    try:
        with writing(engine, guarded=False) as connection:
            move(connection, to)
            orphans = connection.execute(text("pragma foreign_key_check")).all()
            if orphans:
                first = orphans[0][0]
                raise SqnError(f"the migration to {to} would leave {len(orphans)} rows pointing nowhere, as in {first}")
    except BaseException:
        if copy:
            put_back(engine, copy)
        raise
    finally:
        engine.dispose()
    if copy:
        copy.unlink()


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
    copy.unlink(missing_ok=True)
    with sqlite3.connect(file) as origin, sqlite3.connect(copy) as target:
        origin.backup(target)
    return copy


def put_back(engine: Engine, copy: Path) -> None:
    """Restores the database from its copy, unless undoing the transaction has already left it the same."""
    engine.dispose()
    assert engine.url.database
    with sqlite3.connect(copy) as origin, sqlite3.connect(engine.url.database) as target:
        if tables(origin) != tables(target):
            origin.backup(target)
    copy.unlink()


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("select name, sql from sqlite_master order by name").fetchall()
