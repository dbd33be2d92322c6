"""Alembic's way in: one history, on the connection it is given or on SQN_DATABASE."""

from alembic import context
from sqlalchemy import Connection, text

from schema.base import Moment
from schema.engine import open_engine, writing
from schema.models import Base
from schema.settings import from_environment

# Two migrations at a time would each see half of the other's work.
ADVISORY_LOCK = "select pg_advisory_xact_lock(hashtext('sqn migrations'))"


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        with writing(open_engine(from_environment().database_url)) as connection:
            migrate(connection)
    else:
        migrate(connection)


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Writes our own column types into a migration as what they are to the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("set local lock_timeout = '10s'"))
        connection.execute(text(ADVISORY_LOCK))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_server_default=True,
        render_item=render_item,
        transactional_ddl=True,  # holds for SQLite too, since schema.engine begins the transaction itself
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("migrations run on a database, not as a script: set SQN_DATABASE")
run()
