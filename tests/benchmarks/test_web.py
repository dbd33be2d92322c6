"""What the timing of pages under many readers makes of what it met."""

import argparse
import asyncio
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.web import SHARES, Told, hundredth, read, report

GIVEN = argparse.Namespace(readers=2, seconds=10.0, think=1.0, median=0.15, question=1.0)


class Some(BaseHTTPRequestHandler):
    """Answers with a page, but there is none at /gone."""

    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/gone" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Some) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("told", "bad"),
    [
        ({"home": Told([0.1] * 20), "question": Told([0.9] * 10)}, False),
        ({"home": Told([0.2] * 20), "question": Told([0.1] * 10)}, True),
        ({"home": Told([0.1] * 90), "question": Told([0.1] * 9 + [1.5])}, True),
        ({"home": Told([0.1] * 20, ["/: 503"]), "question": Told([0.1])}, True),
        ({"question": Told()}, True),
    ],
)
def test_too_slow_or_a_fault_is_too_much(told: dict[str, Told], bad: bool) -> None:
    assert report(told, GIVEN, 1) is bad


def test_readers_time_every_page_and_note_what_is_none(address: str) -> None:
    def anywhere(chance: random.Random) -> str:
        return chance.choice(["/", "/gone"])

    told = asyncio.run(read(address, dict.fromkeys(SHARES, anywhere), 3, 1.0, 0.01))
    assert sum(len(one.seconds) for one in told.values()) > 10
    faults = [fault for one in told.values() for fault in one.faults]
    assert faults
    assert set(faults) == {"/gone: 404"}


def test_the_time_of_so_many_of_a_hundred() -> None:
    assert hundredth([0.3, 0.1, 0.2], 50) == 0.2
    assert hundredth([float(n) for n in range(100)], 95) == 95
    assert hundredth([], 95) == 0
