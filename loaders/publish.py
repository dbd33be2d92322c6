"""Writes a snapshot: the record's tables as one new DuckDB file with the views for people, and the pointer to it.

A snapshot is read whole in one transaction of the record, checked against the rules, written beside the
others under a name of its own, and only then pointed to: readers never wait and never see half of it.
"""

import csv
import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    func,
    select,
)

from loaders.consolidating import consolidate
from loaders.lake.lake import beside, note_files
from loaders.ledger import now
from loaders.version import code_version
from schema.base import Moment
from schema.engine import reading
from schema.errors import SourceError, SqnError
from schema.migrating import revision_of
from schema.models import Article, Base
from schema.rules import hold
from schema.settings import QUERIES

KEPT = 7
CHUNK = 20_000
POINTER = "current.json"
DERIVED = "derived"  # folder of what was made of snapshots to be asked as of a day
STORAGE_VERSION = "v1.0.0"  # the oldest that DuckDB writes: older clients can open the file too


@dataclass(frozen=True)
class Snapshot:
    """The manifest of a snapshot: what is in it and what it was made of.

    `as_of` and `recorded_as_of` bound what it shows of the snapshot that it was made from; `undated` counts the
    articles that are left out because nobody knows their day.
    """

    id: str
    file: str
    created_at: str
    schema_revision: str
    code_version: str
    newest_article: str | None
    rows: dict[str, int]
    sha256: str
    as_of: str | None = None
    recorded_as_of: str | None = None
    undated: int = 0


def publish(engine: Engine, folder: Path) -> Snapshot:
    """Writes a snapshot of the record into a folder and points to it. Raises SqnError if a rule is broken."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
    except OSError as error:
        raise SourceError(f"cannot write snapshots to {folder}: {error.strerror}") from error
    name = f"{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    partial = folder / f"sqn-{name}.partial"
    revision = revision_of(engine)
    assert revision is not None, "the database has no tables of ours"
    try:
        with reading(engine) as record:
            hold(record)
            rows = write(record, partial)
            newest = record.scalar(select(func.max(Article.published_on)))
        snapshot = placed(partial, name, rows, newest, revision)
    except (OSError, duckdb.IOException) as error:
        raise SqnError(f"the snapshot could not be written to {folder}: {error}; the last one stays") from error
    finally:
        for left in folder.glob(f"{partial.name}*"):  # DuckDB leaves its log beside a file that it could not finish
            left.unlink(missing_ok=True)
    retire(folder, name)
    return snapshot


def placed(partial: Path, name: str, rows: dict[str, int], newest: dt.date | None, revision: str) -> Snapshot:
    """Gives a file that is written whole its name and manifest, and points to it."""
    final = partial.with_suffix(".duckdb")
    digest = sha256_of(partial)
    partial.rename(final)
    snapshot = Snapshot(
        name,
        final.name,
        now().isoformat(timespec="seconds"),
        revision,
        code_version(),
        newest.isoformat() if newest else None,
        rows,
        digest,
    )
    write_whole(final.with_suffix(".json"), asdict(snapshot))
    write_whole(final.with_name(POINTER), {"id": name, "file": final.name})
    return snapshot


def write(record: Connection, file: Path) -> dict[str, int]:
    """Copies every table into a new DuckDB file, adds the views and what the lake holds; returns each table's rows."""
    counts: dict[str, int] = {}
    with duckdb.connect() as duck:
        duck.execute(f"attach '{quoted(str(file))}' as snapshot (storage_version '{STORAGE_VERSION}')")
        duck.execute("use snapshot")
        for table in Base.metadata.sorted_tables:
            counts[table.name] = copy_table(record, duck, table)
        complete(duck, beside(file.parent))
        duck.execute("use memory")
        duck.execute("detach snapshot")
    return counts


