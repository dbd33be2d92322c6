"""DuckDB as the loaders use it."""

import duckdb


def quiet(duck: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same connection without the bar of progress, which DuckDB draws on standard output, where results belong."""
    return duck.execute("set enable_progress_bar = false")
