"""The loaders of registers, found by a loop over their folder, and one run of one of them over one source."""

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

import loaders.registers as folder
from extraction.names.reference import Reference
from loaders.fetching import Fetched, Store, Unchanged, fetch
from loaders.ledger import Run, run_of
from loaders.registers.register import Register
from loaders.registers.releases import Difference, difference, load_release, release_of
from schema.engine import reading, writing
from schema.errors import QueryError, SourceError, did_you_mean
from schema.models import LoadRun, LoadState

Progress = Callable[[int], None]


@cache
def registers() -> Mapping[str, Register]:
    """The loaders of registers by name: each module of the folder that declares a LOADER."""
    modules = (
        importlib.import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)
    )
    declared = (getattr(module, "LOADER", None) for module in modules)
    return {loader.name: loader for loader in declared if loader is not None}


def register_named(name: str) -> Register:
    found = registers().get(name)
    if found is None:
        raise QueryError(f"no such loader: {name}.{did_you_mean(name, registers())}")
    return found


def load(
    engine: Engine,
    reference: Reference,
    register: Register,
    written: str,
    home: Path,
    *,
    day: dt.date | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Run | None:
    """Loads one source of a register; None if its server says that nothing has changed.

    Raises SourceError if it cannot be had or is broken; what is on record stays as it is.
    """
    store = Store(home)
    with reading(engine) as connection:
        watermark = connection.scalar(
            select(LoadState.watermark).where(LoadState.loader == register.name, LoadState.source == written)
        )
    file = fetch(written, store, watermark)
    if isinstance(file, Unchanged):
        with run_of(engine, register.name, written):
            pass
        return None
    options = {"as_of": day.isoformat() if day else None, "force": force}
    with run_of(engine, register.name, written, sha256=file.sha256, options=options) as run:
        load_release(engine, reference, run, release_of(register, file, day), force=force, progress=progress)
        with writing(engine) as connection:
            remember(connection, register.name, file, run)
    return run


def remember(connection: Connection, loader: str, file: Fetched, run: Run) -> None:
    """Notes what the server said of an address, once all of it is stored."""
    of_source = (LoadState.loader == loader, LoadState.source == file.written)
    values = {"watermark": file.watermark, "run_id": run.id}
    if connection.scalar(select(LoadState.loader).where(*of_source)) is None:
        connection.execute(insert(LoadState).values(loader=loader, source=file.written, **values))
    else:
        connection.execute(update(LoadState).where(*of_source).values(**values))


def compare(engine: Engine, register: Register, written: str, home: Path, day: dt.date | None = None) -> Difference:
    """What loading a source would change; nothing is stored but its bytes. Raises SourceError."""
    file = fetch(written, Store(home))
    assert isinstance(file, Fetched), "nothing is told of an address that was not asked before"
    with reading(engine) as connection:
        return difference(connection, release_of(register, file, day))


def retry(engine: Engine, reference: Reference, run_id: str, home: Path, progress: Progress = lambda _: None) -> Run:
    """Runs a run again on the bytes that it read. Raises QueryError if there is none, SourceError without its bytes."""
    with reading(engine) as connection:
        row: Any = connection.execute(
            select(LoadRun.loader, LoadRun.source, LoadRun.sha256, LoadRun.options).where(LoadRun.id == run_id)
        ).first()
    if row is None:
        raise QueryError(f"no such run: {run_id}; `sqn status` lists them")
    if row.sha256 is None or row.loader not in registers():
        raise SourceError(f"the bytes that {run_id} read are not kept: load {row.source} again")
    path = Store(home).path(row.sha256)
    if not path.is_file():
        raise SourceError(f"the bytes that {run_id} read are gone from {path}: load {row.source} again")
    options = row.options or {}
    day = dt.date.fromisoformat(options["as_of"]) if options.get("as_of") else None
    file = Fetched(row.source, path, row.sha256)
    with run_of(engine, row.loader, row.source, sha256=row.sha256, options=options) as run:
        release = release_of(registers()[row.loader], file, day)
        load_release(engine, reference, run, release, force=bool(options.get("force")), progress=progress)
    return run
