"""Reads what most readers will, before them: what takes long to answer is kept beside the snapshot (`prepared`)."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from loaders.snapshots import Snapshot, answers_of
from workbench.library import library
from workbench.web.inside import reader

QUICK = 0.15  # seconds: of a thing whose page is there so soon, so are those of which less is told
IN_A_ROW = 3  # so many quick ones, and the others are left to their readers
PATIENCE = 300.0  # seconds after which a page that was not read yet is left to its readers
FIRST = ("/", "/questions", "/actors", "/weapons", "/articles", "/tables", "/network", "/map", "/runs", "/dictionary")


@dataclass(frozen=True)
class Prepared:
    """What was read and kept: pages, those that failed, answers with their bytes, and how long it took."""

    pages: int
    failed: int
    answers: int
    bytes: int
    seconds: float


def prepare(home: Path, snapshot: Snapshot) -> Prepared:
    """Reads the first pages, all questions as they are by default, and the things of which most is told.

    A page that fails is left to its readers.
    """
    began = time.monotonic()
    pages, failed = asyncio.run(read(home, snapshot, began + PATIENCE))
    kept = [file.stat().st_size for file in answers_of(home / "snapshots", snapshot).glob("*.arrow")]
    return Prepared(pages, failed, len(kept), sum(kept), time.monotonic() - began)


async def read(home: Path, snapshot: Snapshot, until: float) -> tuple[int, int]:
    """Reads pages one after the other, as each takes all processors; returns how many, and how many failed."""
    pages = failed = 0
    async with reader(home, snapshot, preparing=snapshot, workers=1) as client:
        for path in (*FIRST, *(f"/questions/{name}" for name in sorted(library()))):
            if time.monotonic() < until:
                pages += 1
                failed += (await client.get(path)).status_code >= 400
        for kind in ("actors", "weapons"):
            async for status in busiest(client, kind, until):
                pages += 1
                failed += status >= 400
    return pages, failed


async def busiest(client: httpx.AsyncClient, kind: str, until: float) -> AsyncIterator[int]:
    """Reads the pages of things of a kind, those of which most is told first, until they are quickly there."""
    listed = (await client.get(f"/{kind}.json")).json()
    quick = 0
    for row in listed.get("rows", []):
        began = time.monotonic()
        if quick == IN_A_ROW or began > until:
            return
        yield (await client.get(f"/{kind}/{quote(row[f'{kind[:-1]}_id'], safe='')}")).status_code
        quick = quick + 1 if time.monotonic() - began < QUICK else 0
