"""HTML pages and feeds parsed: what runs in the process apart, within its limits and without a network."""

import contextlib
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any

from loaders.decoding import UnreadableError

SECONDS = 30  # of the processor, for one page or feed; the slowest honest ones take one
MEMORY = 2 << 30
NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto")


def parse_page(data: bytes, **told: Any) -> dict[str, Any]:
    from loaders.articles.page import article_of

    return article_of(data, **told)


def parse_feed(data: bytes) -> dict[str, Any]:
    from loaders.articles.syndication import feed_of

    return feed_of(data)


PARSERS: Mapping[str, Callable[..., Any]] = {"page": parse_page, "feed": parse_feed}


def serve() -> None:
    """Answers questions from standard input until it is closed: a line of JSON and bytes each, a line of JSON back."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints is no answer
    sys.addaudithook(stay_offline)
    limit_memory()
    while line := asked.readline():
        question = json.loads(line)
        data = asked.read(question["size"])
        limit_time()
        answers.write(json.dumps(answer(question["what"], data, question["told"])).encode() + b"\n")
        answers.flush()


def answer(what: str, data: bytes, told: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"parsed": PARSERS[what](data, **told)}
    except UnreadableError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": f"cannot be parsed in {MEMORY >> 20:,} MiB"}
    except Exception as error:
        return {"refused": f"stops the parser: {type(error).__name__}: {' '.join(str(error).split())[:200]}"}


def stay_offline(event: str, _arguments: Any) -> None:
    if event in NETWORK:
        raise PermissionError("parsing asks no network")


def limit_memory() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time() -> None:
    """Lets the next question have SECONDS of the processor, after which the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS + 1, most))
