"""Records of articles as a source gives them, and the files that they stand in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from loaders.decoding import UnreadableError, check_text, decode, half_characters
from loaders.fetching import is_address, opened
from loaders.ledger import MOST_RAW, Reject

LARGEST_FILE = 16 << 20  # bytes of one text, page or feed
LARGEST_TABLE = 128 << 20  # bytes of a CSV, which is read at once
LARGEST_JSON = 32 << 20  # bytes of a file of JSON; parsed they may be twenty times as many
LONGEST = {"url": 2_000, "source": 240}  # bytes; PostgreSQL indexes 2,704, and letters of Arabic fold to words
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


Found = ArticleRecord | Reject


@dataclass(frozen=True)
class Piece:
    """A file to be read: how its source is written, and where its bytes lie, which may be a copy without a name.

    `beside` gives the path of a file that this one names. It raises UnreadableError if there is none to be had, OSError
    or ValueError for a name that no file can have.
    """

    written: str
    path: Path
    beside: Callable[[str], Path]

    @property
    def name(self) -> str:
        """Its name without the folders."""
        written = urlsplit(self.written).path if is_address(self.written) else self.written
        return PurePosixPath(written).name or self.written

    @property
    def address(self) -> str | None:
        return self.written if is_address(self.written) else None

    def whole(self, most: int) -> bytes:
        """All its bytes, unpacked. Raises UnreadableError, OSError."""
        with opened(self.path) as file:
            return at_most(file, most)


def at_most(file: BinaryIO, most: int) -> bytes:
    """What is left of a file. Raises UnreadableError beyond a number of bytes."""
    data = file.read(most + 1)
    if len(data) > most:
        raise UnreadableError(f"has more than {most:,} bytes: split it")
    return data


def read_text(piece: Piece, locator: str | None = None, **known: str | None) -> Found:
    """One article from one text file. Raises OSError if it cannot be read."""
    locator = locator or piece.written
    try:
        data = piece.whole(LARGEST_FILE)
    except UnreadableError as error:
        return unread(piece, str(error), locator)
    try:
        text, encoding = decode(data)
        check_text(text)
    except UnreadableError as error:
        return Reject(locator, f"{piece.name} {error}", data)
    return ArticleRecord(locator, text, encoding, **known)


def unread(piece: Piece, reason: str, locator: str | None = None) -> Reject:
    """A file that is not taken, with its first bytes. Raises OSError if it cannot be read."""
    with piece.path.open("rb") as file:
        first = file.read(MOST_RAW)
    return Reject(locator or piece.written, f"{piece.name} {reason}", first, piece.path.stat().st_size)


def of_mapping(row: Mapping[str, Any], locator: str, encoding: str | None = None) -> ArticleRecord:
    """One article from fields that hold its text. Raises UnreadableError."""
    text = row.get("text")
    if not isinstance(text, str):
        raise UnreadableError("has no text")
    check_text(text)
    return ArticleRecord(locator, text, encoding, **described(row))


def described(row: Mapping[str, Any]) -> dict[str, str | None]:
    """What a record says of its article beside the text; empty cells say nothing. Raises UnreadableError."""
    told = {}
    for name in DESCRIBING:
        value = row.get(name)
        told[name] = str(value).strip() or None if value is not None else None
        if len((told[name] or "").encode("utf-8", "replace")) > LONGEST.get(name, LARGEST_FILE):
            raise UnreadableError(f"has a {name} of {len(str(value)):,} characters, which no database can index")
        if told[name] and ("\0" in str(value) or half_characters(str(value))):
            raise UnreadableError(f"has characters in its {name} that are none: mend its encoding")
    return told
