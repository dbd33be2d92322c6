"""DuckDB as the loaders use it."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


def quiet(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same connection without the bar of progress, which DuckDB draws on standard output, where results belong."""
    return duck.execute("set enable_progress_bar = false")


@contextmanager
def at_once(duck: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commits statements together: each by itself would wait for the disk. What fails leaves the transaction open."""
    duck.begin()
    yield
    duck.commit()
