"""Bytes to text, and sources to records of articles: files, folders, JSON Lines, CSV."""

import codecs
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import charset_normalizer

from extraction.calendar import MONTHS, written_dates
from extraction.reference_lists import day_span
from loaders.ledger import Reject
from schema.errors import SourceError
from schema.vocabulary import DatePrecision

LONGEST_TEXT = 2_000_000  # characters; the longest report of a newspaper has a fiftieth of it
EARLIEST_YEAR = 1900
MONTH_AND_YEAR = re.compile(r"(?P<month>[A-Za-z]+)\.?,? (?:of )?(?P<year>[0-9]{4})")
LARGEST_FILE = 16 << 20  # bytes of one text file; an index or JSON Lines file is read line by line and may be larger
# Code pages of Latin letters that a short text does not tell apart.
LATIN = frozenset(
    """
    cp437 cp850 cp852 cp858 cp1250 cp1252 cp1254 cp1257 cp1258 latin_1 iso8859_1 iso8859_2 iso8859_3 iso8859_4
    iso8859_9 iso8859_10 iso8859_13 iso8859_14 iso8859_15 iso8859_16 mac_roman mac_latin2 mac_iceland mac_turkish
    """.split()
)
FIELDS = ("text", "file", "url", "source", "title", "published_on", "byline", "note", "id")
TEXT_SUFFIXES = (".txt", ".text", ".md", "")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


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

    @property
    def raw(self) -> bytes:
        return self.text.encode("utf-8", "surrogatepass")