def complete(duck: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Adds to the record's tables what is reckoned from them, and notes which files the lake holds."""
    consolidate(duck)
    note_files(duck, lake)
    lay_for_people(duck)


def lay_for_people(duck: duckdb.DuckDBPyConnection) -> None:
    """Adds the views for people to a snapshot that holds the tables, and says what their columns mean."""
    for view in views():
        duck.execute(view)
    for name, column in uncommented(duck):
        if says := meaning(name, column):
            duck.execute(f'comment on column "{name}"."{column}" is \'{quoted(says)}\'')


def copied(table: Table) -> list[Column[Any]]:
    """The columns of a table that a snapshot has."""
    return [column for column in table.columns if not isinstance(column.type, LargeBinary)]


def comment(duck: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Says of a table of a snapshot and its columns what they mean."""
    duck.execute(f"comment on table \"{table.name}\" is '{quoted(table.comment or '')}'")
    for column in copied(table):
        duck.execute(f'comment on column "{table.name}"."{column.name}" is \'{quoted(column.comment or "")}\'')


def copy_table(record: Connection, duck: duckdb.DuckDBPyConnection, table: Table) -> int:
    columns = copied(table)
    listed = ", ".join(f'"{column.name}" {duck_type(column)}' for column in columns)
    duck.execute(f'create table "{table.name}" ({listed})')
    comment(duck, table)
    schema = pa.schema([(column.name, arrow_type(column)) for column in columns])
    total = 0
    statement = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    for rows in chunks(record.execute(statement).mappings()):
        batch = pa.Table.from_pylist([plain(dict(row)) for row in rows], schema=schema)
        duck.register("batch", batch)
        duck.execute(f'insert into "{table.name}" select * from batch')
        duck.unregister("batch")
        total += len(rows)
    return total


def chunks(rows: Any) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, CHUNK)):
        yield batch


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with JSON as text, and what is a word of a vocabulary as plain text."""
    return {
        name: json.dumps(value, ensure_ascii=False)
        if isinstance(value, dict | list)
        else str(value)
        if isinstance(value, str)
        else value
        for name, value in row.items()
    }


def duck_type(column: Column[Any]) -> str:
    kind = column.type
    if isinstance(kind, Moment | DateTime):
        return "timestamptz"
    if isinstance(kind, Date):
        return "date"
    if isinstance(kind, Boolean):
        return "boolean"
    if isinstance(kind, Integer):
        return "bigint"
    if isinstance(kind, Float):
        return "double"
    if isinstance(kind, Numeric):
        return "decimal(14, 2)"
    return "varchar"


def arrow_type(column: Column[Any]) -> pa.DataType:
    return {
        "timestamptz": pa.timestamp("us", tz="UTC"),
        "date": pa.date32(),
        "boolean": pa.bool_(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "decimal(14, 2)": pa.decimal128(14, 2),
    }.get(duck_type(column), pa.string())


def views() -> list[str]:
    """The views for people, in the order of their file names, each in a file of `queries/_views`.

    One that says `create table` is reckoned now, once, as a snapshot never changes; it is asked like the others.
    """
    return [path.read_text("utf-8") for path in view_files()]


def layer() -> set[str]:
    """The names of the views for people, those among them that are written as tables included."""
    return {path.stem.partition("_")[2] for path in view_files()}


def view_files() -> list[Path]:
    return sorted((QUERIES / "_views").glob("*.sql"))


def uncommented(duck: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The columns of views and of resolved tables that no `comment on column` explains."""
    return duck.execute(
        "select table_name, column_name from duckdb_columns() where not internal and comment is null order by all"
    ).fetchall()


def meaning(view: str, column: str) -> str | None:
    """What a view's column means: as its own table says, else as `queries/_views/columns.csv` does for all views."""
    own = Base.metadata.tables.get(view.removeprefix("resolved_"))
    if own is not None and column in own.c:
        return own.c[column].comment
    table = Base.metadata.tables.get(view.removesuffix("s"))
    role = column.removesuffix("_id").removesuffix("_actor")
    if table is not None and f"{role}_principal_id" in table.c:
        if column.endswith(("_actor", "_actor_id")):
            return f"{table.c[f'{role}_id'].comment}: {'id' if column.endswith('_id') else 'name'}"
        return f"{table.c[f'{role}_principal_id'].comment}: {'id' if column.endswith('_id') else 'name'}"
    if table is not None and column in table.c:
        return table.c[column].comment
    return shared_columns().get(column)


def shared_columns() -> dict[str, str]:
    with (QUERIES / "_views" / "columns.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: row["meaning"] for row in csv.DictReader(file)}


def quoted(written: str) -> str:
    return written.replace("'", "''")


def sha256_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_whole(path: Path, content: dict[str, Any]) -> None:
    """Writes a JSON file so that a reader sees the old one or the new one, never half of either."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    with waiting.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)


def manifests(folder: Path) -> list[Snapshot]:
    """The snapshots of a folder, the newest first."""
    found = []
    for path in sorted(folder.glob("sqn-*.json"), reverse=True):
        content = json.loads(path.read_text("utf-8"))
        if (folder / content["file"]).exists():
            found.append(Snapshot(**content))
    return found


def current(folder: Path) -> Snapshot:
    """The snapshot that is pointed to. Raises SqnError if there is none."""
    try:
        pointer = json.loads((folder / POINTER).read_text("utf-8"))
        return Snapshot(**json.loads((folder / pointer["file"]).with_suffix(".json").read_text("utf-8")))
    except FileNotFoundError as error:
        raise SqnError(f"nothing is published yet in {folder}: run `sqn publish` after loading") from error


def retire(folder: Path, newest: str) -> None:
    """Removes all but the newest snapshots; who has one open keeps reading it."""
    for old in [snapshot for snapshot in manifests(folder) if snapshot.id != newest][KEPT - 1 :]:
        (folder / old.file).unlink(missing_ok=True)
        (folder / old.file).with_suffix(".json").unlink(missing_ok=True)
        for derived in (folder / DERIVED).glob(f"sqn-{old.id}@*"):
            derived.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes what a crashed publish left half-written a day ago or more."""
    for path in folder.glob("sqn-*.partial*"):
        if dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) < now() - dt.timedelta(days=1):
            path.unlink(missing_ok=True)
