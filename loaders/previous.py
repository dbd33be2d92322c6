"""Notes in a snapshot which one was published before it, so that one can ask what has changed since."""

import datetime as dt

import duckdb

TABLE = "previous_snapshot"
SAYS = {
    "id": "Id of the snapshot that was current when this one was made",
    "read_at": "Moment at which it was read off the record (UTC): what was recorded later is new in this one",
}


def note_previous(duck: duckdb.DuckDBPyConnection, previous: str | None) -> None:
    """Lays the table and fills it with the id of the snapshot before, if there is one."""
    duck.execute(f"create table {TABLE} (id varchar, read_at timestamptz)")
    if previous is not None:
        duck.execute(f"insert into {TABLE} values (?, ?)", [previous, read_at(previous)])
    duck.execute(f"comment on table {TABLE} is 'The snapshot published before this one; empty if it is the first'")
    for column, says in SAYS.items():
        duck.execute(f"comment on column {TABLE}.{column} is '{says}'")


def read_at(snapshot: str) -> dt.datetime:
    """When a snapshot was begun, which its id tells."""
    return dt.datetime.strptime(snapshot[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC)
