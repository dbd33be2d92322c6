"""One load of a dump of Wikidata: read once for what others point to, once more for what is of the field."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from sqlalchemy import Connection

from loaders.decoding import UnreadableError
from loaders.fetching import Fetched
from loaders.ledger import Reject, Run, rehearsal
from loaders.loader import Forecast, Job, Options
from loaders.wikidata.entities import entities
from loaders.wikidata.keeping import keep_actors, keep_systems, know_source
from loaders.wikidata.meaning import NOT_DEFAULT, Field, Meant, NewSystem, groups, meaning, note
from schema.errors import QueryError, SourceError, did_you_mean

BATCH = 200
Batch = Callable[[], AbstractContextManager[Connection]]


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    """Loads a dump. Raises SourceError if it is none; what earlier batches stored stays."""
    load_entities(job, run, file, options, lambda: run.batch(job.engine))


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    """What a load would store, by storing it and taking it back."""
    with rehearsal(job.engine, "reference", file.written) as (connection, run):
        load_entities(job, run, file, options, lambda: nullcontext(connection))
    return Forecast(run.counts, (), run.rejects)


def load_entities(job: Job, run: Run, file: Fetched, options: Options, batch: Batch) -> None:
    try:
        known = Field(job.reference, chosen(options.get("classes")))
        for entity in entities(file.path, file.written):
            if not isinstance(entity, Reject):
                note(known, entity)
        with batch() as connection:
            know_source(connection)
        systems = read_on(known, run, file, batch)
    except UnreadableError as error:
        raise SourceError(f"{file.written} {error}") from error
    for at in range(0, len(systems), BATCH):
        with batch() as connection:
            keep_systems(connection, job.reference, run, systems[at : at + BATCH])


def read_on(known: Field, run: Run, file: Fetched, batch: Batch) -> list[NewSystem]:
    """Stores the actors of a dump and hands back its weapon systems, which may name them as makers."""
    systems: list[NewSystem] = []
    waiting: list[Meant] = []
    rejects: list[Reject] = []

    def store() -> None:
        with batch() as connection:
            for reject in rejects:
                run.reject(connection, reject)
            keep_actors(connection, run, waiting)
        waiting.clear()
        rejects.clear()

    for entity in entities(file.path, file.written):
        told = entity if isinstance(entity, Reject) else meaning(known, entity)
        if told is None:
            continue
        run.counts.met += 1
        if isinstance(told, Reject):
            rejects.append(told)
        elif isinstance(told, str):
            rejects.append(Reject(f"{file.written}:{told.split()[0]}", told, told.encode()))
        elif told.system:
            systems.append(told.system)
        else:
            waiting.append(told)
        if len(waiting) + len(rejects) >= BATCH:
            store()
    store()
    return systems


def chosen(written: str | None) -> frozenset[str]:
    """The groups of classes that are to be taken. Raises QueryError for one that there is not."""
    if not written:
        return frozenset(groups()) - set(NOT_DEFAULT)
    found = [one.strip() for one in written.split(",") if one.strip()]
    for one in found:
        if one not in groups():
            raise QueryError(f"no such classes: {one}.{did_you_mean(one, groups())} There are: {', '.join(groups())}")
    return frozenset(found)
