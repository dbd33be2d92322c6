"""Articles from HTML pages and from feeds, parsed in a process apart."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin

from loaders.articles.apart import parsed_apart
from loaders.articles.records import LARGEST_FILE, ArticleRecord, Found, Piece, of_mapping, unread
from loaders.decoding import UnreadableError
from loaders.ledger import MOST_RAW, Reject

TAG = re.compile(rb"<(/?)(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
FEED_END = re.compile(rb"</(?:\w{1,20}:)?(?:rss|feed|rdf)\s*>\s*\Z", re.IGNORECASE)


def read_page(piece: Piece) -> Found:
    """The article of a page. Raises OSError if it cannot be read."""
    try:
        data = piece.whole(LARGEST_FILE)
    except UnreadableError as error:
        return unread(piece, str(error))
    try:
        return of_page(data, piece.written, address=piece.address)
    except UnreadableError as error:
        return Reject(piece.written, f"{piece.name} {error}", data)


def of_page(data: bytes, locator: str, *, address: str | None = None, charset: str | None = None) -> ArticleRecord:
    """The article of a page's bytes. Raises UnreadableError if it holds none."""
    found = parsed_apart("page", data, address=address, charset=charset)
    note = f"{found['lost']} characters are not {found['encoding']}, as which the page came" if found["lost"] else None
    return of_mapping(found | {"note": note}, locator, found["encoding"])


def read_feed(piece: Piece) -> Iterator[Found]:
    """An article for each entry of a feed. Raises UnreadableError if it is none, OSError if it cannot be read."""
    data = piece.whole(LARGEST_FILE)
    feed = parsed_apart("feed", data)
    entries = feed["entries"]
    begun = [found.start() for found in TAG.finditer(data) if not found[1]]
    if feed["fault"] and (not entries or len(begun) > len(entries)):
        fault = f"is broken, and {len(entries)} of its {len(begun)} entries can be told: {feed['fault']}"
        if not entries:
            raise UnreadableError(fault)
        yield Reject(piece.written, f"{piece.name} {fault}", data[:MOST_RAW], len(data))
    raw = between(data, begun) if len(begun) == len(entries) else [b""] * len(entries)
    for number, (entry, written) in enumerate(zip(entries, raw, strict=True), start=1):
        locator = f"{piece.written}#{number}"
        try:
            if feed["fault"] and cut_short(data, written, last=number == len(entries)):
                raise UnreadableError(f"is cut short ({feed['fault']})")
            yield of_entry(entry, feed, locator, piece.address or feed["link"])
        except UnreadableError as error:
            kept = written or json.dumps(entry).encode()
            yield Reject(locator, f"entry {number} {error}", kept[:MOST_RAW], len(kept))


def of_entry(entry: dict[str, Any], feed: dict[str, Any], locator: str, base: str | None) -> ArticleRecord:
    """The article of an entry. Raises UnreadableError."""
    notes = []
    if entry["summary"]:
        notes.append("a summary, as the feed gives it")
    if not entry["published"] and entry["updated"]:
        notes.append("dated by its last change")
    if feed["fault"]:
        notes.append("from a feed that is not well-formed")
    return of_mapping(
        entry
        | {
            "source": entry["source"] or feed["title"],
            "published_on": entry["published"] or entry["updated"],
            "url": absolute(entry["url"], base),
            "note": "; ".join(notes) or None,
        },
        locator,
    )


def absolute(url: str | None, base: str | None) -> str | None:
    if not url or not base:
        return url
    try:
        return urljoin(base, url)
    except ValueError:  # an address that is none, such as a host in open brackets
        return url


def between(data: bytes, begun: list[int]) -> list[bytes]:
    return [data[begin:end] for begin, end in pairwise([*begun, len(data)])]


def cut_short(data: bytes, written: bytes, *, last: bool) -> bool:
    """Whether an entry has no end: its bytes tell, or else the last one of a feed without an end."""
    if written:
        return not any(found[1] for found in TAG.finditer(written))
    return last and not FEED_END.search(data[-200:])
