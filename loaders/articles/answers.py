"""What a server answered a crawler, as an article: taken out of its chunks and packing within limits."""

import io
import re
import zlib
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

from loaders.articles.kinds import Kind, told_by_content
from loaders.articles.pages import of_page
from loaders.articles.records import LARGEST_FILE, ArticleRecord, Found, of_mapping
from loaders.decoding import UnreadableError, decode_declared
from loaders.ledger import MOST_RAW, Reject

PAGES = ("text/html", "application/xhtml+xml")
TEXT = "text/plain"
CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}[^\r\n]{0,40}\r\n")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}  # what zlib is told of the packing


def of_answer(record: Any, locator: str) -> Found | None:
    """The article of a WARC's record, or why it is none; None for what is no page or text had with status 200."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    content_type = headers.get_header("Content-Type") or ""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind != TEXT and kind not in PAGES:
        return None
    raw = record.raw_stream.read(LARGEST_FILE + 1)
    try:
        if len(raw) > LARGEST_FILE:
            raise UnreadableError(f"has more than {LARGEST_FILE:,} bytes")
        data = unpacked(unchunked(raw, headers), headers)
        if not kind and told_by_content(data) is not Kind.PAGE:
            return None
        return described(data, record, locator, content_type, page=kind != TEXT)
    except UnreadableError as error:
        return Reject(locator, f"record at {locator.rpartition('@')[2]} {error}", raw[:MOST_RAW], record.length)


def described(data: bytes, record: Any, locator: str, content_type: str, *, page: bool) -> ArticleRecord:
    url = record.rec_headers.get_header("WARC-Target-URI")
    found = CHARSET.search(content_type)
    charset = found[1] if found else None
    if page:
        article = of_page(data, locator, address=url, charset=charset)
    else:
        text, encoding, _ = decode_declared(data, charset)
        article = of_mapping({"text": text, "source": host_of(url)}, locator, encoding)
    notes = [article.note] if article.note else []
    if article.published_on is None and (day := record.rec_headers.get_header("WARC-Date")):
        notes.append(f"crawled {day[:10]}")
    if cause := record.rec_headers.get_header("WARC-Truncated"):
        notes.append(f"cut off by the crawler: {cause}")
    told = of_mapping({"text": article.text, "url": url, "note": "; ".join(notes) or None}, locator)
    return replace(article, url=told.url or article.url, note=told.note)


def host_of(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:  # a host in brackets that do not close
        return None


def unchunked(raw: bytes, headers: Any) -> bytes:
    """The bytes of an answer without the marks of its chunks, which some crawlers leave out. Raises UnreadableError."""
    transfer = (headers.get_header("Transfer-Encoding") or "").lower()
    if transfer != "chunked" or not CHUNK_SIZE.match(raw):
        return raw
    try:
        return bytes(ChunkedDataReader(io.BytesIO(raw), raise_exceptions=True).read())
    except ChunkedDataException as error:
        raise UnreadableError("is in chunks that are broken") from error


def unpacked(data: bytes, headers: Any) -> bytes:
    """The bytes of an answer unpacked, if they still are packed as its header says. Raises UnreadableError."""
    packing = (headers.get_header("Content-Encoding") or "identity").strip().lower()
    if packing in ("identity", "") or told_by_content(data[:200]) is Kind.PAGE:
        return data
    if packing not in WINDOWS:
        raise UnreadableError(f"is packed as {packing}, which is not read here")
    fault: zlib.error | None = None
    for window in WINDOWS[packing]:
        unpacking = zlib.decompressobj(window)
        try:
            found = unpacking.decompress(data, LARGEST_FILE + 1)
        except zlib.error as error:
            fault = error
            continue
        if len(found) > LARGEST_FILE:
            raise UnreadableError(f"unpacks to more than {LARGEST_FILE:,} bytes")
        if not unpacking.eof:
            raise UnreadableError("cannot be unpacked: it is cut short")
        return found
    raise UnreadableError(f"cannot be unpacked: {fault}")
