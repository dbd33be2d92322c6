"""Lines that can be taken, apart from those that cannot: every line of a file is one or the other.

A record is a line. The form of GDELT's own files is tabs without a header; commas, quotes and a header are read too.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from loaders.lake.gdelt import Feed
from loaders.lake.unfit import LONGEST, UnfitError
from loaders.ledger import Reject
from schema.errors import SourceError

KEPT = 10_000  # rejects of a file that are kept whole
NUMBER = re.compile(r"[0-9]{1,18}")
DAY = re.compile(r"(19|20)[0-9]{6}")
MOMENT = re.compile(r"(19|20)[0-9]{12}")
BOM = b"\xef\xbb\xbf"


@dataclass
class Sieved:
    """How many lines were taken, and those that were not: the first of them whole, the rest counted."""

    taken: int = 0
    rejects: list[Reject] = field(default_factory=list)
    uncounted: int = 0

    def reject(self, reject: Reject) -> None:
        if len(self.rejects) < KEPT:
            self.rejects.append(reject)
        else:
            self.uncounted += 1


def sieve(content: BinaryIO, name: str, feed: Feed, clean: Path) -> Sieved:
    """Writes the lines that can be taken to `clean`, tabs between their cells.

    Raises SourceError if a header names other columns.
    """
    found = Sieved()
    comma: bool | None = None
    with clean.open("wb") as target:
        for number, raw, size in lines(content):
            line = raw.removeprefix(BOM) if number == 1 else raw
            if not line.strip():
                continue
            if comma is None:
                comma = b"\t" not in line and b"," in line
                if is_header(line):
                    check_header(cells_of(line, comma), name, feed)
                    continue
            try:
                cells = fit(line, size, feed, comma)
            except UnfitError as error:
                found.reject(Reject(f"{name}:{number}", str(error), raw, size))
            else:
                target.write("\t".join(cells).encode() + b"\n")
                found.taken += 1
    return found


def lines(content: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Each line with its number and its size; of one that is too long only the beginning."""
    number = 0
    while part := content.readline(LONGEST):
        number += 1
        size, last = len(part), part
        while len(last) == LONGEST and not last.endswith(b"\n"):
            last = content.readline(LONGEST)
            size += len(last)
        yield number, part.removesuffix(b"\n").removesuffix(b"\r"), size


def is_header(line: bytes) -> bool:
    return line.lstrip(b'"')[:13].lower() == b"globaleventid"


def cells_of(line: bytes, comma: bool) -> list[str]:
    """The cells of a line. Raises UnfitError."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise UnfitError(f"is not UTF-8 at byte {error.start}") from error
    if "\0" in text or "\r" in text:
        raise UnfitError("holds a NUL or a line break within")
    if not comma:
        return text.split("\t")
    if "\t" in text:
        raise UnfitError("holds a tab in a cell")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as error:
        raise UnfitError(f"is no line of CSV: {error}") from error


def check_header(cells: list[str], name: str, feed: Feed) -> None:
    named = [column.replace("EventYear", "Year").lower() for column in feed.columns]
    if [cell.strip().lower() for cell in cells] != named:
        raise SourceError(f"the header of {name} does not name the {len(feed.columns)} columns of {feed.kind} in order")


def fit(line: bytes, size: int, feed: Feed, comma: bool) -> list[str]:
    """The cells of a line that can be taken. Raises UnfitError with the reason."""
    if size > LONGEST:
        raise UnfitError(f"is longer than {LONGEST:,} bytes")
    cells = cells_of(line, comma)
    if len(cells) != len(feed.columns):
        raise UnfitError(f"has {len(cells)} columns, not {len(feed.columns)}")
    for (column, kind), cell in zip(feed.columns.items(), cells, strict=True):
        if kind == "bigint" and not NUMBER.fullmatch(cell):
            raise UnfitError(f"{column} is no number: {cell[:40]!r}")
        if kind in ("date", "timestamp") and not is_date(kind, cell):
            raise UnfitError(f"{column} is no date: {cell[:40]!r}")
    return cells


def is_date(kind: str, cell: str) -> bool:
    """Whether a cell is a day (YYYYMMDD) or a moment (YYYYMMDDHHMMSS) of 1900 to 2099."""
    shape, form = (DAY, "%Y%m%d") if kind == "date" else (MOMENT, "%Y%m%d%H%M%S")
    if not shape.fullmatch(cell):
        return False
    try:
        return dt.datetime.strptime(cell, form).second < 60  # noqa: DTZ007 - only whether there is such a day
    except ValueError:
        return False
