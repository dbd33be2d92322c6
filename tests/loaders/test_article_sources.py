"""Articles from globs, addresses, standard input, folders and packed files: loaded, forecast, and run again."""

import bz2
import gzip
import io
import lzma
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from extraction.names.reference import Reference
from loaders import fetching
from loaders.articles.kinds import Kind, told_by_content
from loaders.articles.records import ArticleRecord
from loaders.fetching import named
from loaders.jobs import forecast, load, loader_named, retry
from loaders.ledger import Reject, Run
from loaders.loader import Job
from schema.engine import reading, writing
from schema.errors import SourceError
from schema.models import Article, RejectedRecord, Source
from schema.vocabulary import SourceKind
from tests.loaders.pages import ATOM, HEAD, RSS, STORY, answer, page, warc
from tests.loaders.reading import read

LOADER = loader_named("articles")
TEXT = " ".join(STORY)


def zipped(data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", data)
    return written.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zip": zipped, "": bytes,
}  # fmt: skip
FORMS = {
    "a.txt": TEXT,
    "a.html": page(),
    "a.rss": RSS.replace("<item><title>Nothing but a headline</title><link>https://paper.example/3</link></item>", ""),
    "a.jsonl": '{"text": "Turkey asked."}\n{"text": "It waits."}\n',
    "a.json": '[{"text": "Turkey asked."}]',
    "a.csv": "text,title\nTurkey asked.,One\n",
    "a.warc": warc(answer(page().encode()), packed=False).decode(),
}


@pytest.fixture
def job(empty: Engine, reference: Reference, tmp_path: Path) -> Job:
    return Job(empty, reference, tmp_path / "home")


def loaded(job: Job, written: str, **options: Any) -> Run:
    run = load(job, LOADER, written, no_code=True, **options)
    assert run is not None
    assert run.counts.met == run.counts.read
    return run


def told(job: Job, *columns: Any) -> list[Any]:
    with reading(job.engine) as connection:
        return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read_packed_or_not_and_by_its_bytes_alone(tmp_path: Path, name: str, packing: str) -> None:
    content = FORMS[name].encode()
    for called in (f"{name}{packing}", f"without-suffix{packing}"):
        (tmp_path / called).write_bytes(PACKINGS[packing](content))
        found = list(read(tmp_path / called))
        assert found
        assert all(isinstance(one, ArticleRecord) for one in found), (called, found)
    assert len(list(read(tmp_path))) == 2 * len(found)


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", Kind.PAGE),
        ("<html>".encode("utf-16"), Kind.PAGE),
        (b"\n  <?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html xmlns=''>", Kind.PAGE),
        (b"<?xml version='1.0'?>\n<!-- a feed -->\n<rdf:RDF xmlns:rdf=''>", Kind.FEED),
        (b"<p>See <feed> for more", Kind.PAGE),
        (ATOM.encode(), Kind.FEED),
        (b"WARC/1.1\r\n", Kind.WARC),
        (b"[1]", Kind.JSON),
        (b'{\n "text": "x"\n}', Kind.JSON),
        (b'{"text": "x"}', Kind.JSON_LINES),
        (b'{"text": "' + b"x" * 70_000, Kind.JSON_LINES),
        (b"file;source;title\n", Kind.CSV),
        (b"Text, title and a note were asked for.\nMore", Kind.TEXT),
        (b"Turkey asked for Patriots.", Kind.TEXT),
        (b"", Kind.TEXT),
        (b"<< Patriots >> were asked for", Kind.TEXT),
    ],
)
def test_the_first_bytes_tell_the_kind(beginning: bytes, kind: Kind) -> None:
    assert told_by_content(beginning) is kind


def test_a_glob_is_a_run_a_file(job: Job, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for number in range(3):
        story = (f"Report {number} of the day came in.", *STORY)
        (tmp_path / f"news/{number}.html").write_text(page(story, head=HEAD.replace("2020/ankara", f"{number}/ankara")))
    runs = [loaded(job, written) for written in named(f"{tmp_path}/news/*.html")]
    assert [run.counts.inserted for run in runs] == [1, 1, 1]
    assert [name for (name,) in told(job, Source.name)] == ["The Example Paper"]


def test_standard_input(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(page().encode())))
    first = loaded(job, "-")
    assert told(job, Article.title) == [("Ankara asks for Patriots",)]
    assert retry(job, first.id).counts.unchanged == 1


