"""What SQL may say here: one SELECT, over tables and views, with functions that stay inside the snapshot.

DuckDB is locked as well (`engine`): what is refused here by name would mostly fail there. The names are looked at
because some functions tell of the machine, and because a refusal with its place is better than a failure.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from workbench.sandbox.places import RefusedError

LONGEST = 200_000  # characters
NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
# Table functions are refused unless they are here: others read files, run text as SQL or tell of the machine.
TABLE_FUNCTIONS = set(
    """
    range generate_series unnest repeat repeat_row json_each json_tree pragma_table_info regexp_split_to_table
    duckdb_columns duckdb_constraints duckdb_functions duckdb_indexes duckdb_keywords duckdb_schemas duckdb_tables
    duckdb_types duckdb_views icu_calendar_names pg_timezone_names
    """.split()
)
FUNCTIONS = set(
    """
    current_setting getenv json_execute_serialized_sql json_serialize_plan nextval pg_conf_load_time query query_table
    setval write_log
    """.split()
)
VIEWS = {
    "duckdb_databases",
    "duckdb_logs",
    "pg_database",
    "pg_prepared_statements",
    "pg_settings",
    "pragma_database_list",
}
FILELIKE = "./\\:*?[]~"
SHOWN = {"DESCRIBE", "SUMMARY", "SHOW_FROM", "SHOW_UNQUALIFIED", "SHOW_SPECIAL"}


def one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one SELECT of a text. Raises RefusedError for anything else, and duckdb.Error for what is no SQL."""
    if len(sql) > LONGEST:
        raise RefusedError(
            f"the statement has {len(sql):,} characters; {LONGEST:,} are the most. Bind long lists as $name"
        )
    if "\0" in sql:
        raise RefusedError("the statement has a NUL character in it", len(sql[: sql.index("\0")].encode()))
    try:
        statements = connection.extract_statements(sql)
    except ValueError as error:  # a kind of statement that the client has no name for
        raise RefusedError("only SELECT is answered here: the snapshot is read-only") from error
    if len(statements) != 1:
        raise RefusedError(f"one statement at a time; this has {len(statements)}")
    kind = statements[0].type
    if kind == duckdb.StatementType.MULTI:
        raise RefusedError("a PIVOT needs the values of its columns here: `pivot … on column in ('a', 'b')`")
    if kind != duckdb.StatementType.SELECT:
        raise RefusedError(f"only SELECT is answered here, not {kind.name}: the snapshot is read-only")
    told = connection.execute("select json_serialize_sql($1, skip_null := true, skip_empty := true)", [sql]).fetchall()
    try:
        tree = json.loads(told[0][0])
    except RecursionError as error:
        raise RefusedError("the statement is nested too deeply") from error
    if tree["error"]:
        raise RefusedError(f"only SELECT is answered here: {tree['error_message']}")
    for node in nodes(tree):
        look_at(node)
    return statements[0]


def nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a parsed statement, however deep."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def look_at(node: Mapping[str, Any]) -> None:
    """Raises RefusedError if this part of a statement reaches beyond the snapshot."""
    kind = node.get("type")
    if isinstance(kind, str) and kind.endswith("_NODE") and kind not in NODES:
        raise refused(node, "only SELECT is answered here: the snapshot is read-only")
    if kind == "BASE_TABLE":
        name = str(node.get("table_name", ""))
        if any(sign in FILELIKE for sign in name):
            raise refused(node, f"{name!r} is read as the name of a file, and files cannot be read here")
        if name.lower() in VIEWS:
            raise refused(node, f"{name} tells of the machine and is refused here")
    if kind == "SHOW_REF":
        if node.get("show_type") not in SHOWN:
            raise refused(node, "SHOW of a setting is refused here; DESCRIBE shows a table")
        if node.get("table_name", "").strip('"').lower() == "databases":
            raise refused(node, "SHOW DATABASES is refused here: there is one, the snapshot")
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        if name not in TABLE_FUNCTIONS:
            raise refused(node, f"the table function {name} is refused here: it could reach beyond the snapshot")
    if "function_name" in node:
        name = str(node["function_name"]).lower()
        if name in FUNCTIONS or name.startswith(("__internal", "pragma_storage")):
            raise refused(node, f"the function {name} is refused here: it could reach beyond the snapshot")


def refused(node: Mapping[str, Any], why: str) -> RefusedError:
    offset, length = int(node.get("query_location", -1)), int(node.get("query_location_length", 0))
    known = 0 <= offset < LONGEST * 4  # the largest number stands for none
    return RefusedError(why, offset if known else None, length)
