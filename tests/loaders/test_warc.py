"""Web archives to articles: what is read, what is passed over, and what damage costs."""

import bz2
import gzip
import tracemalloc
import zlib
from pathlib import Path

import pytest

from loaders.articles.records import ArticleRecord
from loaders.ledger import Reject
from tests.loaders.pages import HEAD, LINKED_DATA, STORY, answer, page, warc
from tests.loaders.reading import read

PAGE = page().encode()


def found(folder: Path, content: bytes, name: str = "a.warc.gz") -> tuple[list[ArticleRecord], list[Reject]]:
    path = folder / name
    path.write_bytes(content)
    items = list(read(path))
    return [one for one in items if isinstance(one, ArticleRecord)], [one for one in items if isinstance(one, Reject)]


@pytest.mark.parametrize("form", ["by record", "plain", "gzip", "bzip2"])
def test_pages_and_texts_are_read_and_the_rest_is_passed_over(tmp_path: Path, form: str) -> None:
    content = warc(
        answer(PAGE),
        answer(PAGE, "https://paper.example/gone", "404 Not Found"),
        answer(b"\x89PNG", "https://paper.example/p.png", kind="image/png"),
        answer("Turkey – asked.".encode("cp1252"), "https://wire.example/2", kind="text/plain; charset=windows-1252"),
        answer(PAGE, "https://paper.example/none", kind=""),
        packed=form == "by record",
    )
    name = "a.warc"
    if form == "gzip":
        name, content = "a.warc.gz", gzip.compress(content)
    elif form == "bzip2":
        name, content = "a.warc.bz2", bz2.compress(content)
    articles, rejects = found(tmp_path, content, name)
    assert not rejects
    first, second, third = articles
    assert STORY[0] in first.text
    # the address that was crawled, whatever the page says of itself
    assert (first.url, first.source, first.published_on) == (
        "https://paper.example/1",
        "The Example Paper",
        "2020-02-20",
    )
    assert (second.text, second.url, second.source) == ("Turkey – asked.", "https://wire.example/2", "wire.example")
    assert (second.published_on, second.note) == (None, "crawled 2021-03-04")
    assert third.url == "https://paper.example/none"
    assert first.locator.startswith(f"{tmp_path}/a.warc")
    assert first.locator.rpartition("@")[2].isdecimal()


def chunked(data: bytes) -> bytes:
    chunks = [data[begin : begin + 500] for begin in range(0, len(data), 500)]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in [*chunks, b""])


