"""Saved questions asked of other databases: what a snapshot shows as tables there, the SQL as sqlglot turns it.

What is a view in a snapshot is a table there as well, with an index on every column of ids, so that they need not
reckon more than the question itself. PostgreSQL knows all that portable questions are made of. SQLite has no lists:
they are JSON texts, and their order is lost; its days are texts.
"""

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
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
WORD = """'"' || replace(replace(word::varchar, '\\', '\\\\'), '"', '\\"') || '"'"""
PIECE = 1 << 20  # bytes
BATCH = 50_000  # rows


def tables_of(question: Question) -> set[str]:
    """The views and tables of the snapshot that a question is asked of."""
    tree = sqlglot.parse_one(question.sql, read="duckdb")
    return {table.name for table in tree.find_all(exp.Table)} - {cte.alias for cte in tree.find_all(exp.CTE)}


def shown(duck: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """The columns of a view or table with their types, but the whole texts of articles: no question reads them."""
    columns = duck.execute(f'describe "{table}"').fetchall()
    return {
        name: kind for name, kind, *_ in columns if (table, name) not in (("articles", "text"), ("article", "text"))
    }


def keys(columns: Iterable[str]) -> list[str]:
    """The columns to put an index on."""
    return [column for column in columns if column == "id" or column.endswith("_id")]


def fill(postgres: psycopg.Connection[Any], snapshot: Path, tables: Iterable[str]) -> None:
    """Makes tables in PostgreSQL of what the snapshot's views and tables show."""
    with (
        duckdb.connect(str(snapshot), read_only=True) as duck,
        postgres.cursor() as cursor,
        tempfile.TemporaryDirectory(prefix="sqn-") as folder,
    ):
        duck.execute("set timezone = 'UTC'")
        for table in sorted(tables):
            columns = shown(duck, table)
            listed = ", ".join(f'"{name}" {type_of(kind)}' for name, kind in columns.items())
            cursor.execute(f'create table "{table}" ({listed})'.encode())
            read = ", ".join(written(name, kind) for name, kind in columns.items())
            file = Path(folder) / f"{table}.csv"
            duck.execute(f"copy (select {read} from \"{table}\") to '{file}' (format csv, header false, nullstr '\\N')")
            with (
                file.open("rb") as content,
                cursor.copy(f"copy \"{table}\" from stdin (format csv, null '\\N')".encode()) as copy,
            ):
                while piece := content.read(PIECE):
                    copy.write(piece)
            file.unlink()
            for column in keys(columns):
                cursor.execute(f'create index on "{table}" ("{column}")'.encode())
            cursor.execute(f'analyze "{table}"'.encode())  # other spelling


def written(name: str, kind: str) -> str:
    """A column as PostgreSQL reads it from CSV: a list is written {"a","b",NULL}."""
    if not kind.endswith("[]"):
        return f'"{name}"'
    words = f"list_transform(\"{name}\", lambda word: coalesce({WORD}, 'NULL'))"
    return f"case when \"{name}\" is not null then '{{' || array_to_string({words}, ',') || '}}' end as \"{name}\""


def type_of(kind: str) -> str:
    return f"{type_of(kind[:-2])}[]" if kind.endswith("[]") else TYPES[kind]


def for_postgres(question: Question) -> str:
    """A question in PostgreSQL's words, which must be told the type of a value that may be NULL."""
    kinds = {parameter.name: PARAMETERS.get(parameter.kind, "text") for parameter in question.parameters}
    tree = sqlglot.parse_one(question.sql, read="duckdb").transform(
        lambda node: exp.cast(node, kinds[node.name], dialect="postgres") if isinstance(node, exp.Placeholder) else node
    )
    return tree.sql(dialect="postgres")


def asked(postgres: psycopg.Connection[Any], question: Question, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a question there."""
    return postgres.execute(for_postgres(question).encode(), values).fetchall()


def fill_sqlite(sqlite: sqlite3.Connection, snapshot: Path, tables: Iterable[str]) -> None:
    """Makes tables in SQLite of what the snapshot's views and tables show."""
    with duckdb.connect(str(snapshot), read_only=True) as duck:
        duck.execute("set timezone = 'UTC'")
        for table in sorted(tables):
            columns = shown(duck, table)
            listed = ", ".join(f'"{name}"' for name in columns)
            sqlite.execute(f'create table "{table}" ({listed})')
            read = ", ".join(plainly(name, kind) for name, kind in columns.items())
            answer = duck.execute(f'select {read} from "{table}"')
            places = ", ".join("?" * len(columns))
            while rows := answer.fetchmany(BATCH):
                sqlite.executemany(f'insert into "{table}" values ({places})', rows)
            for column in keys(columns):
                sqlite.execute(f'create index "{table} {column}" on "{table}" ("{column}")')
        sqlite.execute("analyze")  # other spelling
        sqlite.commit()


def plainly(name: str, kind: str) -> str:
    """A column as SQLite holds it."""
    if kind.endswith("[]"):
        return f'to_json("{name}")::varchar as "{name}"'
    if kind.startswith("DECIMAL") or kind == "HUGEINT":
        return f'"{name}"::double as "{name}"'
    if kind.startswith("TIMESTAMP"):
        return f'strftime("{name}", \'%Y-%m-%d %H:%M:%S.%f\') as "{name}"'
    return f'"{name}"::varchar as "{name}"' if kind == "DATE" else f'"{name}"'


def for_sqlite(question: Question) -> str:
    """A question in SQLite's words."""

    def turned(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.ArrayAgg):
            told = node.this.this if isinstance(node.this, exp.Order) else node.this
            if isinstance(told, exp.Distinct):  # the order is within: array_agg(distinct x order by x)
                told = exp.Distinct(expressions=[unordered(each) for each in told.expressions])
            return exp.Anonymous(this="json_group_array", expressions=[told])
        if isinstance(node, exp.Extract):
            return exp.cast(
                exp.Anonymous(this="strftime", expressions=[exp.Literal.string("%Y"), node.expression]), "int"
            )
        if isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DATE:
            return exp.Anonymous(this="date", expressions=[node.this])
        return node

    return sqlglot.parse_one(question.sql, read="duckdb").transform(turned).sql(dialect="sqlite")


def unordered(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Order) else node


def asked_sqlite(
    sqlite: sqlite3.Connection, question: Question, values: Mapping[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """The rows of a question there."""
    told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}
    return iter(sqlite.execute(for_sqlite(question), told))


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
