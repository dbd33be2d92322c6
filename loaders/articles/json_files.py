"""Articles from JSON: an object a line (.jsonl), or one file with an array of objects (.json)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from loaders.articles.records import LARGEST_FILE, LARGEST_JSON, Found, Piece, of_mapping, unread
from loaders.decoding import UnreadableError
from loaders.fetching import opened
from loaders.ledger import MOST_RAW, Reject


def read_json_lines(piece: Piece) -> Iterator[Found]:
    """The articles of the lines. Raises UnreadableError, also midway, if the file cannot be unpacked."""
    with opened(piece.path) as file:
        for number, (line, size) in enumerate(lines(file), start=1):
            locator = f"{piece.written}:{number}"
            if not line.strip():
                continue
            try:
                if size > len(line):
                    raise UnreadableError(f"has {size:,} bytes, a line at most {LARGEST_FILE:,}: split it")
                yield of_mapping(json_object(parsed(line)), locator)
            except UnreadableError as error:
                yield Reject(locator, f"line {number} {error}", line[:MOST_RAW], size)


def lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """The lines, of one that is too long the beginning; and how many bytes each has."""
    while line := file.readline(LARGEST_FILE):
        size, last = len(line), line
        while len(last) == LARGEST_FILE and not last.endswith(b"\n"):
            last = file.readline(LARGEST_FILE)
            size += len(last)
        yield line, size


def read_json(piece: Piece) -> Iterator[Found]:
    """The articles of an array of objects, or of one object. The locator counts them from 1."""
    try:
        content = parsed(piece.whole(LARGEST_JSON))
    except UnreadableError as error:
        yield unread(piece, f"{error} (if each of its lines is an object, call it .jsonl)")
        return
    for number, item in enumerate(content if isinstance(content, list) else [content], start=1):
        locator = f"{piece.written}:{number}"
        try:
            yield of_mapping(json_object(item), locator)
        except UnreadableError as error:
            yield Reject(locator, f"record {number} {error}", json.dumps(item).encode())


def parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not JSON: {error}") from error


def json_object(found: Any) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise UnreadableError("is not a JSON object")
    return found
