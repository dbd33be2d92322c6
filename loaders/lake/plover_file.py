"""Files of PLOVER events to lines of the lake: every record of a file is one or the other, a line or a reject."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from loaders.decoding import UnreadableError
from loaders.fetching import Fetched, opened
from loaders.lake.plover import FILE_NAMES, cells_of, folded, line
from loaders.lake.sieve import BOM, Sieved, lines
from loaders.lake.unfit import LONGEST, UnfitError
from loaders.ledger import Reject
from schema.errors import SourceError

LARGEST_ARRAY = 64 << 20  # bytes of an array of JSON; objects a line may be as many as there are
Found = Mapping[str, Any] | UnfitError


def convert(file: Fetched, raw: Path, states: Mapping[str, str], target: Path) -> Sieved:
    """Writes the events of a file as lines of the lake. Raises SourceError if it is no file of events."""
    found = Sieved()
    try:
        with opened(raw) as content, target.open("wb") as clean:
            for locator, written, size, record in records(content, file.written):
                try:
                    if isinstance(record, UnfitError):
                        raise record
                    cells = cells_of(record, states)
                except (UnfitError, RecursionError) as error:
                    reason = str(error) if isinstance(error, UnfitError) else "is nested too deep"
                    found.reject(Reject(locator, reason, written or b"-", size))
                    continue
                if cells is not None:
                    clean.write(line(cells))
                    found.taken += 1
    except UnreadableError as error:
        raise SourceError(f"{file.written} {error}") from error
    return found


def records(content: BinaryIO, name: str) -> Iterator[tuple[str, bytes, int, Found]]:
    """Each record with its place, its bytes and their number. Raises UnreadableError."""
    each = lines(content)
    first = next(((number, text.removeprefix(BOM), size) for number, text, size in each if text.strip()), None)
    if first is None:
        return
    number, text, size = first
    if text.lstrip().startswith(b"["):
        yield from of_array(text, content, name)  # what is read so far ends with the first line
    elif text.lstrip().startswith(b"{"):
        yield f"{name}:{number}", text, size, parsed(text, size)
        for number, text, size in each:
            if text.strip():
                yield f"{name}:{number}", text, size, parsed(text, size)
    else:
        columns = header(text)
        for number, text, size in each:
            if text.strip():
                yield f"{name}:{number}", text, size, row(text, size, columns)


def parsed(text: bytes, size: int) -> Found:
    """The object of a line."""
    if size > LONGEST:
        return UnfitError(f"is longer than {LONGEST:,} bytes")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return UnfitError(f"is not JSON: {str(error)[:200]}")
    return found if isinstance(found, dict) else UnfitError("is not an object of JSON")


def of_array(first: bytes, content: BinaryIO, name: str) -> Iterator[tuple[str, bytes, int, Found]]:
    """The objects of an array: one that is broken ends where the next one begins on a line of its own.

    Raises UnreadableError if the array is too large to be read at once.
    """
    data = first + b"\n" + content.read(LARGEST_ARRAY + 1)
    if len(data) > LARGEST_ARRAY:
        raise UnreadableError(
            f"is an array of more than {LARGEST_ARRAY:,} bytes: write one object a line (jq -c '.[]')"
        )
    text = data.decode("utf-8", "surrogateescape")
    decoder = json.JSONDecoder()
    number, at = 0, text.index("[") + 1
    while (at := past_marks(text, at)) < len(text):
        number += 1
        try:
            found, end = decoder.raw_decode(text, at)
            record: Found = found if isinstance(found, dict) else UnfitError("is not an object of JSON")
        except (ValueError, RecursionError) as error:
            next_ = text.find("\n{", at + 1)
            end = len(text) if next_ < 0 else next_
            record = UnfitError(f"is not JSON: {str(error)[:200]}")
        written = text[at:end].encode("utf-8", "surrogateescape")
        yield f"{name}#{number}", written, len(written), record
        at = end


def past_marks(text: str, at: int) -> int:
    """The next place that is neither white space, a comma nor the end of the array."""
    while at < len(text) and text[at] in " \t\r\n,]":
        at += 1
    return at


def header(text: bytes) -> list[str]:
    """The columns of a table. Raises UnreadableError if it has not those that make an event."""
    names = cells(text)
    known = {FILE_NAMES.get(folded(name)) for name in names}
    if not {"event_id", "event_date", "event_type"} <= known:
        raise UnreadableError(
            "is no file of PLOVER events: it is neither JSON nor a table (tabs) with the columns Event ID, Event Date "
            f"and Event Type; it begins: {text[:80]!r}"
        )
    return names


def row(text: bytes, size: int, columns: list[str]) -> Found:
    if size > LONGEST:
        return UnfitError(f"is longer than {LONGEST:,} bytes")
    found = cells(text)
    if len(found) != len(columns):
        return UnfitError(f"has {len(found)} cells, the header {len(columns)}")
    return dict(zip(columns, found, strict=True))


def cells(text: bytes) -> list[str]:
    """The cells of a line; quotes about a whole cell are not of it."""
    try:
        written = text.decode()
    except UnicodeDecodeError:
        written = text.decode("cp1252", "replace")
    return [
        cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell
        for cell in written.split("\t")
    ]
