"""DuckDB on one snapshot, shut: nothing can be written, loaded, set or read but the snapshot and the lake beside it."""

from pathlib import Path
from typing import Any

import duckdb

from loaders.lake.lake import lay_views

FEW = 1000  # rows of one side of a join by which DuckDB picks those of the other while it reads them
SHARE = 0.8  # of the memory for DuckDB's own account of it; long texts and the like are not on that account


def opened(file: str, lake: str, memory: int, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection to a snapshot and, if there is one, its lake, both relative to the folder that we are in.

    Relative, so that what DuckDB tells of its files tells nothing of the machine. The views over the lake show the
    files that it held when the snapshot was published; they are laid at each opening, as a snapshot can be moved.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",  # else `from x` finds variables of this program
            "errors_as_json": "true",
            "memory_limit": f"{int(memory * SHARE) >> 20}MiB",
            "temp_directory": "",
            **({"threads": str(threads)} if threads else {}),
        }
    )
    try:
        written = file.replace("'", "''")
        connection.execute(f"attach '{written}' as snapshot (read_only)")
        connection.execute("use snapshot")
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"set dynamic_or_filter_threshold = {FEW}")
        # The order counts: which folder may be read is told before all others are shut.
        connection.execute(f"set allowed_directories = ['{lake}/']")
        connection.execute("set enable_external_access = false")
        lay_views(connection, Path(lake))
        connection.execute("set lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection


# What Arrow has no common type for, or Python no exact one; a union's and a variant's values may be of any type.
RECAST = {
    "interval": "VARCHAR",
    "bit": "VARCHAR",
    "time with time zone": "VARCHAR",
    "bignum": "VARCHAR",
    "variant": "VARCHAR",
    "union": "VARCHAR",
    "timestamp_ns": "TIMESTAMP",
    "time_ns": "TIME",
}


def plain(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The same rows with their columns in types that hold on the way through Arrow to Python."""
    kinds = [recast(kind) for kind in relation.types]
    if not any(kinds):
        return relation
    # By place, as names may repeat.
    columns = enumerate(zip(relation.columns, kinds, strict=True), start=1)
    places = [f"cast(#{place} as {kind}) as {named(name)}" if kind else f"#{place}" for place, (name, kind) in columns]
    return relation.project(", ".join(places))


def recast(kind: Any) -> str | None:
    """The type to cast a type to, as SQL writes it; None where it can stay as it is."""
    if kind.id in RECAST:
        return RECAST[kind.id]
    if kind.id not in ("list", "array", "map", "struct"):
        return None
    size = f"[{kind.children[1][1]}]" if kind.id == "array" else "[]"
    parts = [(name, one) for name, one in kind.children if not isinstance(one, int)]
    if not any(recast(one) for _, one in parts):
        return None
    inner = [recast(one) or str(one) for _, one in parts]
    if kind.id == "map":
        return f"MAP({', '.join(inner)})"
    if kind.id == "struct":
        fields = [f"{named(name)} {one}" for (name, _), one in zip(parts, inner, strict=True)]
        return f"STRUCT({', '.join(fields)})"
    return f"{inner[0]}{size}"


def named(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
