"""The record as reviewers decide on it. Pages for reading need none, and ask for none."""

import os
import threading
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, make_url

from extraction.names.reference import Reference
from schema.errors import ConfigError, SqnError

ENGINES: dict[str, Engine] = {}
LOCK = threading.Lock()


def url_of(home: Path) -> str:
    """Where the record of a home is: what SQN_DATABASE says, else the file in it."""
    return os.environ.get("SQN_DATABASE") or f"sqlite:///{home / 'sqn.sqlite'}"


def record(home: Path) -> Engine:
    """The engine of the record. Raises SqnError if it is not there, cannot be reached or is of another schema.

    Nothing is made or changed by looking for it.
    """
    from schema.engine import open_engine
    from schema.migrating import head, revision_of

    url = url_of(home)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise SqnError(
            "the record database is not on this machine: decisions are taken where it is. Set SQN_DATABASE to its "
            "address, or run `sqn web` in its home"
        )
    with LOCK:
        engine = ENGINES.get(url)
        if engine is None:
            engine = ENGINES[url] = open_engine(url)
    at = revision_of(engine)
    if at != head():
        raise ConfigError(f"the record database is at schema revision {at}, the code at {head()}: run `sqn migrate`")
    return engine


@cache
def reference() -> Reference:
    """The lists that judgements go by."""
    from extraction.names.reference_lists import read_reference

    return read_reference()
