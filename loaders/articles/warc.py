"""Articles from WARC files: what a crawler was answered, read record by record.

A page or text that was had with status 200 is an article; requests, revisits, other answers and other kinds of content
are passed over and not counted. A damaged stretch is one reject, and reading goes on where the next record begins.
"""

import io
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import Any, BinaryIO

from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from loaders.articles.answers import of_answer
from loaders.articles.records import LARGEST_FILE, Found, Piece, unread
from loaders.decoding import UnreadableError
from loaders.fetching import CHUNK, FREE, RATIO, opened
from loaders.ledger import MOST_RAW, Reject

GZIP = b"\x1f\x8b\x08"
PACKED_BEGIN = re.compile(re.escape(GZIP))
PLAIN_BEGIN = re.compile(rb"(?<=\n)WARC/[01]\.")
OVERLAP = 16  # bytes in which a beginning fits
HEADERS = 1 << 20  # bytes of the lines before a record's content
SEARCHES = 1000  # times that reading goes on after damage
BROKEN = (ArchiveLoadFailed, StatusAndHeadersParserException, UnreadableError, ValueError)
SKIPPED = None  # a whole record that is no article


@dataclass(frozen=True)
class Damage:
    """A stretch of a file, from an offset on, that is no whole record."""

    offset: int
    fault: str

    def reject(self, piece: Piece, raw: bytes, then: str) -> Reject:
        return Reject(f"{piece.written}@{self.offset}", f"{piece.name} {self.told(then)}", raw)

    def told(self, then: str) -> str:
        return f"has no whole record at byte {self.offset}: {self.fault}; {then}"


class Lines(BufferedReader):  # type: ignore[misc]
    """Unpacked bytes, of whose lines no record may have more than HEADERS bytes; damage is not passed over."""

    left = HEADERS

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(self.left + 1, LARGEST_FILE if length is None else length))
        self.left -= len(line)
        if self.left < 0:
            raise UnreadableError(f"its headers have more than {HEADERS:,} bytes")
        return line

    def _decompress(self, data: bytes) -> bytes:
        if not self.decompressor or not data:
            return data
        try:
            return bytes(self.decompressor.decompress(data))
        except zlib.error as error:
            raise UnreadableError(f"it cannot be unpacked: {error}") from error


class Records(WARCIterator):  # type: ignore[misc]
    """The records of a WARC from where its file stands; `offset` is that of the record under way."""

    def __init__(self, file: BinaryIO, *, packed: bool) -> None:
        super().__init__(file, check_digests=True)
        self.reader = self.lines = Lines(self.fh, decomp_type="gzip" if packed else None)
        self.packed = packed

    def following(self) -> Any:
        """The next record. Raises StopIteration, or one of BROKEN."""
        self.lines.left = HEADERS
        try:
            record = next(self)
        except AttributeError as error:  # what warcio makes of an answer without an address
            raise UnreadableError("it names no address") from error
        if record.length is None or not record.rec_type:
            raise UnreadableError("it tells no length or no type")
        return record

    def _next_record(self, next_line: bytes | None) -> Any:
        try:
            return super()._next_record(next_line)
        except EOFError:
            if next_line or self.lines.left < HEADERS:  # warcio takes a record without an end for the end of the file
                raise UnreadableError("it ends within its headers") from None
            raise

    def finish(self, record: Any) -> None:
        """Reads a record to its end. Raises UnreadableError if that is not where it says."""
        unpacked = 0
        while chunk := record.raw_stream.read(CHUNK):
            unpacked += len(chunk)
            if self.packed and unpacked > max(FREE, RATIO * (self.fh.tell() - self.offset)):
                raise UnreadableError(f"it unpacks to more than {unpacked:,} bytes: it is no honest record")
        if record.raw_stream.limit:
            raise UnreadableError(f"{record.raw_stream.limit:,} of its {record.length:,} bytes are missing")
        self.lines.left = HEADERS
        faults = self.err_count
        with redirect_stderr(io.StringIO()):
            self.read_to_end()
        if self.err_count > faults:
            raise UnreadableError("it does not end where it says")


