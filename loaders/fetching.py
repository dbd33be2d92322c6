"""Sources to bytes on disk: a path, a glob, an address or standard input, compressed or not.

Whatever is read is kept under its hash in `SQN_HOME/raw`, so that a mended loader can read the same bytes again without
the source. What is compressed is read as it is, and stops at LARGEST bytes or at RATIO times what it was packed into:
a file made to fill the disk does not.
"""

import bz2
import datetime as dt
import glob
import gzip
import hashlib
import io
import json
import lzma
import os
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast
from urllib.parse import quote, urljoin, urlsplit

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from loaders.decoding import UnreadableError
from loaders.version import code_version
from schema.errors import SourceError, SqnError

LARGEST = 8 << 30  # bytes of one source, unpacked
RATIO = 200  # times its packed size that a source may unpack to, once it is over FREE
FREE = 64 << 20
CHUNK = 1 << 20
PAUSE = 1.0  # seconds between two requests to one host
ATTEMPTS = 4
DAY = 24 * 60 * 60  # seconds
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"PK\3\4", "zip"),
)
# What the unpackers of the standard library raise for bytes that are damaged, cut short, encrypted (RuntimeError),
# packed in a way that they do not know (NotImplementedError is one too) or that point outside the file (ValueError).
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, ValueError)
STDIN = "-"
asked_at: dict[str, float] = {}


@dataclass(frozen=True)
class Fetched:
    """A source whose bytes lie on this disk.

    `written` is how the user named it, `watermark` what an address's server said of it (ETag and Last-Modified),
    `day` the day of its last change where that is told. `path` is the file itself, or its copy in the store. A folder
    is read where it stands and has no `sha256`. `companions` are the hashes of the files beside it that were asked for,
    None for those that are not there; if `replayed`, no others are to be had.
    """

    written: str
    path: Path
    sha256: str | None
    store: "Store"
    day: dt.date | None = None
    watermark: str | None = None
    companions: dict[str, str | None] = field(default_factory=dict, compare=False)
    replayed: bool = False

    def beside(self, name: str) -> Path | None:
        """A file of that name in the same place or below, kept as the source itself is; None if there is none.

        Raises UnreadableError for a name that leads elsewhere, SourceError if the file is there and cannot be had.
        """
        check_beside(name)
        if name not in self.companions:
            found = None if self.replayed or self.written == STDIN else self.fetch_beside(name)
            self.companions[name] = found.sha256 if found else None
        sha256 = self.companions[name]
        return self.store.path(sha256) if sha256 else None

    def fetch_beside(self, name: str) -> "Fetched | None":
        if is_address(self.written):
            try:
                found = download(urljoin(self.written, quote(name)), self.store, None)
            except MissingError:
                return None
        else:
            path = inside(Path(self.written).parent, name)
            if not path.is_file():
                return None
            found = fetch(str(path), self.store)
        assert isinstance(found, Fetched), "nothing is told of an address that was not asked before"
        return found

    def earlier(self, sha256: str) -> Path | None:
        """Other bytes of the same store; None if it has them no more."""
        path = self.store.path(sha256)
        return path if path.is_file() else None


