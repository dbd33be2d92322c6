"""Rows of the record's tables into a DuckDB file that has these tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from loaders.publish import held
from schema.models import Base


def insert_rows(duck: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows by column; columns that none of them names take what the table has for them, or NULL."""
    if not rows:
        return
    columns = [column for column in Base.metadata.tables[table].columns if any(column.name in row for row in rows)]
    told = {column.name: held(column, (row.get(column.name) for row in rows)) for column in columns}
    duck.register("told", pa.table(told))
    duck.execute(f'insert into "{table}" by name select * from told')
    duck.unregister("told")


def ids_as(duck: duckdb.DuckDBPyConnection, name: str, ids: Sequence[str]) -> None:
    """Lays ids down as a table `name` with the column `id`, for the statements that follow."""
    duck.register(name, pa.table({"id": pa.array(list(ids), pa.string())}))
