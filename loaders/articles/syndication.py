"""RSS and Atom: a feed's bytes to its entries."""

import io
import re
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
from lxml.etree import LxmlError, iterwalk
from lxml.html import fragment_fromstring

from loaders.decoding import UnreadableError

HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
HTML = ("text/html", "application/xhtml+xml")
UNSEEN = frozenset("script style template noscript iframe object svg math head".split())
BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table td th tr ul".split()
)
SPACES = re.compile(r"\s+")
ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def feed_of(data: bytes) -> dict[str, Any]:
    """The title and address of a feed, what is wrong with its XML, and its entries as fields of articles.

    Raises UnreadableError if it is no feed, or declares entities of its own: nothing honest does.
    """
    if any(written in data for written in ENTITY):
        raise UnreadableError("declares entities of its own, as no feed needs to: it is not read")
    found = feedparser.parse(io.BytesIO(data))
    fault = found.get("bozo_exception") if found.bozo else None
    if isinstance(fault, HARMLESS):
        fault = None
    if not found.get("version") and not found.entries:
        raise UnreadableError(f"is no feed of RSS or Atom{f': {fault}' if fault else ''}")
    return {
        "title": found.feed.get("title"),
        "link": found.feed.get("link"),
        "fault": f"{type(fault).__name__}: {fault}" if fault else None,
        "entries": [entry_of(entry) for entry in found.entries],
    }


def entry_of(entry: Any) -> dict[str, Any]:
    full = next((one for one in entry.get("content", ()) if one.get("value", "").strip()), None)
    given = full or entry.get("summary_detail") or {}
    return {
        "text": text_of(given.get("value") or "", given.get("type")),
        "summary": full is None,
        "title": text_of(entry.get("title", ""), entry.get("title_detail", {}).get("type")) or None,
        "byline": entry.get("author"),
        "published": day_of(entry, "published"),
        "updated": day_of(entry, "updated"),
        "url": entry.get("link"),
        "source": entry.get("source", {}).get("title"),
    }


def day_of(entry: Any, name: str) -> str | None:
    """The day as the feed's own clock had it; as it is written, if nobody can read it."""
    written = entry.get(name) if name in entry else None
    if not written:
        return None
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        pass
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        return str(written[:10])
    if read := entry.get(f"{name}_parsed"):
        return f"{read.tm_year:04}-{read.tm_mon:02}-{read.tm_mday:02}"
    return str(written)


def text_of(value: str, kind: str | None) -> str:
    """The words of HTML, a paragraph a line; other text as it is. Raises UnreadableError."""
    if kind not in HTML or ("<" not in value and "&" not in value):
        return value.strip()
    try:
        tree = fragment_fromstring(value, create_parent="div")
    except (LxmlError, ValueError) as error:
        raise UnreadableError(f"has an entry whose HTML cannot be parsed: {error}") from error
    written: list[str] = []
    unseen = 0
    for event, element in iterwalk(tree, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            unseen += name in UNSEEN
            if name == "br" or name in BLOCKS:
                written.append("\n")
            words = element.text
        else:
            unseen -= event == "end" and name in UNSEEN
            if name in BLOCKS:
                written.append("\n")
            words = element.tail if element is not tree else None
        if words and not unseen:
            written.append(SPACES.sub(" ", words))
    lines = (" ".join(line.split()) for line in "".join(written).split("\n"))
    return "\n".join(line for line in lines if line)
