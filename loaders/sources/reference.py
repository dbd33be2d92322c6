"""The reference lists: actors, posts, weapon systems, legal instruments and sanctions programmes, a folder of CSV."""

from extraction.names.reference_lists import read_reference
from loaders.fetching import Fetched
from loaders.ledger import Run, rehearsal
from loaders.loader import Forecast, Job, Loader, Options
from loaders.reference import store_reference, sync_all
from schema.settings import REFERENCE_LISTS


def load(job: Job, run: Run, file: Fetched, _options: Options) -> None:
    store_reference(job.engine, run, read_reference(file.path))


def forecast(job: Job, file: Fetched, _options: Options) -> Forecast:
    with rehearsal(job.engine, "reference", file.written) as (connection, run):
        sync_all(connection, read_reference(file.path), run.counts)
    return Forecast(run.counts)


LOADER = Loader(
    "reference",
    "Reference lists: actors, posts, weapon systems, legal instruments, programmes (a folder of CSV)",
    "actor, post, weapon_system, legal_instrument, sanctions_programme",
    "id",
    load,
    forecast,
    folders=True,
    whole=REFERENCE_LISTS,
)
