"""The watch over the browser sees what it is there for."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import Watched, leaves, watching


def test_a_page_that_keeps_to_itself_passes(page: Page) -> None:
    page.set_content("<h1>All here</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>")
    assert page.get_by_role("heading").inner_text() == "All here"


@pytest.mark.parametrize(
    "content",
    [
        "<img src='http://elsewhere.example/x.png'>",
        "<style>@import url(http://elsewhere.example/x.css)</style>",
        "<script>fetch('http://elsewhere.example/x').catch(() => 0)</script>",
        "<script>new WebSocket('ws://elsewhere.example/x')</script>",
    ],
)
def test_a_request_to_another_host_fails_the_test(browser: Browser, content: str) -> None:
    with pytest.raises(AssertionError, match=r"left this host.*elsewhere\.example"), watching(browser) as watched:
        watched.page.set_content(content)
        watched.page.wait_for_timeout(200)


@pytest.mark.parametrize("fault", ["console.error('it broke')", "setTimeout(() => { throw Error('it broke') })"])
def test_an_error_on_the_console_fails_the_test(browser: Browser, fault: str) -> None:
    with pytest.raises(AssertionError, match="it broke"), watching(browser) as watched:
        watched.page.evaluate(f"() => {{ {fault} }}")
        watched.page.wait_for_timeout(100)


def test_an_error_that_was_meant_is_forgiven_once_it_is_there(watched: Watched) -> None:
    with pytest.raises(AssertionError, match="no error on the console"):
        watched.forgive("meant")
    watched.page.evaluate("console.error('meant')")
    watched.page.wait_for_timeout(100)
    watched.forgive("meant")


def test_dark_is_dark(browser: Browser) -> None:
    with watching(browser, dark=True) as watched:
        assert watched.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_screenshots_go_where_they_are_wanted(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SQN_TEST_SCREENSHOTS", raising=False)
    watched.shoot("none")
    monkeypatch.setenv("SQN_TEST_SCREENSHOTS", str(tmp_path / "shots"))
    watched.shoot("one")
    assert [path.name for path in (tmp_path / "shots").iterdir()] == ["one.png"]


def test_what_leaves() -> None:
    assert leaves("https://cdn.example/vega.js")
    assert leaves("wss://localhost.example/")
    assert not leaves("http://127.0.0.1:8888/lab")
    assert not leaves("ws://localhost:8888/api")
    assert not leaves("data:text/plain,x")


class Answering(BaseHTTPRequestHandler):
    """Answers everything with a page that has its icon."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<link rel=icon href='data:,'>here")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_a_server_on_this_host_is_reached(page: Page) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for host in ("127.0.0.1", "localhost"):
        answer = page.goto(f"http://{host}:{server.server_port}/")
        assert answer is not None
        assert "here" in answer.text()
    server.shutdown()
    server.server_close()