def read_warc(piece: Piece) -> Iterator[Found]:
    """The articles of a WARC. Raises UnreadableError if it cannot be unpacked, OSError if it cannot be read."""
    with piece.path.open("rb") as file:
        beginning = file.read(len(GZIP))
        file.seek(0)
        packed = beginning == GZIP and packed_by_record(file)
        if packed or beginning.startswith(b"WAR"):
            yield from read_stretches(piece, file, packed=packed)
            return
    with opened(piece.path) as unpacked:
        for item in read_records(piece, unpacked, packed=False):
            if isinstance(item, Damage):
                yield unread(piece, item.told("what follows it is not read"), f"{piece.written}@{item.offset}")
            elif item is not SKIPPED:
                yield item


def packed_by_record(file: BinaryIO) -> bool:
    """Whether each record is packed by itself, as it should be, and not the whole file at once."""
    records = Records(file, packed=True)
    try:
        records.finish(records.following())
        records.following()
    except ArchiveLoadFailed as error:
        return "non-chunked" not in str(error)
    except (StopIteration, *BROKEN):
        return True
    finally:
        file.seek(0)
    return True


def read_stretches(piece: Piece, file: BinaryIO, *, packed: bool) -> Iterator[Found]:
    """The articles of a file that can be searched."""
    damage: Damage | None = None
    begin: int | None = 0
    for _ in range(SEARCHES):
        file.seek(begin or 0)
        met: Damage | None = None
        for item in read_records(piece, file, packed=packed):
            if isinstance(item, Damage):
                met = item
                break
            if damage:
                yield damage.reject(piece, stretch(file, damage.offset), f"read again from byte {begin}")
                damage = None
            if item is not SKIPPED:
                yield item
        damage = damage or met
        if met is None:
            break
        begin = next_beginning(file, max(begin or 0, met.offset) + 1, PACKED_BEGIN if packed else PLAIN_BEGIN)
        if begin is None:
            break
    if damage:
        yield damage.reject(piece, stretch(file, damage.offset), "nothing after it is read")


def read_records(piece: Piece, file: BinaryIO, *, packed: bool) -> "Iterator[Found | Damage | None]":
    """Articles, rejects, and SKIPPED for other records, up to the end or the first damage."""
    records = Records(file, packed=packed)
    size = os.fstat(file.fileno()).st_size if file.seekable() else None
    while True:
        offset = records.offset
        try:
            record = records.following()
            offset = records.offset
            if size is not None and not packed and record.length > size - offset:
                raise UnreadableError(f"{record.length:,} bytes are to follow, and do not")
            locator = f"{piece.written}@{offset}"
            item = of_answer(record, locator)
            records.finish(record)
        except StopIteration:
            if size is not None and records.offset < size:
                yield Damage(records.offset, "it ends before it begins")
            return
        except BROKEN as error:
            yield Damage(offset, " ".join(str(error).split())[:300])
            return
        if item is not SKIPPED and record.digest_checker.passed is False:
            faults = ", ".join(record.digest_checker.problems)
            raw = b"" if size is None else stretch(file, offset)[: records.offset - offset]
            yield Reject(locator, f"record at byte {offset} is not as it was written: {faults}", raw, record.length)
        else:
            yield item


def next_beginning(file: BinaryIO, begin: int, mark: re.Pattern[bytes]) -> int | None:
    """Where a record may begin, from an offset on."""
    file.seek(max(0, begin - OVERLAP))
    place, window = file.tell(), b""
    while chunk := file.read(CHUNK):
        window += chunk
        for found in mark.finditer(window):
            if place + found.start() >= begin:
                return place + found.start()
        place += len(window) - OVERLAP
        window = window[-OVERLAP:]
    return None


def stretch(file: BinaryIO, offset: int) -> bytes:
    """The bytes from an offset on, as many as are kept; the file stays where it stands."""
    place = file.tell()
    file.seek(offset)
    raw = file.read(MOST_RAW)
    file.seek(place)
    return raw