def deflated(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE), {"Transfer-Encoding": "chunked"}),
        (PAGE, {"Transfer-Encoding": "chunked"}),
        (gzip.compress(PAGE), {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "gzip"}),
        (PAGE, {"Content-Encoding": "br"}),
        (zlib.compress(PAGE), {"Content-Encoding": "deflate"}),
        (deflated(PAGE), {"Content-Encoding": "deflate"}),
        (chunked(gzip.compress(PAGE)), {"Transfer-Encoding": "Chunked", "Content-Encoding": "GZIP"}),
    ],
)
def test_answers_are_taken_out_of_chunks_and_packing(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    ((article,), rejects) = found(tmp_path, warc(answer(body, headers=headers)))
    assert STORY[0] in article.text
    assert not rejects


@pytest.mark.parametrize(
    ("body", "headers", "says"),
    [
        (gzip.compress(PAGE)[:-50], {"Content-Encoding": "gzip"}, "cut short"),
        (b"\x1f\x8b\x08" + b"\xff" * 90, {"Content-Encoding": "gzip"}, "cannot be unpacked"),
        (b"\x8b\x02\x80", {"Content-Encoding": "br"}, "is packed as br"),
        (chunked(PAGE)[:-40], {"Transfer-Encoding": "chunked"}, "in chunks that are broken"),
        (gzip.compress(bytes(100 << 20)), {"Content-Encoding": "gzip"}, "unpacks to more than"),
        (b"<html>" + b"x" * (17 << 20), {}, "has more than"),
        (page(()).encode(), {}, "holds no article"),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_reject(
    tmp_path: Path, body: bytes, headers: dict[str, str], says: str
) -> None:
    (articles, (reject,)) = found(
        tmp_path, warc(answer(body, headers=headers), answer(PAGE, "https://paper.example/2"))
    )
    assert [one.url for one in articles] == ["https://paper.example/2"]
    assert says in reject.reason
    assert reject.raw == body[: 1 << 20]


def test_what_an_archive_says_of_an_answer_is_noted(tmp_path: Path) -> None:
    undated = page(head=HEAD.replace(LINKED_DATA, "")).encode()
    ((article,), _) = found(tmp_path, warc(answer(undated, warc={"WARC-Truncated": "length"})))
    assert (article.published_on, article.note) == (None, "crawled 2021-03-04; cut off by the crawler: length")


def archive(packed: bool) -> tuple[bytes, list[int]]:
    """An archive of four pages, and where the records of the answers begin."""
    content, places = b"", []
    for n in range(4):
        part = warc(answer(PAGE.replace(b"Monday", b"day %d" % n), f"https://paper.example/{n}"), packed=packed)
        places.append(len(content) + (part.index(b"\x1f\x8b\x08", 1) if packed else part.index(b"\nWARC/1.0") + 1))
        content += part
    return content, places


@pytest.mark.parametrize("packed", [True, False])
def test_damage_costs_the_record_that_it_is_in(tmp_path: Path, packed: bool) -> None:
    content, places = archive(packed)
    at = places[1] + (300 if packed else 900)
    holed = content[:at] + content[at + 90 :]
    articles, (reject,) = found(tmp_path, holed, "a.warc")
    assert [one.url for one in articles] == [f"https://paper.example/{n}" for n in (0, 2, 3)]
    assert reject.locator == f"{tmp_path}/a.warc@{places[1]}"
    assert reject.raw.startswith(holed[places[1] : places[1] + 200])
    assert "read again from byte" in reject.reason
    changed = bytearray(content)
    changed[at] ^= 0x20
    articles, (reject,) = found(tmp_path, bytes(changed), "a.warc")
    assert len(articles) == 3
    assert reject.locator == f"{tmp_path}/a.warc@{places[1]}"


@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_is_cut_short_says_where(tmp_path: Path, packed: bool) -> None:
    content, places = archive(packed)
    for cut in (places[3] + 10, places[3] + 200, places[3] + 400):
        articles, (reject,) = found(tmp_path, content[:cut], "a.warc")
        assert len(articles) == 3
        assert reject.locator == f"{tmp_path}/a.warc@{places[3]}"
        assert "nothing after it is read" in reject.reason
    articles, (reject,) = found(tmp_path, gzip.compress(archive(False)[0])[:-100], "b.warc.gz")
    assert "what follows" in reject.reason


def test_a_digest_that_does_not_fit_is_a_reject(tmp_path: Path) -> None:
    content, places = archive(False)
    (articles, (reject,)) = found(tmp_path, content.replace(b"day 2", b"day 7"), "a.warc")
    assert len(articles) == 3
    assert reject.locator == f"{tmp_path}/a.warc@{places[2]}"
    assert "not as it was written" in reject.reason
    assert reject.raw.startswith(b"WARC/1.0")
    assert reject.raw.endswith(b"</html>\r\n\r\n")


@pytest.mark.parametrize(
    "bomb",
    [
        b"WARC/1.0\r\nX: " + b"x" * (300 << 20),
        b"WARC/1.0\r\n" + b"X: y\r\n" * (30 << 20),
        b"\r\n" * (150 << 20),
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\r\nContent-Length: 400000000\r\n\r\n"
        + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + bytes(400_000_000),
    ],
    ids=["line", "lines", "blank", "content"],
)  # fmt: skip
def test_a_record_made_to_fill_the_memory_is_a_reject(tmp_path: Path, bomb: bytes) -> None:
    content = warc(answer(PAGE)) + gzip.compress(bomb) + warc(answer(PAGE, "https://paper.example/2"))
    del bomb
    tracemalloc.start()
    articles, (reject,) = found(tmp_path, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 120 << 20
    assert [one.url for one in articles] == ["https://paper.example/1", "https://paper.example/2"]
    assert "has no whole record" in reject.reason


def test_an_archive_is_streamed(tmp_path: Path) -> None:
    # what is passed over is large, and no two of it are alike
    large = [answer(bytes([n]) * (6 << 20), f"https://x.example/{n}", kind="image/png") for n in range(20)]
    content = warc(*large, answer(PAGE), packed=False)
    (tmp_path / "a.warc").write_bytes(content)
    del content, large
    tracemalloc.start()
    (article,) = read(tmp_path / "a.warc")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(article, ArticleRecord)
    assert peak < 40 << 20
