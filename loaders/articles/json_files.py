"""Articles from JSON: an object a line (.jsonl), or one file with an array of objects (.json)."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loaders.articles.records import ArticleRecord, of_mapping, unread
from loaders.decoding import UnreadableError
from loaders.ledger import Reject


def read_json_lines(path: Path) -> Iterator[ArticleRecord | Reject]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            locator = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                yield of_mapping(json_object(parsed(line)), locator)
            except UnreadableError as error:
                yield Reject(locator, f"line {number} {error}", line)


def read_json(path: Path) -> Iterator[ArticleRecord | Reject]:
    """The articles of an array of objects, or of one object. The locator counts them from 1."""
    try:
        content = parsed(path.read_bytes())
    except UnreadableError as error:
        yield unread(path, f"{error} (if each of its lines is an object, call it .jsonl)")
        return
    for number, item in enumerate(content if isinstance(content, list) else [content], start=1):
        locator = f"{path}:{number}"
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
