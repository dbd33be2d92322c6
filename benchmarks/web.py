"""How long pages take that many read at once, while another process loads and publishes.

    python -m benchmarks.web [--home FOLDER | --facts N --articles N] [--readers N] [--seconds S] [--think S]
                             [--median S] [--question S] [--quiet]

`sqn web` serves a home, made up (`benchmarks.synthetic`) unless one is given. Each reader asks for a page, reads it for
a while by chance (`--think` seconds in the mean), and goes on; pages are drawn as people use them, without what a
browser keeps. Meanwhile, unless `--quiet`, reports are coded, loaded and published with `sqn load` and `sqn publish` in
a home beside it, over and over, and after each time a copy of the snapshot is laid into the home under a new id and
pointed to, as publishing does: what the pages remembered is then of no use.

The exit status is 1 if anything but a page came back, if half of all pages took longer than `--median`, or if one in
twenty pages of questions took longer than `--question`. A home that was given keeps the copies: use one of its own.
"""

import argparse
import asyncio
import datetime as dt
import multiprocessing
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from benchmarks.questions import make, say
from loaders.publish import placed, point_to
from loaders.snapshots import answers_of, current, retire
from schema.settings import CHECKOUT, SAMPLE
from workbench.library import library
from workbench.runner import run
from workbench.web.pages.home import BEGINNINGS
from workbench.web.preparing import prepare

NICE = 10
HEADER = "X-Forwarded-User"
WORDS = ("s-400", "Turkey", "missile", "ammunition", "Patriot", "refused", "drones", "no such words at all")
IDS = """
    select article_id, evidence_id, fact_id from quotes
    where article_id is not null order by hash(evidence_id) limit 400
"""
SIDES = """
    select who_id, whom_id, fact_id, step from chain_step
    where who_id is not null order by hash(fact_id) limit 400
"""
WEAPONS = "select weapon_id from fact_objects where weapon_id is not null order by hash(fact_id) limit 200"
SQL = "select requester, addressee, outcome, quote, evidence_id from requests where outcome = 'refused' limit 50"
SHARES = {"home": 2, "search": 2, "questions": 1, "question": 6, "articles": 1, "article": 4, "evidence": 3, "actor": 2,
          "weapon": 1, "request": 2, "sql": 1}  # fmt: skip


