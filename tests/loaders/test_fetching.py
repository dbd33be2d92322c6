"""Sources to bytes: paths, globs, addresses asked politely, compressed files, and files made to fill the disk."""

import bz2
import gzip
import io
import lzma
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from loaders import fetching
from loaders.decoding import UnreadableError
from loaders.fetching import Fetched, Store, Unchanged, fetch, named, opened
from schema.errors import SourceError

CONTENT = b"one line\nanother line\n"


def zipped(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, CONTENT)
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [CONTENT, gzip.compress(CONTENT), bz2.compress(CONTENT), lzma.compress(CONTENT), zipped("list.csv")],
    ids=["plain", "gzip", "bzip2", "xz", "zip"],  # the bytes tell the time: they name no test
)
def test_compressed_files_are_read_as_they_are(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with opened(path) as file:
        assert file.read() == CONTENT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress(CONTENT)[:-9], "cannot be unpacked"),
        (gzip.compress(CONTENT)[:12] + b"\xff" * 30, "cannot be unpacked"),
        (zipped("a", "b"), "an archive of 2 files"),
        (zipped("a")[:40], "cannot be unpacked"),
        (lzma.compress(CONTENT)[:-20], "cannot be unpacked"),
    ],
    ids=["gzip cut short", "gzip damaged", "zip of two", "zip cut short", "xz cut short"],
)
def test_what_cannot_be_unpacked_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=says), opened(path) as file:
        file.read()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_made_to_fill_the_disk_stops(tmp_path: Path, pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "FREE", 1 << 20)
    path = tmp_path / "bomb"
    path.write_bytes(pack(bytes(64 << 20)))  # type: ignore[operator]
    assert path.stat().st_size < 100_000
    taken = 0
    with pytest.raises(UnreadableError, match="no honest file"), opened(path) as file:
        while chunk := file.read(1 << 16):
            taken += len(chunk)
    assert taken < 32 << 20


def test_a_glob_stands_for_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert named(str(tmp_path / "*.csv")) == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert named("-") == ["-"]
    with pytest.raises(SourceError, match="no file fits"):
        named(str(tmp_path / "*.xml"))


def test_bytes_are_kept_by_their_hash(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(CONTENT)
    store = Store(tmp_path / "home")
    file = fetch(str(path), store)
    assert isinstance(file, Fetched)
    path.unlink()
    assert file.sha256
    assert store.path(file.sha256).read_bytes() == CONTENT
    with pytest.raises(SourceError, match="no such file"):
        fetch(str(path), store)


@dataclass
class Server:
    """What a small server answers, one status after the other, and what it was asked."""

    statuses: list[int] = field(default_factory=lambda: [200])
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    told = Server()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(dict(self.headers))
            status = told.statuses.pop(0) if len(told.statuses) > 1 else told.statuses[0]
            if self.headers.get("If-None-Match") == '"7"':
                status = 304
            self.send_response(status)
            self.send_header("ETag", '"7"')
            self.send_header("Last-Modified", "Fri, 03 May 2024 10:00:00 GMT")
            self.send_header("Content-Length", str(len(CONTENT)) if status == 200 else "0")
            self.end_headers()
            if status == 200:
                self.wfile.write(CONTENT)

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setattr(fetching, "PAUSE", 0.01)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{running.server_address[1]}/sdn.csv"
    yield told
    running.shutdown()
    running.server_close()


def test_an_address_is_asked_for_what_is_newer(server: Server, tmp_path: Path) -> None:
    store = Store(tmp_path)
    file = fetch(server.address, store)
    assert isinstance(file, Fetched)
    assert file.path.read_bytes() == CONTENT
    assert str(file.day) == "2024-05-03"
    assert fetch(server.address, store, file.watermark) == Unchanged(server.address)
    assert server.asked[-1]["If-None-Match"] == '"7"'
    assert server.asked[-1]["User-Agent"].startswith("sine-qua-non/")


def test_a_busy_server_is_asked_again_and_a_refusal_is_told(server: Server, tmp_path: Path) -> None:
    server.statuses = [503, 429, 200]
    assert isinstance(fetch(server.address, Store(tmp_path)), Fetched)
    assert len(server.asked) == 3
    server.statuses = [404]
    with pytest.raises(SourceError, match="404"):
        fetch(server.address, Store(tmp_path))
    assert len(server.asked) == 4  # what is not there will not be there in a second


def test_a_download_beyond_the_limit_is_given_up(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 10)
    with pytest.raises(SourceError, match="larger than 10 bytes"):
        fetch(server.address, Store(tmp_path))
    assert not [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
