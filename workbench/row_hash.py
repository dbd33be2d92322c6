"""The hash of all rows of an answer, whichever order they come in: docs/citing.md tells how to reckon it elsewhere.

Each row is written as a JSON array in one way only and digested; the digests, in order, are digested once more.
"""

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring as text  # as RFC 8785 writes a string
from typing import Any

import numpy as np
import pyarrow as pa

from workbench.values import values

DIGITS = 10  # of a float; its last ones depend on the order in which a database adds up
SIZE = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Digested:
    """How many rows an answer has, their hash, and the digest of each as `SIZE` bytes, in order."""

    rows: int
    sha256: str
    digests: bytes

    def of_rows(self, most: int) -> tuple[str, ...]:
        """The beginnings of the rows' digests, none if there are more rows than that."""
        if self.rows > most:
            return ()
        return tuple(self.digests[place : place + 8].hex() for place in range(0, len(self.digests), SIZE))


def digested(columns: Sequence[str], batches: Iterable[pa.RecordBatch | pa.Table]) -> Digested:
    """The hash of an answer, read batch by batch; 32 bytes a row are held."""
    digests, rows = bytearray(), 0
    for batch in batches:
        rows += batch.num_rows
        for digest in row_digests(batch):
            digests += digest
    held = np.frombuffer(bytes(digests), dtype=">u8").reshape(-1, SIZE // 8)
    in_order = held[np.lexsort(held.T[::-1])].tobytes()
    head = hashlib.sha256(line(columns).encode()).digest()
    return Digested(rows, hashlib.sha256(head + in_order).hexdigest(), in_order)


def row_digests(batch: pa.RecordBatch | pa.Table) -> list[bytes]:
    """The digest of each row, in their order."""
    if not batch.num_columns:
        return [hashlib.sha256(b"[]").digest()] * batch.num_rows
    columns = [[canonical(value) for value in values(column)] for column in batch.columns]
    return [hashlib.sha256(f"[{','.join(row)}]".encode()).digest() for row in zip(*columns, strict=True)]


def line(row: Iterable[Any]) -> str:
    """A row as it is digested."""
    return f"[{','.join(canonical(value) for value in row)}]"


def canonical(value: Any) -> str:
    """A value written in one way only: as JSON without spaces, by the rules of docs/citing.md."""
    return WRITTEN.get(type(value), other)(value)


def whole(value: Decimal) -> str:
    """A decimal with all its digits and none that say nothing: `12.5` for 12.50, `100` for 1E+2."""
    if not value.is_finite():
        return text(str(value))
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def rounded(value: float) -> str:
    if not math.isfinite(value):
        return '"NaN"' if math.isnan(value) else '"Infinity"' if value > 0 else '"-Infinity"'
    return f"{value + 0.0:.{DIGITS - 1}e}" if value else f"{0:.{DIGITS - 1}e}"


def moment(value: dt.datetime) -> str:
    zone = "Z" if value.tzinfo else ""
    told = value.astimezone(dt.UTC) if zone else value
    return f'"{told.replace(tzinfo=None).isoformat(timespec="microseconds")}{zone}"'


def array(value: Sequence[Any]) -> str:
    return line(value)


def mapping(value: dict[Any, Any]) -> str:
    """The fields of a struct, or the entries of a map, in the order of their names as they are written."""
    pairs = sorted((canonical(key), canonical(one)) for key, one in value.items())
    return f"{{{','.join(f'{key}:{one}' for key, one in pairs)}}}"


def other(value: Any) -> str:
    for kind, write in WRITTEN.items():  # what is a kind of one of them, such as pandas' moments
        if isinstance(value, kind):
            return write(value)
    return text(str(value))


WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    str: text,
    float: rounded,
    Decimal: whole,
    dt.datetime: moment,
    dt.date: lambda value: f'"{value.isoformat()}"',
    dt.time: lambda value: f'"{value.isoformat(timespec="microseconds")}"',
    bytes: lambda value: f'"{value.hex()}"',
    list: array,
    tuple: array,
    dict: mapping,
}