class UnreadableError(Exception):
    """A record that cannot be read, with the reason; it becomes a Reject."""


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was read in. Raises UnreadableError for binary data and untellable encodings."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    f"begins as {encoding} but is not: {error.reason} at byte {error.start}"
                ) from error
    if b"\0" in data[:8192]:
        raise UnreadableError("is binary, not text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        best = charset_normalizer.from_bytes(data).best()
        if best is None:
            place = f"byte {error.start}"
            raise UnreadableError(f"is not UTF-8 ({place}) and no other encoding fits: save it as UTF-8") from error
        if best.encoding in LATIN:
            try:
                return data.decode("cp1252"), "cp1252"  # the common one among them
            except UnicodeDecodeError:
                pass
        return str(best), best.encoding


def check_text(text: str) -> None:
    """Raises UnreadableError for what cannot be an article."""
    if not text.strip():
        raise UnreadableError("is empty")
    if "\0" in text:
        raise UnreadableError("holds NUL characters: is binary, not text")
    if len(text) > LONGEST_TEXT:
        raise UnreadableError(f"has {len(text):,} characters, an article at most {LONGEST_TEXT:,}: split it")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise UnreadableError("holds half characters (lone surrogates): mend its encoding")
    controls = sum(1 for c in text[:10_000] if ord(c) < 32 and c not in "\n\r\t\f\x0b")
    if controls > len(text[:10_000]) // 100:
        raise UnreadableError("holds control characters: is binary, not text")


def read_source(path: Path) -> Iterator[ArticleRecord | Reject]:
    """The articles of a file or folder, and what of it cannot be read.

    Raises SourceError if the source itself is missing, may not be read, or is no kind that is known.
    """
    try:
        if path.is_dir():
            yield from read_folder(path)
        elif not path.exists():
            raise SourceError(f"no such file or folder: {path}")
        else:
            yield from read_file(path, alone=True)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error


def read_folder(folder: Path) -> Iterator[ArticleRecord | Reject]:
    """The articles of a folder: by its indexes (CSV with a `file` column) where it has them, then its other files."""
    files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    indexes = [path for path in files if path.suffix.lower() == ".csv"]
    listed: set[Path] = set()
    for index in indexes:
        for record in read_file(index):
            if isinstance(record, ArticleRecord) and "#" in record.locator:
                listed.add((folder / record.locator.split("#")[1]).resolve())
            yield record
    for path in files:
        if path in indexes or path.resolve() in listed:
            continue
        if path.is_dir():
            yield from read_folder(path)
        else:
            yield from read_file(path)


def read_file(path: Path, *, alone: bool = False) -> Iterator[ArticleRecord | Reject]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        yield from read_csv(path, alone=alone)
    elif suffix in (".jsonl", ".ndjson"):
        yield from read_json_lines(path)
    elif suffix in TEXT_SUFFIXES or alone:
        yield read_text(path)
    else:
        yield Reject(str(path), f"{path.name}: not a kind of file that is read here (.txt, .csv, .jsonl)", b"")


def read_text(path: Path, locator: str | None = None, **known: str | None) -> ArticleRecord | Reject:
    """One article from one text file."""
    locator = locator or str(path)
    size = path.stat().st_size
    if size > LARGEST_FILE:
        with path.open("rb") as file:
            head = file.read(4096)
        return Reject(
            locator, f"{path.name} has {size:,} bytes, a text file at most {LARGEST_FILE:,}: split it", head, size
        )
    data = path.read_bytes()
    try:
        text, encoding = decode(data)
        check_text(text)
    except UnreadableError as error:
        return Reject(locator, f"{path.name} {error}", data)
    return ArticleRecord(locator, text, encoding, **known)


def read_json_lines(path: Path) -> Iterator[ArticleRecord | Reject]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            locator = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                yield of_mapping(json_object(line), locator)
            except UnreadableError as error:
                yield Reject(locator, f"line {number} {error}", line)


def json_object(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise UnreadableError("is not a JSON object")
    return found


def read_csv(path: Path, *, alone: bool) -> Iterator[ArticleRecord | Reject]:
    """Articles from a CSV with a `text` column, or with a `file` column that names text files beside it."""
    csv.field_size_limit(LONGEST_TEXT * 4)
    try:
        content, _ = decode(path.read_bytes())
    except UnreadableError as error:
        raise SourceError(f"{path} {error}") from error
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    try:
        columns = [name.strip().lower() for name in reader.fieldnames or []]
    except csv.Error as error:
        raise SourceError(f"{path}: is not CSV: {error}") from error
    if not {"text", "file"} & set(columns):
        if not alone:
            yield Reject(str(path), f"{path.name} has neither a text nor a file column, so it is no index", b"")
            return
        have = ", ".join(columns) or "none"
        raise SourceError(f"{path}: needs a column `text` or `file`; its columns are: {have}")
    reader.fieldnames = columns
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(f"{path}:{reader.line_num}", f"line {reader.line_num} is broken: {error}", b"")
            continue
        yield from of_row(path, reader.line_num, row)


def of_row(path: Path, number: int, row: Mapping[str, Any]) -> Iterator[ArticleRecord | Reject]:
    raw = json.dumps(row, ensure_ascii=False, default=str).encode()
    locator = f"{path}:{number}"
    if None in row or None in row.values():
        yield Reject(locator, f"line {number} has not as many cells as the header", raw)
        return
    name = (row.get("file") or "").strip()
    try:
        if not name:
            yield of_mapping(row, locator)
            return
        beside = (path.parent / name).resolve()
        if not beside.is_relative_to(path.parent.resolve()):
            raise UnreadableError(f"names a file outside the folder of the index: {name}")
        if not beside.is_file():
            raise UnreadableError(f"names a file that is not there: {name}")
        yield read_text(beside, f"{locator}#{name}", **described(row))
    except UnreadableError as error:
        yield Reject(locator, f"line {number} {error}", raw)


def of_mapping(row: Mapping[str, Any], locator: str) -> ArticleRecord:
    text = row.get("text")
    if not isinstance(text, str):
        raise UnreadableError("has no text")
    check_text(text)
    return ArticleRecord(locator, text, None, **described(row))


def described(row: Mapping[str, Any]) -> dict[str, str | None]:
    """What a record says of its article beside the text; empty cells say nothing."""
    told = {}
    for name in ("url", "source", "title", "published_on", "byline", "note"):
        value = row.get(name)
        told[name] = str(value).strip() or None if value is not None else None
    return told


def publication_day(written: str, today: dt.date) -> tuple[dt.date, DatePrecision] | None:
    """The day that a record gives as its publication, with its precision; None if it cannot be read.

    A year before newspapers wrote of such arms, or after the next one, is a slip: it counts as unreadable.
    """
    found = day_written(written.strip())
    return found if found and EARLIEST_YEAR <= found[0].year <= today.year + 1 else None


def day_written(written: str) -> tuple[dt.date, DatePrecision] | None:
    if re.fullmatch(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", written):
        try:
            first, _ = day_span(written)
        except ValueError:
            return None
        return first, (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[written.count("-")]
    try:
        return dt.datetime.fromisoformat(written).date(), DatePrecision.DAY
    except ValueError:
        pass
    found = next(iter(written_dates(written)), None)
    if found is not None and found.year is not None:
        return dt.date(found.year, found.month, found.day), DatePrecision.DAY
    if (month := MONTH_AND_YEAR.fullmatch(written)) and (number := MONTHS.get(month["month"].lower())):
        return dt.date(int(month["year"]), number, 1), DatePrecision.MONTH
    return None