def check_beside(name: str) -> None:
    """Raises UnreadableError for a name that leads elsewhere, or could on another system or server."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise UnreadableError(f"names a file outside the folder of the index: {name}")


def inside(folder: Path, name: str) -> Path:
    """The file that a name stands for, its links followed. Raises UnreadableError if they lead out of the folder."""
    check_beside(name)
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()):
        raise UnreadableError(f"names a file outside the folder of the index: {name}")
    return found


@dataclass(frozen=True)
class Unchanged:
    """An address whose server says that nothing has changed since the last time."""

    written: str


class Store:
    """The raw bytes by their hash."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "raw"

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def keep(self, content: BinaryIO) -> tuple[Path, str]:
        """Takes bytes in. Raises SourceError beyond LARGEST."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sweep()
        waiting = self.folder / f".{os.getpid()}.partial"
        digest, size = hashlib.sha256(), 0
        try:
            with waiting.open("wb", buffering=0) as file:
                while chunk := content.read(CHUNK):
                    size += len(chunk)
                    if size > LARGEST:
                        raise SourceError(f"the source is larger than {LARGEST:,} bytes: split it")
                    digest.update(chunk)
                    write_whole(file, chunk)
            final = self.path(digest.hexdigest())
            final.parent.mkdir(exist_ok=True)
            waiting.replace(final)
        finally:
            waiting.unlink(missing_ok=True)
        return final, digest.hexdigest()

    def sweep(self) -> None:
        """Removes what a killed run left half-written a day ago or more."""
        for path in self.folder.glob(".*.partial"):
            if time.time() - path.stat().st_mtime > DAY:
                path.unlink(missing_ok=True)


def write_whole(file: io.FileIO, chunk: bytes) -> None:
    try:
        while chunk:
            chunk = chunk[file.write(chunk) :]
    except OSError as error:
        raise SqnError(
            f"the disk is full or failing: cannot keep the bytes of the source ({error.strerror}). "
            "What was stored before is whole; make room and run it again"
        ) from error


def named(written: str) -> list[str]:
    """The sources that the user named: a glob stands for the files that it fits, in order. Raises SourceError."""
    if written == STDIN or is_address(written) or Path(written).exists() or not glob.has_magic(written):
        return [written]
    fitting = glob.glob(written, recursive=True)  # noqa: PTH207 - the whole pattern is the user's
    found = sorted(path for path in fitting if not Path(path).is_dir())
    if not found:
        raise SourceError(f"no file fits {written}")
    return found


def is_address(written: str) -> bool:
    return written.startswith(("http://", "https://"))


def fetch(written: str, store: Store, watermark: str | None = None, *, folders: bool = False) -> Fetched | Unchanged:
    """The bytes of one source, kept in the store. Raises SourceError if they cannot be had."""
    if is_address(written):
        return download(written, store, watermark)
    if written == STDIN:
        return Fetched(written, *store.keep(sys.stdin.buffer), store)
    path = Path(written)
    try:
        if folders and path.is_dir():
            return Fetched(written, path, None, store)
        if not path.is_file():
            what = "no such file or folder" if folders else "no such file"
            raise SourceError(f"{what}: {written}" if not path.exists() else f"{written} is not a file")
        with path.open("rb") as file:
            _, sha256 = store.keep(file)
    except OSError as error:
        raise SourceError(f"cannot read {written}: {error.strerror or error}") from error
    return Fetched(written, path, sha256, store)


def download(address: str, store: Store, watermark: str | None) -> Fetched | Unchanged:
    """Asks an address for what is newer than the watermark, politely and several times if the network fails."""
    asking = Retrying(
        retry=retry_if_exception_type((httpx.TransportError, BusyError)),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential_jitter(multiplier=PAUSE, jitter=PAUSE, max=30),
        reraise=True,
    )
    try:
        return asking(once, address, store, watermark)
    except (httpx.HTTPError, httpx.InvalidURL, BusyError) as error:
        raise SourceError(f"cannot fetch {address}: {error or type(error).__name__}") from error


class MissingError(SourceError):
    """There is nothing at an address."""


class BusyError(Exception):
    """The server is busy or failing; it may not be in a while."""


def once(address: str, store: Store, watermark: str | None) -> Fetched | Unchanged:
    wait_for(urlsplit(address).netloc)
    before = json.loads(watermark) if watermark else {}
    headers = {"User-Agent": f"sine-qua-non/{code_version()}"}
    if before.get("etag"):
        headers["If-None-Match"] = before["etag"]
    if before.get("last_modified"):
        headers["If-Modified-Since"] = before["last_modified"]
    with httpx.stream("GET", address, headers=headers, follow_redirects=True, timeout=60) as answer:
        if answer.status_code == httpx.codes.NOT_MODIFIED:
            return Unchanged(address)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise BusyError(f"the server answers {answer.status_code} {answer.reason_phrase}")
        if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            raise MissingError(f"there is nothing at {address}: the server answers {answer.status_code}")
        answer.raise_for_status()
        path, sha256 = store.keep(cast("BinaryIO", Flow(answer.iter_bytes())))
        told = {"etag": answer.headers.get("ETag"), "last_modified": answer.headers.get("Last-Modified")}
    kept = json.dumps({name: value for name, value in told.items() if value}) if any(told.values()) else None
    return Fetched(address, path, sha256, store, day_of(told["last_modified"]), kept)


def wait_for(host: str) -> None:
    """Leaves PAUSE seconds between two requests to a host."""
    due = asked_at.get(host, 0.0) + PAUSE - time.monotonic()
    if due > 0:
        time.sleep(due)
    asked_at[host] = time.monotonic()


def day_of(last_modified: str | None) -> dt.date | None:
    try:
        return parsedate_to_datetime(last_modified).date() if last_modified else None
    except ValueError:
        return None


class Flow:
    """An iterator of bytes as something to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks

    def read(self, _size: int = -1) -> bytes:
        return next(self.chunks, b"")


class Guarded(io.RawIOBase):
    """Unpacked bytes that stop with UnreadableError once they are more than their packing can mean."""

    def __init__(self, content: IO[bytes], packed: int) -> None:
        self.content, self.most, self.taken = content, max(FREE, RATIO * packed), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(cast("bytearray", buffer))
        try:
            chunk = self.content.read(len(room))
        except DAMAGED as error:
            raise UnreadableError(f"cannot be unpacked: {error}") from error
        self.taken += len(chunk)
        if self.taken > min(self.most, LARGEST):
            raise UnreadableError(f"unpacks to more than {min(self.most, LARGEST):,} bytes: it is no honest file")
        room[: len(chunk)] = chunk
        return len(chunk)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked if it is compressed. Raises UnreadableError, also while they are read."""
    size = path.stat().st_size
    with path.open("rb") as file:
        beginning = file.read(6)
        file.seek(0)
        kind = next((kind for magic, kind in MAGIC if beginning.startswith(magic)), None)
        if kind is None:
            yield file
            return
        unpack = cast("dict[str, Callable[[BinaryIO], IO[bytes]]]", UNPACK)[kind]
        with unpack(file) as content:
            yield cast("BinaryIO", io.BufferedReader(Guarded(content, size), CHUNK))


def member(file: BinaryIO) -> IO[bytes]:
    """The one file of a ZIP archive. Raises UnreadableError."""
    try:
        archive = zipfile.ZipFile(file)
        files = [info for info in archive.infolist() if not info.is_dir()]
        if len(files) != 1:
            raise UnreadableError(f"is an archive of {len(files)} files, not of one: unpack it first")
        return archive.open(files[0])
    except DAMAGED as error:
        raise UnreadableError(f"cannot be unpacked: {error}") from error


UNPACK = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open, "zip": member}
