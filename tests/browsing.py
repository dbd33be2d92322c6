"""A real browser for tests: Chromium driven by Playwright, watched for what leaves this machine and what goes wrong.

Playwright holds an event loop for as long as it is open, so a browser lives for one module of tests; what runs
asyncio itself stands in another module.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM, SCREENSHOTS = "SQN_TEST_CHROMIUM", "SQN_TEST_SCREENSHOTS"
HERE = ("localhost", "127.0.0.1", "::1")
WITHIN = ("about", "blob", "chrome", "data", "devtools", "file")  # addresses that no network is needed for
QUIET = (
    "--no-sandbox",  # in containers, where tests run as root
    "--disable-background-networking",
    "--disable-component-update",
    # what slips past the watch leads nowhere
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)


@dataclass
class Watched:
    """A page with all that it and the pages it opened did wrong: requests to other hosts, errors on the console."""

    page: Page
    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def forgive(self, pattern: str) -> None:
        """Takes back errors that a test meant to cause. Fails if there were none."""
        meant = [error for error in self.errors if re.search(pattern, error)]
        assert meant, f"no error on the console like {pattern!r}, but: {self.errors}"
        self.errors = [error for error in self.errors if error not in meant]

    def check(self) -> None:
        """Fails if anything was asked of another host, or an error stands on the console."""
        assert not self.elsewhere, f"requests left this host: {self.elsewhere}"
        assert not self.errors, f"errors on the console: {self.errors}"

    def shoot(self, name: str, *, whole: bool = False) -> None:
        """A screenshot `NAME.png` in the folder SQN_TEST_SCREENSHOTS, where that is set."""
        if folder := os.environ.get(SCREENSHOTS):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def chromium() -> str | None:
    """The path of a Chromium: what SQN_TEST_CHROMIUM names, else the one on the path, if there is any."""
    return os.environ.get(CHROMIUM) or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser without pages. Skips the test where there is no Chromium."""
    if not (path := chromium()):
        pytest.skip(f"browser tests were not run: no Chromium is on the path, nor named by {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def watching(browser: Browser, *, dark: bool = False, width: int = 1280, height: int = 900) -> Iterator[Watched]:
    """An empty page of a context of its own, in a size and in light or dark; checked at the end."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",  # other spelling: Playwright's
        accept_downloads=True,
    )
    watched = Watched(context.new_page())
    listen(context, watched)
    yield watched
    context.close()
    watched.check()


def listen(context: BrowserContext, watched: Watched) -> None:
    """Notes from now on what the pages of a context ask of other hosts and which errors they meet."""

    def asked(request: Request) -> None:
        if leaves(request.url):
            watched.elsewhere.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            watched.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def broke(error: WebError) -> None:
        watched.errors.append(str(error.error))

    def opens(page: Page) -> None:
        page.on("websocket", lambda socket: watched.elsewhere.append(socket.url) if leaves(socket.url) else None)

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", broke)
    context.on("page", opens)
    opens(watched.page)


def leaves(url: str) -> bool:
    """Whether an address is one of another host."""
    parts = urlsplit(url)
    return parts.scheme not in WITHIN and parts.hostname not in HERE
