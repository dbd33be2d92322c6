"""Writes all pages of a snapshot into a folder, found as a reader finds them: by following links from the first."""

import asyncio
import datetime as dt
import html
import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from loaders.snapshots import Snapshot
from schema.errors import ConfigError, SqnError
from workbench.web.freezing.naming import address_of, apart, file_of, options_at, relative, wanted
from workbench.web.freezing.rewriting import frozen, links_of
from workbench.web.inside import reader
from workbench.web.rendering import day

MARK, FORMAT = "frozen.json", "sqn-frozen-1"
MOST = 20_000  # files of a copy
AT_ONCE = 4
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Frozen:
    """What was written; `left_out` counts pages that were found after there were as many files as may be."""

    format: str
    snapshot: str
    as_of: str | None
    published_at: str
    frozen_at: str
    pages: int
    files: int
    bytes: int
    left_out: int
    seconds: float


@dataclass(frozen=True)
class Found:
    """An address of the copy: what it is, or which other it leads to."""

    kind: str = ""
    content: bytes = b""
    leads_to: str | None = None


def freeze(
    home: Path, folder: Path, snapshot: Snapshot, *, most: int = MOST, progress: Progress | None = None
) -> Frozen:
    """Writes the pages of a snapshot into a folder that takes the place of an older copy, whole or not at all.

    Raises ConfigError for a folder that holds something else, SqnError where it cannot be written.
    """
    check(folder)
    started = time.monotonic()
    found, left_out = asyncio.run(crawled(home, snapshot, most, progress))
    waiting = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        told = write(waiting, found, snapshot, left_out, started)
        replace(folder, waiting)
    except OSError as error:
        raise SqnError(f"{folder} could not be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return told


def check(folder: Path) -> None:
    """Raises ConfigError unless a folder is free, empty, or an older copy."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ConfigError(f"{folder} is no folder: name one that is to be made")
    if folder.is_dir() and any(folder.iterdir()) and not ours(folder / MARK):
        raise ConfigError(f"{folder} holds something else than a frozen copy: name a new folder")


def ours(mark: Path) -> bool:
    try:
        return bool(json.loads(mark.read_text("utf-8")).get("format") == FORMAT)
    except (OSError, ValueError, AttributeError):
        return False


async def crawled(home: Path, snapshot: Snapshot, most: int, progress: Progress | None) -> tuple[dict[str, Found], int]:
    """All that the pages lead to, level by level, so that what is near the first page goes first."""
    found: dict[str, Found] = {}
    level, seen, left_out = ["/"], {"/"}, 0
    gate = asyncio.Semaphore(AT_ONCE)
    async with reader(home, snapshot, seconds=120) as client:

        async def fetch(address: str) -> tuple[str, Found | None]:
            async with gate:
                return address, await got(client, address)

        while level:
            room = most - len(found)
            left_out += max(0, len(level) - room)
            following: dict[str, None] = {}
            for asked in asyncio.as_completed([fetch(address) for address in level[:room]]):
                address, one = await asked
                if one is None:
                    continue
                found[address] = one
                following.update(dict.fromkeys(further(address, one)))
                if progress:
                    progress(len(found), len(seen))
            level = sorted(address for address in following if address not in seen)
            seen.update(level)
    return found, left_out


async def got(client: httpx.AsyncClient, address: str) -> Found | None:
    """What is at an address; None where there is nothing. Raises SqnError where a page fails."""
    response = await client.get(address)
    kind = response.headers.get("content-type", "").split(";")[0]
    if response.is_redirect:
        there = address_of(response.headers["location"], address)
        return None if there is None else Found(leads_to=there[0] + (f"#{there[1]}" if there[1] else ""))
    if response.status_code >= 500:
        raise SqnError(f"the page {address} failed with {response.status_code}: its reason stands above")
    return Found(kind, response.content) if response.status_code == 200 else None


def further(address: str, one: Found) -> list[str]:
    """The addresses that belong into the copy to which a page leads."""
    if one.leads_to is not None:
        links = [one.leads_to]
    elif one.kind == "text/html":
        links = [*links_of(one.content.decode()), *(link for _, link in options_at(address))]
    else:
        return []
    told = [found[0] for link in links if not link.startswith("#") and (found := address_of(link, address))]
    return [one for one in told if wanted(one)]


def write(folder: Path, found: dict[str, Found], snapshot: Snapshot, left_out: int, started: float) -> Frozen:
    """Writes what was found, and says what it is."""
    there = {address: one for address, one in found.items() if one.leads_to is None}
    files = apart((address, file_of(address, one.kind)) for address, one in sorted(there.items()))
    size = 0
    for address, one in there.items():
        content = one.content
        if one.kind == "text/html":
            content = page(address, content.decode(), files, found, snapshot).encode()
        elif one.kind == "application/json":
            content = without_links(content)
        target = folder / files[address]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        size += len(content)
    told = Frozen(
        FORMAT,
        snapshot.id,
        snapshot.as_of,
        snapshot.created_at,
        f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        sum(one.kind == "text/html" for one in there.values()),
        len(there),
        size,
        left_out,
        round(time.monotonic() - started, 1),
    )
    (folder / MARK).write_text(json.dumps(asdict(told), indent=1) + "\n", "utf-8")
    return told


def page(address: str, text: str, files: dict[str, str], found: dict[str, Found], snapshot: Snapshot) -> str:
    """A page as it stands in the copy."""
    here = files[address]

    def leads(link: str) -> str | None:
        if link.startswith("#"):
            return link
        told = address_of(link, address)
        if told is None:
            return link
        other, fragment = told
        for _ in range(5):  # an address may lead to one that leads on
            if other in found and (on := found[other].leads_to) is not None:
                other, _, anchor = on.partition("#")
                fragment = anchor or fragment
        if other not in files:
            return None
        return relative(here, files[other]) + (f"#{fragment}" if fragment else "")

    choices = [(name, leads(link)) for name, link in options_at(address.partition("?")[0])]
    return frozen(text, leads, banner(snapshot), options(choices))


def banner(snapshot: Snapshot) -> str:
    told = f" as of {day(snapshot.as_of)}" if snapshot.as_of else ""
    return (
        f'<div class="pinned"><p class="wide">A copy of snapshot <code>{html.escape(snapshot.id)}</code>{told}, '
        f"published {day(snapshot.created_at)}: it changes no more. Other values, searching and SQL need the workbench "
        "itself.</p></div>\n"
    )


def options(choices: list[tuple[str, str | None]]) -> str:
    """What stands in the place of a form: the answers that the copy holds."""
    links = [f'<a href="{html.escape(href)}">{html.escape(name)}</a>' for name, href in choices if href]
    return f'<p class="aside">In this copy: {" · ".join(links)}</p>' if len(links) > 1 else ""


def without_links(content: bytes) -> bytes:
    """JSON without the addresses of a server that is not there."""
    told = json.loads(content)
    if isinstance(told, dict):
        told.pop("links", None)
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def replace(folder: Path, waiting: Path) -> None:
    """Puts a folder in the place of another, which is gone only once the new one stands there."""
    check(folder)
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    try:
        waiting.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
