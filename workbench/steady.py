"""What in a statement makes its answer another one each time, though the data stay: the clock and chance."""

import json

import duckdb

from workbench.sandbox.guard import nodes

CLOCK = set(
    "current_date current_time current_timestamp get_current_time get_current_timestamp localtime localtimestamp now "
    "today transaction_timestamp".split()
)
CHANCE = set("gen_random_uuid random setseed uuid uuidv4 uuidv7".split())
STATE = set("current_connection_id current_query_id current_transaction_id txid_current".split())


def unsteady(sql: str) -> list[str]:
    """The words in a statement on which its answer hangs besides the data, in alphabetical order."""
    with duckdb.connect() as duck:
        told = duck.execute("select json_serialize_sql($1, skip_null := true, skip_empty := true)", [sql]).fetchall()
    found = set()
    for node in nodes(json.loads(told[0][0])):
        name = str(node.get("function_name", "")).lower()
        column = node.get("column_names", []) if node.get("type") == "COLUMN_REF" else []
        if name in CLOCK | CHANCE | STATE:
            found.add(f"{name}()")
        if len(column) == 1 and column[0].lower() in CLOCK:  # written as a column and read as the function
            found.add(column[0].lower())
        if "sample" in node:
            found.add("sample")
    return sorted(found)
