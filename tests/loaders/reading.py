"""Sources of articles read as a load reads them, without a database."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from loaders.articles.reading import read_source
from loaders.articles.records import Found
from loaders.fetching import Fetched, Store, fetch


def read(path: Path) -> Iterator[Found]:
    with tempfile.TemporaryDirectory() as home:
        file = fetch(str(path), Store(Path(home)), folders=True)
        assert isinstance(file, Fetched)
        yield from read_source(file)
