"""Answers of any size into a file, batch by batch: what is held in memory does not grow with the answer."""

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from loaders.snapshots import Snapshot, current
from schema.errors import QueryError, SqnError
from workbench.output import cell
from workbench.runner import Runner, distinct
from workbench.values import values

SECONDS = 900


def export(
    answering: Runner,
    sql: str,
    bound: Mapping[str, Any] | None,
    path: Path,
    *,
    snapshot: Snapshot | None = None,
    seconds: float = SECONDS,
) -> int:
    """Writes all rows of one SELECT to a CSV or Parquet file, as its name ends, and returns how many there were.

    The file is there whole or not at all. Raises QueryError as `Runner.run` does, and for a name that ends otherwise.
    """
    if path.suffix.lower() not in WRITERS:
        raise QueryError(f"{path.name}: an answer is written to a file whose name ends in {' or '.join(WRITERS)}")
    limits = replace(answering.limits, rows=None, size=None, seconds=seconds)
    with (
        replaced(path) as file,
        answering.stream(sql, bound, snapshot or current(answering.folder), limits) as (reader, _),
    ):
        names = distinct(reader.schema.names)
        schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, names, strict=True)])
        return WRITERS[path.suffix.lower()](file, schema, reader)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of another once it is written."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with waiting.open("wb") as file:
            yield file
        waiting.replace(path)
    except OSError as error:
        raise SqnError(f"{path} could not be written: {error.strerror or error}") from error
    finally:
        waiting.unlink(missing_ok=True)


def to_csv(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader) -> int:
    written = 0
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(schema.names)
    for batch in reader:
        writer.writerows(zip(*(cells(column) for column in batch.columns), strict=True))
        written += batch.num_rows
    text.detach()  # what is written is in the file, which stays open
    return written


def cells(column: pa.Array) -> list[Any]:
    """The values as CSV shows them; words and whole numbers are left to the writer, which is many times as fast."""
    if pa.types.is_string(column.type) or pa.types.is_integer(column.type):
        return values(column)
    return [cell(value) for value in values(column)]


def to_parquet(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader) -> int:
    import pyarrow.parquet as parquet

    written = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns(schema.names))
            written += batch.num_rows
    return written


WRITERS: dict[str, Callable[[BinaryIO, pa.Schema, pa.RecordBatchReader], int]] = {
    ".csv": to_csv,
    ".parquet": to_parquet,
}