def test_a_source_for_those_that_name_none(job: Job, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,source\nTurkey asked.,\nIt waits.,Some Paper\n")
    loaded(job, str(tmp_path / "a.csv"), source="Own Clippings")
    assert told(job, Article.text, Article.source_id) == [
        ("It waits.", "some-paper"),
        ("Turkey asked.", "own-clippings"),
    ]


def test_a_folder_of_everything(job: Job, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/a.html").write_text(page())
    (folder / "deep/feed.xml").write_text(RSS)
    (folder / "page.aspx").write_text(page(head=HEAD.replace("2020/", "2021/")))
    (folder / "a.warc.gz").write_bytes(warc(answer(page().encode()), answer(b"<p>gone", "https://x.example/")))
    (folder / "index.csv").write_text("file,source\ndeep/text.txt,Some Paper\n")
    (folder / "deep/text.txt").write_text("Turkey asked.")
    (folder / "broken.rss").write_text("no feed")
    (folder / "broken.txt.gz").write_bytes(gzip.compress(TEXT.encode())[:-20])
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    run = loaded(job, str(folder))
    assert (run.counts.inserted, run.counts.rejected) == (6, 5)
    places = [locator.removeprefix(f"{folder}/").partition("@")[0] for (locator,) in told(job, RejectedRecord.locator)]
    assert places == ["a.warc.gz", "broken.rss", "broken.txt.gz", "deep/feed.xml#3", "picture.png"]
    assert loaded(job, str(folder)).counts.unchanged == 6
    assert forecast(Job(job.engine, job.reference, tmp_path / "h"), LOADER, str(folder)).counts.unchanged == 6


@pytest.mark.parametrize("name", FORMS)
def test_a_forecast_and_a_retry_of_every_form(job: Job, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FORMS[name])
    expected = forecast(job, LOADER, str(path))
    assert expected.counts.inserted
    assert len(expected.changes) == expected.counts.inserted
    assert told(job, Article.id) == []
    run = loaded(job, str(path))
    assert run.counts.inserted == expected.counts.inserted
    path.unlink()
    assert retry(job, run.id).counts.unchanged == expected.counts.inserted


def test_a_retry_reads_the_files_beside_an_index_as_they_were(job: Job, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "texts").mkdir(parents=True)
    (folder / "texts/one.txt").write_text("Turkey asked.")
    (folder / "index.csv").write_text("file,source\ntexts/one.txt,Some Paper\ntexts/two.txt,Some Paper\n")
    first = loaded(job, str(folder / "index.csv"))
    assert (first.counts.inserted, first.counts.rejected) == (1, 1)
    (folder / "texts/one.txt").write_text("Another text.")
    (folder / "texts/two.txt").write_text("One that came later.")
    again = retry(job, first.id)
    assert (again.counts.unchanged, again.counts.rejected) == (1, 1)
    assert told(job, Article.text) == [("Turkey asked.",)]
    assert retry(job, again.id).counts.unchanged == 1
    assert loaded(job, str(folder / "index.csv")).counts.inserted == 2


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "/etc/passwd", "texts/../../secret.txt", "link.txt", "linked/secret.txt", "..\\secret.txt",
     "C:\\secret.txt", "http://127.0.0.1/secret.txt", "//127.0.0.1/secret.txt", "file:///etc/passwd",
     "x" * 5000, ".", "self.txt"],
)  # fmt: skip
@pytest.mark.parametrize("whole_folder", [True, False])
def test_an_index_names_only_files_of_its_folder(tmp_path: Path, name: str, whole_folder: bool) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("Nobody may read this.")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "index.csv").write_text(f'file,source\n"{name}",Some Paper\n')
    found = [one for one in read(folder if whole_folder else folder / "index.csv") if "index.csv" in one.locator]
    (reject,) = found
    assert isinstance(reject, Reject)
    assert "names a file" in reject.reason


class Site:
    """A small server: what it holds by path, and what it was asked for."""

    def __init__(self) -> None:
        self.holds: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.address = ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    told = Site()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            content = told.holds.get(self.path)
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setattr(fetching, "PAUSE", 0.01)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{running.server_address[1]}"
    yield told
    running.shutdown()
    running.server_close()


def test_addresses(job: Job, site: Site) -> None:
    site.holds = {
        "/feed.xml": RSS.encode(),
        "/story?id=7": page(head='<link rel="shortcut icon" href="/x.ico">').encode(),
        "/": page(head=HEAD).encode(),
        "/lists/index.csv": b"file,source\ntexts/one.txt,Some Paper\ngone.txt,Some Paper\n../feed.xml,Some Paper\n",
        "/lists/texts/one.txt": b"Turkey asked.",
    }
    feed = loaded(job, f"{site.address}/feed.xml")
    assert (feed.counts.inserted, feed.counts.rejected) == (2, 1)
    loaded(job, f"{site.address}/story?id=7")
    loaded(job, f"{site.address}/")
    index = loaded(job, f"{site.address}/lists/index.csv")
    assert (index.counts.inserted, index.counts.rejected) == (1, 2)
    addresses = {url for (url,) in told(job, Article.url)}
    assert addresses == {
        "https://paper.example/1",
        f"{site.address}/2",  # a link of a feed that tells none of its own holds where the feed was had
        "https://paper.example/2020/ankara-asks",
        f"{site.address}/story?id=7",
        None,
    }
    assert site.asked[-2:] == ["/lists/texts/one.txt", "/lists/gone.txt"]
    asked = len(site.asked)
    site.holds = {}
    assert retry(job, index.id).counts.unchanged == 1
    assert retry(job, feed.id).counts.unchanged == 2
    assert len(site.asked) == asked
    with pytest.raises(SourceError, match="404"):
        loaded(job, f"{site.address}/feed.xml")


def test_an_outlet_of_the_name_of_a_data_set_is_a_source_of_its_own(job: Job, tmp_path: Path) -> None:
    with writing(job.engine) as connection:
        connection.execute(insert(Source).values(id="set", name="Some Paper", kind=SourceKind.DATASET))
    (tmp_path / "a.csv").write_text("text,source\nTurkey asked.,Some Paper\nIt waits.,Some Paper\n")
    for _ in range(2):
        loaded(job, str(tmp_path / "a.csv"))
    assert told(job, Source.id, Source.name) == [("set", "Some Paper"), ("some-paper", "Some Paper (some-paper)")]


def test_what_no_database_can_index_is_a_reject(job: Job, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"text,url,source\nOne.,{'x' * 2001},\nTwo.,,{'x' * 241}\nThree.,,{'x' * 240}\n")
    run = loaded(job, str(tmp_path / "a.csv"))
    assert (run.counts.inserted, run.counts.rejected) == (1, 2)
