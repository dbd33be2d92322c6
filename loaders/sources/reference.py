"""The reference lists, a folder of CSV: actors, posts, weapon systems, laws, programmes; and dumps of Wikidata."""

from extraction.names.reference_lists import read_reference
from loaders.fetching import Fetched
from loaders.ledger import Run, rehearsal
from loaders.loader import Forecast, Job, Loader, Option, Options
from loaders.reference import store_reference, sync_all
from loaders.wikidata import loading as wikidata
from schema.settings import REFERENCE_LISTS


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    if file.sha256 is not None:  # a file; the lists are a folder
        wikidata.load(job, run, file, options)
        return
    store_reference(job.engine, run, read_reference(file.path))


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    if file.sha256 is not None:
        return wikidata.forecast(job, file, options)
    with rehearsal(job.engine, "reference", file.written) as (connection, run):
        sync_all(connection, read_reference(file.path), run.counts)
    return Forecast(run.counts)


LOADER = Loader(
    "reference",
    "Reference lists: actors, posts, weapon systems, laws, programmes (a folder of CSV); dumps of Wikidata (a file)",
    "actor, post, weapon_system, legal_instrument, sanctions_programme",
    "id",
    load,
    forecast,
    (Option("classes", "Which entities of a dump of Wikidata are taken, with commas between.", "words"),),
    folders=True,
    whole=REFERENCE_LISTS,
    help="""A file is a dump of Wikidata: an entity of JSON a line, or `{"entities": …}` on one line. It adds states,
organisations, ministries, forces, groups, arms makers, persons who held high office and weapon systems to the lists,
and changes none of these; `--classes weapons,persons` takes but these, and civil aircraft come only with `aircraft`.
Texts are coded by the lists alone.""",
)
