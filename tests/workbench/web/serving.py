"""Settings of tests, what stands in a page, and a real server."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import html5lib
import httpx
from starlette.testclient import TestClient

from schema.settings import CHECKOUT
from workbench.web.settings import Rates, WebSettings

MANY = Rates(pages="100000/minute", questions="100000/minute", sign_in="1000/minute", at_once=50, in_all=100)


def settings_of(home: Path, **changes: Any) -> WebSettings:
    return replace(WebSettings(home, secret="s" * 40, rates=MANY), **changes)


def sound(text: str) -> Any:
    """The parsed page. Fails where it is no sound HTML or holds script or style that its own policy would refuse."""
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    assert page.findall(".//h1"), "no heading"
    assert page.find(".//main") is not None
    assert page.get("lang")
    for script in page.findall(".//script"):
        assert script.get("src", "").startswith("/static/"), script.attrib
    assert page.find(".//style") is None
    for one in page.iter():
        inline = [name for name in one.attrib if name == "style" or name.startswith("on")]
        assert not inline, one.attrib
        assert not one.get("href", "").lower().startswith(("javascript:", "data:")), one.attrib
    ids = [one.get("id") for one in page.iter() if one.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    return page


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip()


def token(client: TestClient, path: str = "/questions") -> str:
    """The token that the forms of a page show."""
    found = re.search(r'name="_token" value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@contextmanager
def served(home: Path, *options: str) -> Iterator[str]:
    """`sqn web` as a process of its own; hands its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = "from workbench.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", start, "web", "--port", str(port), *options],
        cwd=CHECKOUT,
        env={"SQN_HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(CHECKOUT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/questions", timeout=30)
                break
            except httpx.TransportError:
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)
