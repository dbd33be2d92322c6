"""The frozen copy: whole, without a link that leads nowhere, without script or form, and read from a disc."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from playwright.sync_api import Browser, expect

from loaders.snapshots import current
from schema.errors import ConfigError
from tests.browsing import watching
from workbench.web.freezing.freezing import MARK, Frozen, check, freeze
from workbench.web.freezing.naming import address_of, apart, file_of, options_at, wanted
from workbench.web.freezing.rewriting import frozen

FILES = 160


@pytest.fixture(scope="module")
def copy(answered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Frozen]]:
    """A copy of what is nearest to the first page."""
    folder = tmp_path_factory.mktemp("copies") / "copy"
    yield folder, freeze(answered.parent, folder, current(answered), most=FILES)


def test_no_link_of_a_copy_leads_nowhere_and_nothing_in_it_asks_a_server(copy: tuple[Path, Frozen]) -> None:
    folder, told = copy
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == told.pages > 50
    for file in pages:
        page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(file.read_text("utf-8"))
        assert not [*page.iter("script"), *page.iter("form"), *page.iter("button")], file
        assert page.find(".//meta[@http-equiv='Content-Security-Policy']") is not None
        assert told.snapshot in "".join(page.find(".//*[@class='pinned']").itertext())
        charts = [one for one in page.iter("figure") if one.get("class") == "chart"]
        assert all(chart.find("picture/img") is not None for chart in charts), file
        for one in page.iter():
            for name in ("href", "src", "srcset"):
                link = one.get(name)
                if link is None or link.startswith(("#", "http://", "https://")):
                    continue
                assert not link.startswith("/"), (file, link)
                there = file.parent / unquote(urlsplit(link).path)
                assert there.is_file(), (file, link)


def test_what_is_written_is_counted_and_named(copy: tuple[Path, Frozen], answered: Path) -> None:
    folder, told = copy
    assert (folder / "index.html").is_file()
    assert json.loads((folder / MARK).read_text())["snapshot"] == told.snapshot == current(answered).id
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != MARK]
    assert len(files) == told.files <= FILES
    assert sum(file.stat().st_size for file in files) == told.bytes
    assert told.left_out > 0
    assert not list(folder.parent.glob(".*")), "something half written is left"


def test_a_folder_of_something_else_is_refused_an_older_copy_not(copy: tuple[Path, Frozen], tmp_path: Path) -> None:
    check(copy[0])
    check(tmp_path / "new")
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="something else"):
        check(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_copy_is_read_from_a_disc(browser: Browser, copy: tuple[Path, Frozen]) -> None:
    with watching(browser) as watched:
        page = watched.page
        page.goto((copy[0] / "index.html").as_uri())
        expect(page.locator(".pinned")).to_contain_text("copy of snapshot")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.pinned')).backgroundColor") != "rgba(0, 0, 0, 0)"
        )
        watched.shoot("frozen")
        page.get_by_role("link", name="Questions", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Questions")


def test_which_addresses_go_along() -> None:
    assert wanted("/questions/refusals")
    assert wanted("/questions/refusals.csv")
    assert wanted("/questions/unsure_facts?kind=request")
    for left in ("/sql?q=select+1", "/search?q=x", "/questions/refusals?weapon=s-400", "/questions/refusals.parquet",
                 "/questions/refusals?_sort=quote", "/tables/article/a-1", "/questions?page=99"):  # fmt: skip
        assert not wanted(left), left
    assert address_of("https://elsewhere.example/", "/") is None
    assert address_of("/a?snapshot=1&kind=x#here", "/") == ("/a?kind=x", "here")
    assert [name for name, _ in options_at("/questions/unsure_facts")][:2] == ["any", "request"]


def test_files_are_named_so_that_every_system_takes_them() -> None:
    assert file_of("/", "text/html") == "index.html"
    assert file_of("/questions/refusals.csv", "text/csv") == "questions/refusals.csv"
    assert ".." not in file_of("/articles/..%2f", "text/html").split("/")
    assert len(set(apart([("/a/TR", "a/TR.html"), ("/a/tr", "a/tr.html")]).values())) == 2
    assert len(file_of("/a/" + "x" * 900, "text/html")) < 200


def test_a_page_keeps_its_words_and_loses_what_needs_a_server() -> None:
    text = '<header></header><p>a &lt;b&gt; &amp; c</p><form class="filter"><input><p class="tally">28 rows</p></form>'
    text += '<nav><ul><li><a href="/sql">SQL</a></li><li><a href="/q">Q</a></li></ul></nav><script>x</script>'
    made = frozen(text, {"/q": "q.html"}.get, "<b>copy</b>", "")
    assert "<p>a &lt;b&gt; &amp; c</p>" in made
    assert "28 rows" in made
    assert '<li><a href="q.html">Q</a></li>' in made
    for gone in ("SQL", "form", "input", "script"):
        assert gone not in made