@dataclass
class Told:
    """What came of the pages of a kind: seconds each took, and why others were none."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    asked.add_argument("--home", type=Path, help="a home with a snapshot; it is added to")
    asked.add_argument("--facts", type=int, default=1_000_000)
    asked.add_argument("--articles", type=int, default=10_000_000)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--think", type=float, default=3.0, help="seconds between two pages of a reader, in the mean")
    asked.add_argument("--workers", type=int, default=2, help="as of `sqn web`")
    asked.add_argument("--median", type=float, default=0.15, help="seconds that half of the pages may take")
    asked.add_argument("--question", type=float, default=1.0, help="seconds that 95 of 100 pages of questions may take")
    asked.add_argument("--quiet", action="store_true", help="nothing is loaded or published meanwhile")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sqn-") as folder:
        home = given.home or Path(folder) / "home"
        if not (home / "snapshots" / "current.json").exists():
            make(home, given.facts, given.articles, 1)
        if not answers_of(home / "snapshots", snapshot := current(home / "snapshots")).exists():
            done = prepare(home, snapshot)
            size = f"{done.bytes / 1e6:.1f} MB"
            say(f"prepared {done.answers} answers of {done.pages} pages, {size}, in {done.seconds:.1f} s")
        pages = addresses(home / "snapshots")
        with served(home, given.workers) as address, published(home, Path(folder), given.quiet) as rounds:
            told = asyncio.run(read(address, pages, given.readers, given.seconds, given.think))
            publishes = rounds.value
    sys.exit(report(told, given, publishes))


def addresses(folder: Path) -> Mapping[str, Callable[[random.Random], str]]:
    """For each kind of page, what draws an address of it."""
    shown = run(folder, IDS).records()
    sides = run(folder, SIDES).records()
    weapons = [str(one) for (one,) in run(folder, WEAPONS).rows]
    names = [q.name for q in library().values() if all(p.optional or p.default for p in q.parameters)]
    requests = [one["fact_id"] for one in sides if one["step"] == "request"]

    def question(chance: random.Random) -> str:
        return f"/questions/{chance.choice(BEGINNINGS if chance.random() < 0.5 else names)}"

    return {
        "home": lambda _: "/",
        "search": lambda chance: f"/search?q={quote(chance.choice(WORDS))}",
        "questions": lambda _: "/questions",
        "question": question,
        "articles": lambda chance: f"/articles?page={chance.randint(1, 5)}",
        "article": lambda chance: f"/articles/{chance.choice(shown)['article_id']}",
        "evidence": lambda chance: f"/evidence/{chance.choice(shown)['evidence_id']}",
        "actor": lambda chance: f"/actors/{quote(chance.choice(sides)['who_id'], safe='')}",
        "weapon": lambda chance: f"/weapons/{quote(chance.choice(weapons), safe='')}",
        "request": lambda chance: f"/requests/{chance.choice(requests)}",
        "sql": lambda _: f"/sql?q={quote(SQL)}",
    }


@contextmanager
def served(home: Path, workers: int) -> Iterator[str]:
    """`sqn web` behind what would be a reverse proxy, which names each reader; hands its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from workbench.cli.main import main; main()", "web", "--port", str(port)]
    command += ["--workers", str(workers), "--trust-header", HEADER, "--trust-from", "127.0.0.1"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment(home), stderr=log)  # noqa: S603 - our own
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    httpx.get(f"{address}/questions", headers={HEADER: "first"}, timeout=60)
                    break
                except httpx.TransportError:
                    if process.poll() is not None:
                        log.seek(0)
                        sys.exit(log.read().decode())
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def environment(home: Path) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if not name.startswith("SQN_")}
    return {**passed, "SQN_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}


@contextmanager
def published(home: Path, folder: Path, quiet: bool) -> Iterator[Any]:
    """A process that loads and publishes over and over; hands how often it has, so far."""
    rounds = multiprocessing.get_context("spawn").Value("i", 0)
    process = multiprocessing.get_context("spawn").Process(target=publishing, args=(home, folder / "beside", rounds))
    if not quiet:
        process.start()
    try:
        yield rounds
    finally:
        if not quiet:
            process.terminate()
            process.join()


def publishing(home: Path, folder: Path, rounds: Any) -> None:
    """Codes, loads and publishes the sample in a home beside, then lays a copy of the snapshot into the home."""
    snapshots = home / "snapshots"
    start = [sys.executable, "-c", "from workbench.cli.main import main; main()"]
    os.nice(NICE)
    while True:
        beside = folder / str(rounds.value)
        for words in (["load", "articles", str(SAMPLE)], ["publish"]):
            done = subprocess.run(start + words, cwd=CHECKOUT, env=environment(beside), capture_output=True, text=True)  # noqa: S603 - our own
            if done.returncode:
                say(f"sqn {words[0]} failed: {done.stderr}")
                return
        shutil.rmtree(beside)
        old = current(snapshots)
        name = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{rounds.value:06x}"
        partial = snapshots / f"sqn-{name}.partial"
        shutil.copyfile(snapshots / old.file, partial)
        newest = dt.date.fromisoformat(old.newest_article) if old.newest_article else None
        new = placed(partial, name, old.rows, old.facts or 0, newest, old.schema_revision)
        shutil.copytree(answers_of(snapshots, old), answers_of(snapshots, new))
        point_to(snapshots, new)
        retire(snapshots, name)
        rounds.value += 1


async def read(
    address: str, pages: Mapping[str, Callable[[random.Random], str]], readers: int, seconds: float, think: float
) -> Mapping[str, Told]:
    """What many readers met in so many seconds, by kind of page."""
    told: dict[str, Told] = defaultdict(Told)
    until = time.monotonic() + seconds

    async def reader(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - the same each time
        headers = {HEADER: f"reader-{number}", "Accept": "text/html"}
        async with httpx.AsyncClient(base_url=address, headers=headers, follow_redirects=True, timeout=60) as client:
            await asyncio.sleep(chance.random() * think)
            while time.monotonic() < until:
                kind = chance.choices(list(SHARES), list(SHARES.values()))[0]
                path = pages[kind](chance)
                began = time.perf_counter()
                try:
                    response = await client.get(path)
                except httpx.HTTPError as error:
                    told[kind].faults.append(f"{path}: {type(error).__name__}")
                else:
                    told[kind].seconds.append(time.perf_counter() - began)
                    if response.status_code != 200:
                        told[kind].faults.append(f"{path}: {response.status_code}")
                await asyncio.sleep(chance.expovariate(1 / think))

    await asyncio.gather(*(reader(number) for number in range(readers)))
    return told


def report(told: Mapping[str, Told], given: argparse.Namespace, publishes: int) -> bool:
    """Prints what the pages took; whether that is too much."""
    every = [one for kind in told.values() for one in kind.seconds]
    faults = [one for kind in told.values() for one in kind.faults]
    print(f"{'page':<10} {'pages':>6} {'median, ms':>11} {'95 of 100':>10} {'longest':>9} {'faults':>7}")
    for kind, one in [*sorted(told.items()), ("all", Told(every, faults))]:
        middle, share, most = (f"{hundredth(one.seconds, percent) * 1e3:,.0f}" for percent in (50, 95, 100))
        print(f"{kind:<10} {len(one.seconds):>6} {middle:>11} {share:>10} {most:>9} {len(one.faults):>7}")
    print(
        f"{given.readers} readers for {given.seconds:g} s, {given.think:g} s a page in the mean: "
        f"{len(every) / given.seconds:.1f} pages/s; published {publishes} times meanwhile"
    )
    for fault in faults[:20]:
        say(fault)
    slow = not every or statistics.median(every) > given.median
    late = hundredth(told["question"].seconds, 95) > given.question
    if slow:
        print(f"half of the pages took longer than {given.median * 1e3:g} ms")
    if late:
        print(f"one in twenty pages of questions took longer than {given.question:g} s")
    return bool(slow or late or faults)


def hundredth(seconds: Sequence[float], percent: int) -> float:
    """The time in which so many of a hundred were answered."""
    return sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)] if seconds else 0.0


if __name__ == "__main__":
    main()
