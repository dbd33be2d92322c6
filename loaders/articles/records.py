"""Records of articles as a source gives them: one text file, or one row with fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.decoding import UnreadableError, check_text, decode, half_characters
from loaders.ledger import MOST_RAW, Reject

LARGEST_FILE = 16 << 20  # bytes of one text file; an index or a file of JSON may be larger
DESCRIBING = ("url", "source", "title", "published_on", "byline", "note")


@dataclass(frozen=True)
class ArticleRecord:
    """An article as its source gives it. `locator` says where it stands: file and line."""

    locator: str
    text: str
    encoding: str | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    published_on: str | None = None
    byline: str | None = None
    note: str | None = None


def read_text(path: Path, locator: str | None = None, **known: str | None) -> ArticleRecord | Reject:
    """One article from one text file. Raises OSError if it cannot be read."""
    locator = locator or str(path)
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return unread(path, f"has {size:,} bytes, a text file at most {LARGEST_FILE:,}: split it", locator)
    data = path.read_bytes()
    try:
        text, encoding = decode(data)
        check_text(text)
    except UnreadableError as error:
        return Reject(locator, f"{path.name} {error}", data)
    return ArticleRecord(locator, text, encoding, **known)


def unread(path: Path, reason: str, locator: str | None = None) -> Reject:
    """A file that is not taken, with its first bytes. Raises OSError if it cannot be read."""
    with path.open("rb") as file:
        return Reject(locator or str(path), f"{path.name} {reason}", file.read(MOST_RAW), path.stat().st_size)


def of_mapping(row: Mapping[str, Any], locator: str) -> ArticleRecord:
    """One article from a row that holds its text. Raises UnreadableError."""
    text = row.get("text")
    if not isinstance(text, str):
        raise UnreadableError("has no text")
    check_text(text)
    return ArticleRecord(locator, text, None, **described(row))


def described(row: Mapping[str, Any]) -> dict[str, str | None]:
    """What a record says of its article beside the text; empty cells say nothing. Raises UnreadableError."""
    told = {}
    for name in DESCRIBING:
        value = row.get(name)
        told[name] = str(value).strip() or None if value is not None else None
        if told[name] and ("\0" in str(value) or half_characters(str(value))):
            raise UnreadableError(f"has characters in its {name} that are none: mend its encoding")
    return told
