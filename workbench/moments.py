"""Points in time out of DuckDB, without the package `pytz` that its own Python client asks for."""

import datetime as dt
from typing import Any

import duckdb

MOMENT, CLOCK = "TIMESTAMP WITH TIME ZONE", "TIMESTAMP"


def fetched(answer: duckdb.DuckDBPyRelation) -> tuple[tuple[Any, ...], ...]:
    """All rows of an answer; moments come as datetimes in UTC, inside lists and structs too."""
    kinds = [str(kind) for kind in answer.types]
    moments = [MOMENT in kind for kind in kinds]
    if not any(moments):
        return tuple(answer.fetchall())
    # Cast to what the client can hand over: the same instant as UTC's clock shows it, by place, as names may repeat.
    places = [
        f"cast(#{place} as {kind.replace(MOMENT, CLOCK)})" if moment else f"#{place}"
        for place, (kind, moment) in enumerate(zip(kinds, moments, strict=True), start=1)
    ]
    rows = answer.project(", ".join(places)).fetchall()
    return tuple(
        tuple(in_utc(value) if moment else value for value, moment in zip(row, moments, strict=True)) for row in rows
    )


def in_utc(value: Any) -> Any:
    """A clock's value, or the values in a list or struct, told to be UTC; what no datetime can hold stays text."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC)
    if isinstance(value, dict):
        return {name: in_utc(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_utc(inner) for inner in value]
    return value
