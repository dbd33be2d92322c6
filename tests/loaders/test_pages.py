"""Pages and feeds to articles, with what stands around them left out and nothing guessed silently."""

import socket
import time
from pathlib import Path

import pytest

from loaders.articles import apart
from loaders.articles.page import article_of
from loaders.articles.records import ArticleRecord, Found
from loaders.articles.syndication import feed_of, text_of
from loaders.decoding import UnreadableError
from loaders.ledger import Reject
from schema.errors import SourceError
from tests.loaders.pages import ATOM, BOMB, HEAD, LINKED_DATA, RSS, STORY, page
from tests.loaders.reading import read


def one(path: Path) -> Found:
    (found,) = read(path)
    return found


def record(folder: Path, name: str, content: str | bytes) -> ArticleRecord:
    found = one(written(folder, name, content))
    assert isinstance(found, ArticleRecord), found
    return found


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_page_is_its_article_and_nothing_around_it(tmp_path: Path) -> None:
    found = record(tmp_path, "a.html", page())
    for paragraph in STORY:
        assert paragraph in found.text
    for around in ("cookies", "Section number", "reader writes", "nobody reads", "All rights reserved"):
        assert around not in found.text
    assert (found.title, found.byline) == ("Ankara asks for Patriots", "Jane Roe")
    assert (found.source, found.url) == ("The Example Paper", "https://paper.example/2020/ankara-asks")
    assert (found.published_on, found.encoding, found.note) == ("2020-02-20", "utf-8", None)


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "iso-8859-9", "windows-1254", "utf-8"])
def test_a_page_is_in_the_encoding_that_it_declares(tmp_path: Path, charset: str) -> None:
    story = (*STORY, "The façade of the Élysée was lit – “for Türkiye”.".replace("–", "-"))
    content = page(story, charset=charset).replace("“", '"').replace("”", '"')
    found = record(tmp_path, "a.html", content.encode(charset))
    assert "façade of the Élysée" in found.text
    assert "Türkiye" in found.text


def test_characters_that_are_none_in_the_declared_encoding_are_noted(tmp_path: Path) -> None:
    found = record(tmp_path, "a.html", page().encode().replace(b"near the", b"near \xff the"))
    assert found.note == "1 characters are not utf-8, as which the page came"
    assert "near \N{REPLACEMENT CHARACTER} the" in found.text


@pytest.mark.parametrize("told", ["hex", "zlib", "punycode", "utf-16", "nonsense", "x" * 41])
def test_what_cannot_be_the_encoding_is_not_believed(tmp_path: Path, told: str) -> None:
    assert record(tmp_path, "a.html", page(charset=told)).encoding == "utf-8"


def test_the_day_is_the_one_given_as_such(tmp_path: Path) -> None:
    """Not one in the running text, of another story or of the copyright."""
    no_data = HEAD.replace(LINKED_DATA, "")
    in_text = (*STORY, "The parts came on 2019-07-12, which was a Friday in Ankara and elsewhere.")
    assert record(tmp_path, "a.html", page(in_text, no_data)).published_on is None
    marked = page(in_text, no_data, before='<time datetime="2020-02-21T08:00:00Z">21 February 2020</time>')
    assert record(tmp_path, "a.html", marked).published_on == "2020-02-21"
    classed = page(in_text, no_data, before='<span class="date">22 February 2020</span>')
    assert record(tmp_path, "a.html", classed).published_on == "2020-02-22"
    meta = page(in_text, no_data + '<meta property="article:published_time" content="2020-02-23T08:00:00Z">')
    assert record(tmp_path, "a.html", meta).published_on == "2020-02-23"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "is no HTML page"),
        ("<html><body></body></html>", "holds no article"),
        (page(("The page you asked for is gone.",)), "holds no article: 7 words"),
        (page(()), "holds no article"),
        (b"\x00\x01\x02" * 100, "is binary"),
        (b"<html>" + b"x" * (17 << 20), "split it"),
    ],
)
def test_a_page_without_an_article_is_a_reject_with_its_bytes(tmp_path: Path, content: str | bytes, says: str) -> None:
    path = written(tmp_path, "a.html", content)
    found = one(path)
    assert isinstance(found, Reject)
    assert says in found.reason
    assert found.locator == str(path)
    assert found.raw == path.read_bytes()[: 1 << 20]


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>" + "<div>" * 100_000 + "<p>Turkey asked.</p>",
        f"<html><body><p title='{'x' * 15_000_000}'>Turkey asked.</p>",
        "<" * 1_000_000,
        "<html><body>" + "<table><tr><td>" * 30_000,
        "<html><body>" + "<p><b><i>" * 20_000,
        f'<html><head><script type="application/ld+json">{"[" * 100_000}</script></head><body>{"<p>Turkey.</p>" * 9}',
        "<html><body>" + "<a href=x>y</a>" * 50_000,
    ],
    ids=["deep", "attribute", "open", "tables", "inline", "data", "links"],
)
def test_pages_made_to_break_a_parser_end_soon(tmp_path: Path, content: str) -> None:
    started = time.monotonic()
    assert isinstance(one(written(tmp_path, "a.html", content)), Reject)
    assert time.monotonic() - started < 60
    assert isinstance(one(written(tmp_path, "b.html", page())), ArticleRecord)


