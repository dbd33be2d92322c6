"""The record as commands find it: its tables laid, its reference lists filled."""

from sqlalchemy import Engine

from schema.settings import from_environment
from workbench.cli.say import say


def ready(*, with_reference: bool = True) -> Engine:
    """The engine of the record, its tables laid and its reference lists filled if it is new."""
    from schema.engine import open_engine
    from schema.migrating import ensure_schema

    engine = open_engine(from_environment().database_url)
    ensure_schema(engine)
    if with_reference:
        fill_reference(engine)
    return engine


def fill_reference(engine: Engine) -> None:
    """Loads the reference lists where they differ from what the record last took."""
    from sqlalchemy import func, select

    from extraction.names.reference_lists import read_reference
    from loaders.reference import load_reference
    from schema.engine import reading
    from schema.models import Actor
    from schema.settings import REFERENCE_LISTS

    with reading(engine) as connection:
        empty = not connection.scalar(select(func.count()).select_from(Actor))
    if empty:
        counts = load_reference(engine, read_reference(), str(REFERENCE_LISTS))
        say(f"reference: {counts.inserted:,} rows of actors, posts, weapons and instruments")
