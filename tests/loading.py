"""Loads as tests want them: one call, on an engine of theirs."""

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.fetching import Fetched, Store
from loaders.jobs import Watch, load, loader_named
from loaders.ledger import Run
from loaders.loader import Job


def load_source(
    engine: Engine,
    reference: Reference,
    name: str,
    source: str | Path,
    home: Path | None = None,
    *,
    watch: Watch = lambda _: None,
    day: dt.date | None = None,
    **options: Any,
) -> Run:
    """One run of a loader by name; without a home, the raw bytes are kept until the run ends."""
    with tempfile.TemporaryDirectory() as passing:
        job = Job(engine, reference, home or Path(passing))
        told = options | ({"as_of": day.isoformat()} if day else {})
        done = load(job, loader_named(name), str(source), watch=watch, **told)
    assert done is not None, "a file has no server that says that nothing has changed"
    return done


def load_articles(
    engine: Engine, reference: Reference, source: Path, *, coded: bool = True, watch: Watch = lambda _: None
) -> Run:
    return load_source(engine, reference, "articles", source, watch=watch, no_code=not coded)


def named(name: str) -> Fetched:
    """A file that is nothing but its name: beside it there is nothing."""
    return Fetched(name, Path(name), None, Store(Path(os.devnull)), replayed=True)
