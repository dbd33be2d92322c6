"""Writes a snapshot: the record's tables as one new DuckDB file with the views for people, and the pointer to it.

A snapshot is read whole in one transaction of the record, checked against the rules, written beside the
others under a name of its own, and only then pointed to: readers never wait and never see half of it.
"""

import csv
import datetime as dt
import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
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
from loaders.duck import at_once, quiet
from loaders.lake.lake import beside, note_files, settle
from loaders.ledger import now
from loaders.previous import note_previous
from loaders.snapshots import POINTER, Snapshot, current, retire, sha256_of, sweep, write_whole
from loaders.turn import PATIENCE, PUBLISHING, turn
from loaders.version import code_version
from schema.base import Moment
from schema.engine import reading
from schema.errors import SourceError, SqnError
from schema.facts import AS_TOLD
from schema.migrating import revision_of
from schema.models import Article, Base
from schema.rules import hold
from schema.settings import QUERIES

POINTER_TO_MODEL = re.compile(r"\{(?P<table>\w+)\.(?P<column>\w+)\}")
CHUNK = 20_000
STORAGE_VERSION = "v1.0.0"  # the oldest that DuckDB writes: older clients can open the file too


def publish(
    engine: Engine,
    folder: Path,
    *,
    tell: Callable[[str], None] = lambda _: None,
    patience: float = PATIENCE,
    prepare: Callable[[Snapshot], None] = lambda _: None,
) -> Snapshot:
    """Writes a snapshot of the record into a folder and points to it. Raises SqnError if a rule is broken.

    Another publish is waited for, so many seconds long, and `tell` is told who it is. `prepare` is called with the new
    snapshot before anybody can ask it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PUBLISHING).touch()
    except OSError as error:
        raise SourceError(f"cannot write snapshots to {folder}: {error.strerror}") from error
    with turn(folder, tell, patience):
        sweep(folder)
        snapshot = lay(engine, folder, prepare)
        settle(folder)  # nothing is removed before the pointer to the new one is on the disk
        retire(folder, snapshot.id)
    return snapshot


def lay(engine: Engine, folder: Path, prepare: Callable[[Snapshot], None]) -> Snapshot:
    """Writes a snapshot and points to it. Raises SqnError."""
    name = f"{now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    partial = folder / f"sqn-{name}.partial"
    revision = revision_of(engine)
    assert revision is not None, "the database has no tables of ours"
    final = folder / f"sqn-{name}.duckdb"
    try:
        with reading(engine) as record:
            hold(record)
            rows, facts = write(record, partial)
            newest = record.scalar(select(func.max(Article.published_on)))
        snapshot = placed(partial, name, rows, facts, newest, revision)
        prepare(snapshot)
        point_to(folder, snapshot)
    except (OSError, duckdb.IOException, duckdb.TransactionException) as error:
        for half in (final.with_suffix(".json"), final):  # nothing points to it
            half.unlink(missing_ok=True)
        raise SqnError(f"the snapshot could not be written to {folder}: {error}; the last one stays") from error
    finally:
        if not final.with_suffix(".json").exists():
            final.unlink(missing_ok=True)
            shutil.rmtree(final.with_suffix(".answers"), ignore_errors=True)
        for left in folder.glob(f"{partial.name}*"):  # DuckDB leaves its log beside a file that it could not finish
            left.unlink(missing_ok=True)
    return snapshot


def placed(
    partial: Path, name: str, rows: dict[str, int], facts: int, newest: dt.date | None, revision: str
) -> Snapshot:
    """Gives a file that is written whole its name; it is a snapshot once it is pointed to."""
    final = partial.with_suffix(".duckdb")
    digest = sha256_of(partial)
    settle(partial)
    partial.rename(final)
    return Snapshot(
        name,
        final.name,
        now().isoformat(timespec="seconds"),
        revision,
        code_version(),
        newest.isoformat() if newest else None,
        rows,
        digest,
        facts=facts,
    )


def point_to(folder: Path, snapshot: Snapshot) -> None:
    """Gives a snapshot its manifest and has it asked from now on."""
    write_whole(folder / f"sqn-{snapshot.id}.json", asdict(snapshot))
    settle(folder)  # what is pointed to is on the disk before the pointer
    write_whole(folder / POINTER, {"id": snapshot.id, "file": snapshot.file})


def write(record: Connection, file: Path) -> tuple[dict[str, int], int]:
    """Copies every table into a new DuckDB file, adds the views and what the lake holds.

    Returns each table's rows, and the number of facts, each once by all its accounts.
    """
    with quiet(duckdb.connect()) as duck:
        duck.execute(f"attach '{quoted(str(file))}' as snapshot (storage_version '{STORAGE_VERSION}')")
        duck.execute("use snapshot")
        counts = copy_record(record, duck)
        with at_once(duck):
            complete(duck, beside(file.parent), before(file.parent))
        facts = led_together(duck)
        duck.execute("use memory")
        duck.execute("detach snapshot")
    return counts, facts


def led_together(duck: duckdb.DuckDBPyConnection) -> int:
    """How many facts a snapshot has, each once by all its accounts."""
    ((facts,),) = duck.execute("select count(*) from resolved_fact").fetchall()
    return int(facts)


def before(folder: Path) -> str | None:
    """The id of the snapshot that is pointed to; None if there is none, or it is gone."""
    try:
        return current(folder).id
    except SqnError:
        return None


def complete(duck: duckdb.DuckDBPyConnection, lake: Path, previous: str | None = None) -> None:
    """Adds to the record's tables what is reckoned from them, what the lake holds, what was published before."""
    consolidate(duck)
    note_files(duck, lake)
    note_previous(duck, previous)
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


