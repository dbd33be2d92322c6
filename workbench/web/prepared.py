"""What lies beside a snapshot: answers and charts that most readers ask for, made once when it is written.

sqn-ID.answers/KEY.arrow           rows of an answer; KEY: its statement, values, most rows, the code
sqn-ID.answers/KEY.json            a chart; KEY: its question, values, look, and the code
"""

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from loaders.snapshots import Snapshot, answers_of
from schema.settings import CHECKOUT
from workbench.runner import Result
from workbench.sandbox.process import Limits
from workbench.values import Rows

NOTICE = b"notice"  # under which a file says that there were more rows
WRITTEN = pa.ipc.IpcWriteOptions(compression="zstd")


def read(folder: Path, snapshot: Snapshot, sql: str, values: Mapping[str, Any], limits: Limits) -> Result | None:
    """The answer that was written; None where none was, or where it cannot be read."""
    content = kept(folder, snapshot, of_answer(sql, values, limits))
    if content is None:
        return None
    try:
        table = pa.ipc.open_file(pa.BufferReader(content)).read_all()
    except (OSError, pa.ArrowException):
        return None
    metadata = dict(table.schema.metadata or {})
    notice = metadata.pop(NOTICE, b"").decode() or None
    return Result(
        tuple(table.column_names), Rows(table), snapshot, notice, table.replace_schema_metadata(metadata or None)
    )


def write(folder: Path, sql: str, values: Mapping[str, Any], limits: Limits, result: Result) -> None:
    """Writes an answer. Raises OSError."""
    table = result.table
    assert table is not None
    if result.notice:
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), NOTICE: result.notice.encode()})
    target = pa.BufferOutputStream()
    with pa.ipc.new_file(target, table.schema, options=WRITTEN) as writer:
        writer.write_table(table)
    keep(folder, result.snapshot, of_answer(sql, values, limits), target.getvalue())


def of_answer(sql: str, values: Mapping[str, Any], limits: Limits) -> str:
    """The name of the file of an answer; other code makes it another, how long and in how much memory does not."""
    return named("arrow", code(), sql, sorted(values.items()), limits.rows, limits.size)


@cache
def code() -> str:
    """What is known of the code that answers and draws: by another, answers and charts may be otherwise."""
    told = hashlib.sha256(version("duckdb").encode())
    for file in sorted((CHECKOUT / "workbench").rglob("*.py")):
        told.update(file.read_bytes())
    return told.hexdigest()


def named(suffix: str, *key: object) -> str:
    return f"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}.{suffix}"


def kept(folder: Path, snapshot: Snapshot, name: str) -> bytes | None:
    """What a file beside a snapshot holds; None where there is none."""
    try:
        return (answers_of(folder, snapshot) / name).read_bytes()
    except OSError:
        return None


def keep(folder: Path, snapshot: Snapshot, name: str, content: bytes | pa.Buffer) -> None:
    """Writes a file beside a snapshot, so that whoever reads it finds all of it or nothing. Raises OSError."""
    place = answers_of(folder, snapshot)
    place.mkdir(exist_ok=True)
    waiting = place / f".{name}.{os.getpid()}"
    waiting.write_bytes(content)
    waiting.replace(place / name)
