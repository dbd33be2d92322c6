"""One load of a file of PLOVER events into the lake, and what it would be."""

from pathlib import Path

from extraction.names.reference import Reference
from loaders.fetching import Fetched
from loaders.lake.gdelt import states
from loaders.lake.loading import Convert, bring, foretell
from loaders.lake.plover import FEED
from loaders.lake.plover_file import convert
from loaders.lake.sieve import Sieved
from loaders.ledger import Run
from loaders.loader import Forecast, Job, Options


def load(job: Job, run: Run, file: Fetched, _options: Options) -> None:
    """Loads one file into the lake.

    Raises SourceError if it is no file of events, SqnError if the lake cannot be written.
    """
    bring(job, run, file, FEED, converting(file, job.reference))


def forecast(job: Job, file: Fetched, _options: Options) -> Forecast:
    """What loading a file would change. Raises as `load` does."""
    return foretell(job, file, FEED, converting(file, job.reference))


def converting(file: Fetched, reference: Reference) -> Convert:
    def lines_of(raw: Path, target: Path) -> Sieved:
        return convert(file, raw, states(reference), target)

    return lines_of
