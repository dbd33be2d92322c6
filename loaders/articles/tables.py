"""Articles from CSV: a `text` column, or a `file` column that names text files beside the index."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from loaders.articles.records import LARGEST_TABLE, Found, Piece, described, of_mapping, read_text
from loaders.decoding import UnreadableError, decode
from loaders.ledger import MOST_RAW, Reject

DELIMITERS = ",;\t|"
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
NEEDED = ("text", "file")  # one of these columns makes a table one of articles
ENDLESS = (1 << 31) - 1  # a cell's limit: one that is too long is one record refused, not a thousand broken lines


class Lines:
    """The lines of a CSV; `taken` hands out those of the record just read."""

    def __init__(self, content: str) -> None:
        self.waiting = lines_of(content)
        self.lines: list[str] = []
        self.size = self.first = self.number = 0

    def __iter__(self) -> Iterator[str]:
        for line in self.waiting:
            self.number += 1
            if not self.lines:
                self.first = self.number
            if self.size < MOST_RAW or not self.lines:
                self.lines.append(line)
            self.size += len(line)
            yield line

    def taken(self) -> tuple[int, str, int]:
        """Number of the record's first line, its text (at most a mebibyte and a line), and its length."""
        found = self.first, "".join(self.lines), self.size
        self.lines, self.size = [], 0
        return found


def lines_of(content: str) -> Iterator[str]:
    """The lines, with their ends as they are."""
    return (found.group() for found in LINE.finditer(content))


def read_csv(piece: Piece) -> Iterator[Found]:
    """The articles of a CSV. Raises UnreadableError if it is no CSV of articles, OSError if it cannot be read."""
    csv.field_size_limit(ENDLESS)
    content, encoding = decode(piece.whole(LARGEST_TABLE))
    columns, delimiter = header(content, NEEDED)
    lines = Lines(content)
    reader = csv.DictReader(lines, columns, delimiter=delimiter, strict=True)
    next(reader, None)  # the header
    lines.taken()
    while True:
        fault = None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = str(error)
        number, written, size = lines.taken()
        locator = f"{piece.written}:{number}"
        raw = written.encode(encoding, "replace")
        if fault:
            yield Reject(locator, f"line {number} is broken: {fault}", raw, max(size, len(raw)))
            continue
        try:
            yield of_row(piece, locator, row)
        except UnreadableError as error:
            yield Reject(locator, f"line {number} {error}", raw, max(size, len(raw)))


def header(content: str, needed: Sequence[str]) -> tuple[list[str], str]:
    """The columns of a CSV and what stands between them. Raises UnreadableError if it has none of those needed."""
    seen: list[list[str]] = []
    fault = None
    for delimiter in DELIMITERS:
        try:
            names = next(csv.reader(lines_of(content), delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            fault = error
            continue
        columns = [name.strip().lower() for name in names]
        if not set(needed).isdisjoint(columns):
            return columns, delimiter
        seen.append(columns)
    if not seen:
        raise UnreadableError(f"is not CSV: {fault}")
    widest = max(seen, key=len)
    have = ", ".join(widest) or "none"
    raise UnreadableError(f"needs a column {' or '.join(f'`{name}`' for name in needed)}; its columns are: {have}")


def of_row(piece: Piece, locator: str, row: Mapping[str, Any]) -> Found:
    """The article of a row. Raises UnreadableError."""
    if None in row or None in row.values():
        raise UnreadableError("has not as many cells as the header")
    name = (row.get("file") or "").strip()
    if not name:
        return of_mapping(row, locator)
    known = described(row)
    try:
        return read_text(replace(piece, written=name, path=piece.beside(name)), f"{locator}#{name}", **known)
    except OSError as error:
        raise UnreadableError(f"names a file that cannot be read: {name} ({error.strerror})") from error
    except (ValueError, RuntimeError) as error:  # a NUL in the name; a link that leads to itself
        raise UnreadableError(f"names a file that there cannot be: {name!r} ({error})") from error
