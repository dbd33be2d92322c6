"""Hostile requests of `hostile.jsonl`: whatever is sent, the answer is one of ours and the pages live.

A line has a `value` that is put into many addresses, or a `target` with a method, headers and a body, or the `raw`
bytes for the socket; each names the statuses that it may meet. A long text is told as pieces, each with how often.
"""

import json
import os
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from loaders.snapshots import current
from tests.workbench.web.serving import served, sound
from workbench.web.guard.outside import HEADERS

LINES = [json.loads(line) for line in Path(__file__).with_name("hostile.jsonl").read_text("utf-8").splitlines()]
# Every kind of address, with a hole for what is sent: in the path, and in each word of a query.
PLACES = (
    "/search?q={}",
    "/search.json?q={}",
    "/questions?q={}",
    "/questions.json?q={}",
    "/questions/{}",
    "/questions/{}.json",
    "/questions/refusals.{}",
    "/questions/refusals?responder={}",
    "/questions/refusals?weapon={}",
    "/questions/refusals.json?weapon={}",
    "/questions/refusals.atom?responder={}",
    "/questions/refusals?_find={}",
    "/questions/refusals?_sort={}",
    "/questions/refusals?_in={}",
    "/questions/refusals?_page={}",
    "/questions/refusals?{}=1",
    "/questions/refusals.csv?responder={}",
    "/questions/unsure_facts?kind={}",
    "/questions/recorded_since?since={}",
    "/questions/conditional_on_giving_up.svg?_theme={}",
    "/questions/conditional_on_giving_up.ipynb?weapon={}",
    "/questions/refusals/citation.json?weapon={}",
    "/articles?q={}",
    "/articles?source={}",
    "/articles.json?page={}",
    "/articles/{}",
    "/articles/{}.json",
    "/evidence/{}",
    "/evidence/{}.csv",
    "/sql?q={}",
    "/sql.json?q={}",
    "/sql/citation.json?q={}",
    "/?snapshot={}",
    "/questions?as_of={}",
    "/sign-in?next={}",
    "/static/{}",
    "/{}",
)
# Places that a value is tried at: over all values, each place meets every kind.
EACH = int(os.environ.get("SQN_TEST_HOSTILE_PLACES", "2"))
STOLEN = re.compile(
    r"root:x:0:0|root:\*:|SQLite format 3|Traceback \(most recent|BEGIN [A-Z ]*PRIVATE|# other spelling"
)
FORBIDDEN = (
    "iframe",
    "object",
    "embed",
    "svg",
    "math",
    "base",
    "style",
    "video",
    "audio",
    "marquee",
    "applet",
    "frame",
)


def whole(told: Any) -> str:
    """A text that is told as it is or in pieces."""
    return told if isinstance(told, str) else "".join(one if isinstance(one, str) else one[0] * one[1] for one in told)


def escaped(value: str, where: str) -> str:
    """What is sent as it is meant, not as an address would have it."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="" if "?" in where else "/.")


class Marked(HTMLParser):
    """Fails for an element or an attribute that no page of ours has."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN, tag
        for name, value in attrs:
            told = re.sub(r"[\x00-\x20]", "", value or "").lower()
            assert not name.startswith("on"), (tag, name, value)
            assert name not in ("style", "srcdoc", "autofocus", "formaction", "background"), (tag, name, value)
            assert "attackx" not in name, (tag, name)
            if name in ("src", "href", "action", "data", "srcset", "poster"):
                assert not told.startswith(("javascript:", "data:", "vbscript:", "//", "/\\")), (tag, name, value)
                assert "attackx" not in urlsplit(told).netloc, (tag, name, value)
        given = dict(attrs)
        assert tag != "script" or str(given.get("src", "")).startswith("/static/"), attrs
        assert tag != "meta" or "http-equiv" not in given, attrs
        assert tag != "link" or str(given.get("href", "")).startswith("/"), attrs