def copy_record(record: Connection, duck: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Copies every table of the record into a snapshot that is begun, and returns how many rows each has."""
    with at_once(duck):
        for table in Base.metadata.sorted_tables:
            lay_table(duck, table)
    return {table.name: copy_rows(record, duck, table) for table in Base.metadata.sorted_tables}


def lay_table(duck: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Lays a table of the record in a snapshot, without rows."""
    listed = ", ".join(f'"{column.name}" {duck_type(column)}' for column in copied(table))
    duck.execute(f'create table "{table.name}" ({listed})')
    comment(duck, table)


def copy_rows(record: Connection, duck: duckdb.DuckDBPyConnection, table: Table) -> int:
    """Copies the rows of a table of the record into a snapshot, and returns how many they are."""
    columns = copied(table)
    names = [column.name for column in columns]
    total = 0
    statement = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    for rows in record.execute(statement).partitions():
        batch = [held(column, values) for column, values in zip(columns, zip(*rows, strict=True), strict=True)]
        duck.register("batch", pa.table(batch, names))
        duck.execute(f'insert into "{table.name}" select * from batch')
        duck.unregister("batch")
        total += len(rows)
    return total


def held(column: Column[Any], values: Iterable[Any]) -> pa.Array:
    """The values of a column as a snapshot holds them."""
    kind = arrow_type(column)
    return pa.array(map(plain, values) if kind == pa.string() else values, kind)


def plain(value: Any) -> Any:
    """JSON as text, and what is a word of a vocabulary as plain text."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value) if isinstance(value, str) else value


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


def layer() -> tuple[str, ...]:
    """The names of the views for people in the order of their files, those that are written as tables included."""
    return tuple(path.stem.partition("_")[2] for path in view_files())


def view_files() -> list[Path]:
    return sorted((QUERIES / "_views").glob("*.sql"))


def uncommented(duck: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """The columns of views and of resolved tables that no `comment on column` explains."""
    return duck.execute(
        "select table_name, column_name from duckdb_columns() where not internal and comment is null order by all"
    ).fetchall()


def meaning(view: str, column: str) -> str | None:
    """What a view's column means: as `queries/_views/columns.csv` says of it or of all views, or its own table."""
    shared = shared_columns()
    if own_meaning := shared.get(f"{view}.{column}"):
        return own_meaning
    own = Base.metadata.tables.get(view.removeprefix("resolved_"))
    if own is not None and column in own.c:
        return own.c[column].comment
    table = Base.metadata.tables.get(view.removesuffix("s"))
    role = column.removesuffix("_id").removesuffix("_actor")
    if table is not None and f"{role}_principal_id" in table.c:
        who = (table.c[f"{role}_id"].comment or "").removesuffix(AS_TOLD)
        what = "id" if column.endswith("_id") else "name"
        if column.endswith(("_actor", "_actor_id")):
            return f"{who}, as specific as the text is: {what}; empty: not told"
        return f"{who}: {what} of the state or organisation acted for; empty: not known"
    if table is not None and column in table.c:
        return table.c[column].comment
    return shared.get(column)


@cache
def shared_columns() -> dict[str, str]:
    """Meanings by `column` or `view.column`; in them `{table.column}` stands for what the model says of it."""
    with (QUERIES / "_views" / "columns.csv").open(encoding="utf-8", newline="") as file:
        return {row["column"]: POINTER_TO_MODEL.sub(of_model, row["meaning"]) for row in csv.DictReader(file)}


def of_model(pointer: re.Match[str]) -> str:
    return Base.metadata.tables[pointer["table"]].c[pointer["column"]].comment or ""


def quoted(written: str) -> str:
    return written.replace("'", "''")