def test_a_parser_that_takes_too_long_or_too_much_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    serving = (
        "from loaders.articles import parsing; parsing.SECONDS = 0; "
        "parsing.PARSERS = {'busy': lambda data: sum(iter(int, 1)), 'large': lambda data: 'x' * (4 << 30)}; "
        "parsing.serve()"
    )
    monkeypatch.setattr(apart, "SERVING", serving)
    slow = apart.Parser()
    with pytest.raises(UnreadableError, match="seconds to parse"):
        slow.ask("busy", b"", {})
    with pytest.raises(UnreadableError, match="MiB"):
        slow.ask("large", b"", {})
    slow.end()


def test_a_parser_that_somebody_ended_is_started_again(tmp_path: Path) -> None:
    record(tmp_path, "a.html", page())
    process = apart.parser().process
    assert process
    process.kill()
    process.wait()
    record(tmp_path, "a.html", page())


def test_parsing_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    article_of(page(head=HEAD + '<base href="http://127.0.0.1:9/">').encode(), "http://127.0.0.1:9/a")
    feed_of(RSS.replace("<channel>", '<channel><atom:link xmlns:atom="a" href="http://127.0.0.1:9/"/>').encode())


def test_a_feed_is_an_article_an_entry(tmp_path: Path) -> None:
    full, teaser, empty = read(written(tmp_path, "a.rss", RSS))
    assert isinstance(full, ArticleRecord)
    assert full.text == "Turkey asked Washington for Patriots.\nIt waits\nand waits."
    assert (full.title, full.byline, full.source) == ("Ankara & Washington", "Jane Roe", "The Example Paper")
    assert (full.url, full.published_on, full.note) == ("https://paper.example/1", "2020-02-20", None)
    assert isinstance(teaser, ArticleRecord)
    assert (teaser.text, teaser.published_on) == ("Germany sent Leopards…", None)
    assert (teaser.url, teaser.note) == ("https://paper.example/2", "a summary, as the feed gives it")
    assert isinstance(empty, Reject)
    assert (empty.locator, empty.reason) == (f"{tmp_path}/a.rss#3", "entry 3 is empty")
    assert empty.raw.startswith(b"<item><title>Nothing but")


def test_atom(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "a.xml", ATOM))
    assert isinstance(first, ArticleRecord)
    assert (first.text, first.byline, first.source) == ("Poland ordered Abrams tanks.", "John Doe", "A desk")
    assert (first.published_on, first.note) == ("2024-05-02", None)
    assert isinstance(second, ArticleRecord)
    assert (second.text, second.source) == ("Norway gave Ukraine F-16s < six.", "Some Wire")
    assert (second.published_on, second.note) == ("2024-05-03", "dated by its last change")


def test_a_feed_that_is_cut_short_gives_its_whole_entries(tmp_path: Path) -> None:
    cut = RSS[: RSS.index("sent Leopards")]
    whole, torn = read(written(tmp_path, "a.rss", cut))
    assert isinstance(whole, ArticleRecord)
    assert whole.note == "from a feed that is not well-formed"
    assert isinstance(torn, Reject)
    assert "entry 2 is cut short" in torn.reason
    assert torn.raw.startswith(b"<item><title>Only a teaser")


def test_a_feed_with_a_slip_in_its_xml_is_read_and_noted(tmp_path: Path) -> None:
    first, *_ = read(written(tmp_path, "a.rss", RSS.replace("Ankara &amp; Washington", "Ankara & Washington")))
    assert isinstance(first, ArticleRecord)
    assert first.note == "from a feed that is not well-formed"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB, "declares entities"),
        (BOMB.encode("utf-16"), "declares entities"),
        (page(), "is no feed"),
        ("", "is no feed"),
        (RSS[:270], "is broken, and 0 of its 0 entries"),
        ("<?xml version='1.0'?><catalogue><book/></catalogue>", "is no feed"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        list(read(written(tmp_path, "a.rss", content)))


def test_html_becomes_lines_of_words() -> None:
    assert text_of("plain < text & more", "text/plain") == "plain < text & more"
    assert text_of("no marks", "text/html") == "no marks"
    assert (
        text_of("A&nbsp;b<p>c <!-- no --> d</p><ul><li>e<li>f</ul><style>x</style>g", "text/html")
        == "A b\nc d\ne\nf\ng"
    )
    assert text_of("<div>" * 5000 + "deep", "text/html") in ("", "deep")
