"""Questions asked of PostgreSQL: what a snapshot shows as tables there, and the SQL as sqlglot turns it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import sqlglot
from sqlglot import exp

from workbench.library import Question

PARAMETERS = {"date": "date", "integer": "bigint", "number": "double precision"}
TYPES = {
    "BIGINT": "bigint", "INTEGER": "integer", "DOUBLE": "double precision", "BOOLEAN": "boolean", "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamptz", "VARCHAR": "text", "DECIMAL(14,2)": "numeric(14, 2)",
    "HUGEINT": "numeric",
}  # fmt: skip


def tables_of(question: Question) -> set[str]:
    """The views and tables of the snapshot that a question is asked of."""
    tree = sqlglot.parse_one(question.sql, read="duckdb")
    return {table.name for table in tree.find_all(exp.Table)} - {cte.alias for cte in tree.find_all(exp.CTE)}


def fill(postgres: psycopg.Connection[Any], snapshot: Path, tables: Iterable[str]) -> None:
    """Makes tables in PostgreSQL of what the snapshot's views and tables show."""
    with duckdb.connect(str(snapshot), read_only=True) as duck, postgres.cursor() as cursor:
        for table in sorted(tables):
            shown = duck.execute(f'select * from "{table}"')
            columns = [f'"{name}" {type_of(str(kind))}' for name, kind, *_ in shown.description or ()]
            cursor.execute(f'create table "{table}" ({", ".join(columns)})'.encode())
            with cursor.copy(f'copy "{table}" from stdin'.encode()) as copy:
                for row in shown.fetchall():
                    copy.write_row(row)


def type_of(kind: str) -> str:
    return f"{type_of(kind[:-2])}[]" if kind.endswith("[]") else TYPES[kind]


def asked(postgres: psycopg.Connection[Any], question: Question, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a question there. PostgreSQL must be told the type of a value that may be NULL."""
    kinds = {parameter.name: PARAMETERS.get(parameter.kind, "text") for parameter in question.parameters}
    tree = sqlglot.parse_one(question.sql, read="duckdb").transform(
        lambda node: exp.cast(node, kinds[node.name], dialect="postgres") if isinstance(node, exp.Placeholder) else node
    )
    return postgres.execute(tree.sql(dialect="postgres").encode(), values).fetchall()


def alike(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    """Rows as they compare across databases: without order, as each sorts texts in its own way."""
    return sorted(str(tuple(plain(value) for value in row)) for row in rows)


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(str(plain(inner)) for inner in value)
    if isinstance(value, Decimal | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
