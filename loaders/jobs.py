"""The loaders, found by a loop over the folder of sources, and one run of one of them over one source."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import insert, select, update

import loaders.sources as folder
from loaders.fetching import Fetched, Store, Unchanged, fetch
from loaders.ledger import Counts, Run, run_of
from loaders.loader import Forecast, Job, Loader
from schema.engine import reading, writing
from schema.errors import QueryError, SourceError, did_you_mean
from schema.models import LoadRun, LoadState

Watch = Callable[[Counts], None]


@cache
def loaders() -> Mapping[str, Loader]:
    """The loaders by name."""
    modules = (
        importlib.import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)
    )
    declared = (module.LOADER for module in modules)
    return {loader.name: loader for loader in declared}


def loader_named(name: str) -> Loader:
    found = loaders().get(name)
    if found is None:
        raise QueryError(f"no such loader: {name}.{did_you_mean(name, loaders())}")
    return found


def load(job: Job, loader: Loader, written: str, *, watch: Watch = lambda _: None, **options: Any) -> Run | None:
    """Loads one source; None if its server says that nothing has changed.

    Raises SourceError if it cannot be had or is broken; what is on record stays as it is.
    """
    told = {name: value for name, value in options.items() if value}
    with run_of(job.engine, loader.name, written, options=told, watch=watch) as run:
        with reading(job.engine) as connection:
            watermark = connection.scalar(
                select(LoadState.watermark).where(LoadState.loader == loader.name, LoadState.source == written)
            )
        file = fetch(written, Store(job.home), watermark, folders=loader.folders)
        if isinstance(file, Unchanged):
            return None
        carry_out(job, loader, run, file, told)
    return run


def carry_out(job: Job, loader: Loader, run: Run, file: Fetched, told: Mapping[str, Any]) -> None:
    """The work of a run over bytes that are here."""
    with writing(job.engine) as connection:
        connection.execute(update(LoadRun).where(LoadRun.id == run.id).values(sha256=file.sha256))
    loader.load(job, run, file, told)
    remember(job, run, file, told)


def remember(job: Job, run: Run, file: Fetched, told: Mapping[str, Any]) -> None:
    """Notes, once all of it is stored, what the server said of an address, and which files were read beside it."""
    of_source = (LoadState.loader == run.loader, LoadState.source == file.written)
    values = {"watermark": file.watermark, "run_id": run.id}
    with writing(job.engine) as connection:
        if file.companions:
            options = {**told, "beside": file.companions}
            connection.execute(update(LoadRun).where(LoadRun.id == run.id).values(options=options))
        if connection.scalar(select(LoadState.loader).where(*of_source)) is None:
            connection.execute(insert(LoadState).values(loader=run.loader, source=file.written, **values))
        else:
            connection.execute(update(LoadState).where(*of_source).values(**values))


def forecast(job: Job, loader: Loader, written: str, **options: Any) -> Forecast:
    """What loading a source would change; nothing is stored but its bytes. Raises SourceError."""
    file = fetch(written, Store(job.home), folders=loader.folders)
    assert isinstance(file, Fetched), "nothing is told of an address that was not asked before"
    return loader.forecast(job, file, {name: value for name, value in options.items() if value})


def retry(job: Job, run_id: str, watch: Watch = lambda _: None) -> Run:
    """Runs a run again on the bytes that it read; a folder is read again where it stands.

    Raises QueryError if there is no such run, SourceError without its bytes.
    """
    with reading(job.engine) as connection:
        row: Any = connection.execute(
            select(LoadRun.loader, LoadRun.source, LoadRun.sha256, LoadRun.options).where(LoadRun.id == run_id)
        ).first()
    if row is None:
        raise QueryError(f"no such run: {run_id}; `sqn status` lists them")
    loader = loaders().get(row.loader)
    if loader is None:
        raise SourceError(f"{run_id} loaded no source: run `sqn {row.loader}` again")
    options = dict(row.options or {})
    companions = options.pop("beside", {})
    with run_of(job.engine, row.loader, row.source, options=options, watch=watch) as run:
        carry_out(job, loader, run, again(job, loader, row.source, row.sha256, companions), options)
    return run


def again(job: Job, loader: Loader, written: str, sha256: str | None, companions: dict[str, str | None]) -> Fetched:
    """The bytes that a run read, and those beside them."""
    store = Store(job.home)
    if sha256 is None:
        found = fetch(written, store, folders=loader.folders)
        assert isinstance(found, Fetched), "nothing is told of an address that was not asked before"
        return found
    path = store.path(sha256)
    if not path.is_file():
        raise SourceError(f"the bytes of {written} are gone from {path}: load it again")
    return Fetched(written, path, sha256, store, companions=companions, replayed=bool(companions))