def contained(response: Any, expected: list[int], sent: str) -> None:
    """Fails where an answer is not one of ours: its status, headers, markup, and what it gives away."""
    assert response.status_code in expected, (sent[:200], response.status_code, response.text[:300])
    kind = response.headers.get("content-type", "")
    for name, value in HEADERS.items():
        own = name == "Content-Security-Policy" and kind.startswith("image/")  # a picture has a policy of its own
        assert own or response.headers[name] == value, (sent[:200], name)
    assert "x-injected" not in response.headers
    assert "injected=1" not in response.headers.get("set-cookie", "")
    assert re.fullmatch(r"[0-9a-f]{8}", response.headers["x-request-id"])
    going = response.headers.get("location", "/").removeprefix("http://localhost")
    assert going.startswith("/"), (sent[:200], going)
    assert not going.startswith(("//", "/\\")), (sent[:200], going)
    assert len(response.content) < 4 << 20, sent[:200]
    assert not STOLEN.search(response.text), sent[:200]
    kind = kind.split(";")[0]
    if kind == "text/html":
        Marked().feed(response.text)
    elif kind == "application/json":
        assert response.request.method == "HEAD" or isinstance(json.loads(response.text), dict)
    else:
        assert not response.content or kind.startswith(("text/", "application/", "image/")), kind


def of(part: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(LINES):
        if part in line and not (part == "value" and "target" in line):
            yield number, line


KINDS = sorted({line["kind"] for line in LINES})


def test_there_are_five_hundred_of_every_kind() -> None:
    assert len(LINES) >= 500
    assert len({json.dumps(line) for line in LINES}) == len(LINES)
    assert len(KINDS) >= 10
    met = {place_of(number, at) for number, _ in of("value") for at in range(EACH)}
    assert met == set(PLACES)


def place_of(number: int, at: int) -> str:
    return PLACES[(number * 3 + at * 19 + number // len(PLACES)) % len(PLACES)]


@pytest.mark.parametrize("kind", sorted({line["kind"] for _, line in of("value")}))
def test_a_value_is_contained_wherever_it_is_put(client: TestClient, kind: str) -> None:
    for number, line in of("value"):
        if line["kind"] != kind:
            continue
        value = whole(line["value"])
        for at in range(EACH):
            where = place_of(number, at)
            target = where.format(escaped(value, where))
            if len(target) > 60_000:  # more than a server takes: the socket's test
                continue
            contained(client.get(target, follow_redirects=False), line["expect"], target)
            client.cookies.clear()


def test_markup_that_is_searched_for_stays_words(client: TestClient) -> None:
    shown = 0
    for _, line in of("value"):
        value = whole(line["value"])
        if line["kind"] == "xss" and value.isprintable():
            page = sound(client.get("/search", params={"q": value}).text)
            field = page.find(".//input[@id='wanted']")
            shown += field.get("value") == value.strip()
    assert shown > 80


def test_a_request_is_answered_as_is_expected(client: TestClient) -> None:
    for _, line in of("target"):
        target = whole(line["target"])
        if "value" in line:
            target = target.replace("{}", escaped(whole(line["value"]), target))
        if len(target) > 60_000:
            continue
        body = whole(line.get("body", "")).encode() or None
        headers = {name: value.encode("utf-8") for name, value in line.get("headers", {}).items()}
        request = client.build_request(line["method"], "/", headers=headers, content=body)
        request.url = request.url.copy_with(raw_path=target.partition("#")[0].encode("ascii", "replace"))
        response = client.send(request, follow_redirects=False)
        contained(response, line["expect"], f"{line['method']} {target} {headers}")
        client.cookies.clear()


def exchanged(port: int, sent: bytes) -> bytes:
    """What a server says to bytes, until it closes the connection or has said nothing more for a moment."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        try:
            link.sendall(sent)
            link.settimeout(1.0)
            while part := link.recv(65536):
                got += part
                if b"\r\n\r\n" in got:
                    link.settimeout(0.3)
        except OSError:
            pass
    return got


def test_the_socket_takes_no_request_within_another_and_lives(answered: Path) -> None:
    with served(answered.parent) as address:
        port = urlsplit(address).port or 0
        lines = [line for _, line in of("raw")]
        requests = [whole(line["raw"]).encode("utf-8") for line in lines]
        with ThreadPoolExecutor(4) as several:  # most of the time is waiting for more
            answers = list(several.map(partial(exchanged, port), requests))
        for line, sent, got in zip(lines, requests, answers, strict=True):
            statuses = [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3})", got)]
            assert all(status in line["expect"] for status in statuses), (sent[:300], got[:600])
            assert b"x-injected" not in got.lower().partition(b"\r\n\r\n")[0]
            assert not STOLEN.search(got.decode("utf-8", "replace"))
            if b"/smuggled" in sent:
                assert len(statuses) <= 1, (sent, got)
        started = time.monotonic()
        alive = httpx.get(f"{address}/questions.json", timeout=60)
        assert alive.status_code == 200
        assert alive.json()["snapshot"] == current(answered).id
        assert time.monotonic() - started < 60
