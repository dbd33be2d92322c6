"""What kind of file a source of articles is: by its name, and by its first bytes where the name does not tell."""

import json
import re
from enum import Enum, auto
from pathlib import PurePosixPath

from loaders.articles.records import DESCRIBING
from loaders.articles.tables import NEEDED, header
from loaders.decoding import UnreadableError, decode

PEEKED = 1 << 16  # bytes by which a file is told
PACKED = (".gz", ".bz2", ".xz", ".zip")
FEED = re.compile(r"<(?:rss|feed|(?:\w+:)?rdf)[\s>]", re.IGNORECASE)
PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body|title|meta|div|article|section|main|p|h1)[\s>/]", re.IGNORECASE)


class Kind(Enum):
    TEXT = auto()
    CSV = auto()
    JSON = auto()
    JSON_LINES = auto()
    PAGE = auto()
    FEED = auto()
    WARC = auto()


SUFFIXES = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.TEXT, ".csv": Kind.CSV, ".tsv": Kind.CSV,
    ".jsonl": Kind.JSON_LINES, ".ndjson": Kind.JSON_LINES, ".json": Kind.JSON, ".html": Kind.PAGE, ".htm": Kind.PAGE,
    ".xhtml": Kind.PAGE, ".rss": Kind.FEED, ".atom": Kind.FEED, ".warc": Kind.WARC,
}  # fmt: skip
TOLD_BY_MARKS = (Kind.PAGE, Kind.FEED, Kind.WARC)  # kinds whose first bytes are marks that nothing else begins with
READ = "text, HTML, RSS and Atom, WARC, JSON, JSON Lines, CSV"


def suffix_of(name: str) -> str:
    """The suffix of a file's name, without that of its packing."""
    path = PurePosixPath(name.lower())
    return PurePosixPath(path.stem).suffix if path.suffix in PACKED else path.suffix


def told_by_name(name: str) -> Kind | None:
    return SUFFIXES.get(suffix_of(name))


def told_by_content(beginning: bytes) -> Kind:
    """The kind of a file by its first bytes, unpacked; text if nothing else fits."""
    if beginning.startswith(b"WARC/"):
        return Kind.WARC
    if len(beginning) == PEEKED:  # a character that the cut goes through is none of another encoding
        beginning = beginning[: beginning.rfind(b"\n") + 1] or beginning
    try:
        text = decode(beginning)[0].lstrip()
    except UnreadableError:
        text = beginning.decode("latin-1").lstrip()
    if text.startswith("<"):
        return marked_up(text)
    if text.startswith(("{", "[")):
        return json_kind(text)
    return Kind.CSV if index_begins(text) else Kind.TEXT


def marked_up(text: str) -> Kind:
    feed, page = FEED.search(text), PAGE.search(text)
    if feed and (page is None or feed.start() < page.start()):
        return Kind.FEED
    return Kind.PAGE if page else Kind.TEXT


def json_kind(text: str) -> Kind:
    """JSON Lines if the first line is an object by itself, or too long to be seen whole."""
    line, newline, _ = text.partition("\n")
    if not text.startswith("{"):
        return Kind.JSON
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return Kind.JSON if newline else Kind.JSON_LINES
    return Kind.JSON_LINES


def index_begins(text: str) -> bool:
    """Whether the first line can only be the header of a table of articles."""
    line = text.partition("\n")[0]
    try:
        columns, _ = header(line, NEEDED)
    except UnreadableError:
        return False
    return len(columns) > 1 and len({*columns} & {*NEEDED, *DESCRIBING}) > 1
