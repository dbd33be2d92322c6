"""Answers of any size into a file, batch by batch: what is held in memory does not grow with the answer.

CSV keeps every value as it is, also one that begins with a sign that spreadsheets take for a formula's: it is read by
programs. Who opens an answer in a spreadsheet writes XLSX, where every text is text.
"""

import csv
import io
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from loaders.snapshots import Snapshot, current
from schema.errors import QueryError, SqnError
from workbench.output import as_json, as_json_lines, as_markdown, cell
from workbench.runner import Runner, distinct
from workbench.values import rows, values

SECONDS = 900


def export(
    answering: Runner,
    sql: str,
    bound: Mapping[str, Any] | None,
    path: Path,
    *,
    form: str | None = None,
    about: Mapping[str, str] | None = None,
    snapshot: Snapshot | None = None,
    seconds: float = SECONDS,
    stop: threading.Event | None = None,
) -> int:
    """Writes all rows of one SELECT to a file and returns how many there were; how it is written, its name says.

    The file is there whole or not at all. `about` is what a workbook says of the answer. Raises QueryError as
    `Runner.run` does, and for a name that says nothing, unless `form` does, or says another thing than `form`.
    """
    writer = WRITERS[form_of(path, form)]
    with replaced(path) as file:
        return poured(answering, sql, bound, file, writer, about, snapshot, seconds, stop)


def export_to(
    answering: Runner,
    sql: str,
    bound: Mapping[str, Any] | None,
    file: BinaryIO,
    form: str,
    *,
    about: Mapping[str, str] | None = None,
    snapshot: Snapshot | None = None,
    seconds: float = SECONDS,
) -> int:
    """The same into an open file."""
    return poured(answering, sql, bound, file, WRITERS[form], about, snapshot, seconds, None)


def poured(
    answering: Runner,
    sql: str,
    bound: Mapping[str, Any] | None,
    file: BinaryIO,
    writer: "Writer",
    about: Mapping[str, str] | None,
    snapshot: Snapshot | None,
    seconds: float,
    stop: threading.Event | None,
) -> int:
    limits = replace(answering.limits, rows=None, size=None, seconds=seconds)
    asked = snapshot or current(answering.folder)
    with answering.stream(sql, bound, asked, limits, stop) as (reader, _):
        names = distinct(reader.schema.names)
        schema = pa.schema([field.with_name(name) for field, name in zip(reader.schema, names, strict=True)])
        return writer(file, schema, reader, about or {})


def form_of(path: Path, form: str | None) -> str:
    """How a file is to be written, by its name or else by `form`. Raises QueryError where neither says it."""
    suffix = path.suffix.lower().removeprefix(".")
    if form in (None, suffix) and suffix in WRITERS:
        return suffix
    if form in WRITERS and suffix not in WRITERS:
        return form
    if suffix in WRITERS:
        raise QueryError(f"{path.name}: the name of the file says {suffix}, and --format {form}: leave one out")
    raise QueryError(f"{path.name}: an answer is written to a file whose name ends in {endings()}")


def endings() -> str:
    *most, last = (f".{form}" for form in WRITERS)
    return f"{', '.join(most)} or {last}"


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


def to_csv(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader, _about: Mapping[str, str]) -> int:
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


def to_parquet(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader, _about: Mapping[str, str]) -> int:
    import pyarrow.parquet as parquet

    written = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns(schema.names))
            written += batch.num_rows
    return written


def lines_of(
    lines: Callable[[Sequence[str], Iterable[Sequence[Any]]], Iterator[str]],
) -> "Writer":
    """A writer of a format of text that is made row by row."""

    def to_text(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader, _about: Mapping[str, str]) -> int:
        counted = Counted(reader)
        for line in lines(schema.names, counted):
            file.write(line.encode("utf-8"))
        return counted.rows

    return to_text


class Counted:
    """The rows of an answer one by one; `rows` is how many there were so far."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self.reader, self.rows = reader, 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for batch in self.reader:
            yield from rows(batch)
            self.rows += batch.num_rows


def to_workbook(file: BinaryIO, schema: pa.Schema, reader: pa.RecordBatchReader, about: Mapping[str, str]) -> int:
    from workbench.spreadsheets import write_workbook

    return write_workbook(file, schema.names, Counted(reader), about)


Writer = Callable[[BinaryIO, pa.Schema, pa.RecordBatchReader, Mapping[str, str]], int]
WRITERS: dict[str, Writer] = {
    "csv": to_csv,
    "json": lines_of(as_json),
    "jsonl": lines_of(as_json_lines),
    "md": lines_of(as_markdown),
    "parquet": to_parquet,
    "xlsx": to_workbook,
}
