"""How long each saved question takes on a record of a given size, as `sqn ask` puts it: with its defaults, sandboxed.

    python -m benchmarks.questions [NAME …] [--facts N] [--articles N] [--rounds N] [--limit SECONDS] [--home FOLDER]

The record is made up (`benchmarks.synthetic`) straight as the tables of a snapshot; what `sqn publish` reckons from
them is reckoned by the same code. Each question is asked with its defaults and with the limits of the sandbox, and the
median round counts. Beside the questions stand what a person waits for as well: the lists to choose a parameter from, a
name led to its id, what tables there are, the sentence behind a row. The exit status is 1 if one takes longer than the
limit. With --home the record is kept, and asked again the next time. With --compare-facts the portable questions are
also put to PostgreSQL and SQLite, on the same rows of a record of that size (`benchmarks.comparing`).
"""

import argparse
import datetime as dt
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.comparing import MOST, compare, told
from benchmarks.synthetic import feed, generate
from extraction.names.reference_lists import read_reference
from loaders.lake.lake import beside
from loaders.publish import STORAGE_VERSION, complete, placed, point_to
from schema.errors import SqnError
from schema.migrating import head
from schema.models import Base
from workbench.asking import ask, options
from workbench.cli.showing import SHOWN
from workbench.cli.tables import listed
from workbench.heading import Parameter
from workbench.library import library
from workbench.passages import quotes_behind
from workbench.runner import runner

MEMORY = "4GB"  # for making the record; what does not fit goes to a file


@dataclass(frozen=True)
class Took:
    """What asking took: rows of the answer and seconds of each round, or why there was no answer."""

    name: str
    rows: int
    seconds: tuple[float, ...]
    processor: tuple[float, ...] = ()
    fault: str | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds) if self.seconds else float("inf")


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.questions", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help="only these questions")
    asked.add_argument("--facts", type=int, default=1_000_000)
    asked.add_argument("--articles", type=int, default=10_000_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--limit", type=float, default=2.0, help="seconds that a question may take")
    asked.add_argument("--home", type=Path, help="folder to keep the record in")
    asked.add_argument("--compare-facts", type=int, default=0, metavar="N", help="facts to compare databases on")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sqn-") as folder:
        home = given.home or Path(folder)
        if not (home / "snapshots" / "current.json").exists():
            make(home, given.facts, given.articles, given.seed)
        took = []
        for one in measure(home / "snapshots", given.names, given.rounds):
            print(line(one, given.limit), flush=True)
            took.append(one)
    within = sum(one.median <= given.limit for one in took)
    print(f"{within} of {len(took)} in {given.limit:g} s", flush=True)
    if given.compare_facts:
        with tempfile.TemporaryDirectory(prefix="sqn-") as folder:
            articles = given.articles * given.compare_facts // given.facts
            make(Path(folder), given.compare_facts, articles, given.seed)
            against(Path(folder) / "snapshots", given.names, given.rounds)
    sys.exit(within < len(took))


def against(folder: Path, names: Collection[str], rounds: int) -> None:
    """Prints how long the questions take here and in other databases."""
    print(f"\n{'question':28} {'rows':>9} {'here, s':>9} {'PostgreSQL':>9} {'':>7} {'SQLite':>9}")
    done = []
    for one in compare(folder, names, rounds, say):
        print(told(one), flush=True)
        done.append(one)
    for name, seconds in (("PostgreSQL", [one.postgres for one in done]), ("SQLite", [one.sqlite for one in done])):
        faster = sum(there is not None and there < one.here for one, there in zip(done, seconds, strict=True))
        ratio = statistics.geometric_mean((there or MOST) / one.here for one, there in zip(done, seconds, strict=True))
        stopped = sum(there is None for there in seconds)
        print(f"{name}: {ratio:.1f} times as long (geometric mean), faster in {faster}, stopped in {stopped} of all")


def make(home: Path, facts: int, articles: int, seed: int) -> None:
    """Publishes a made-up record in a home, and says what that took."""
    reference = read_reference()
    folder = home / "snapshots"
    folder.mkdir(parents=True)
    feed(beside(folder), facts, seed)
    partial = folder / "sqn-synthetic.partial"
    began = time.perf_counter()
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(home / "spilled")}) as duck:
        duck.execute(f"attach '{partial}' as snapshot (storage_version '{STORAGE_VERSION}')")
        duck.execute("use snapshot")
        generate(duck, reference, facts, articles, seed)
        duck.execute("checkpoint")
        made, bare = time.perf_counter(), partial.stat().st_size
        complete(duck, beside(folder))
        duck.execute("checkpoint")
        done = time.perf_counter()
        rows = {
            table.name: duck.execute(f"select count(*) from {table.name}").fetchall()[0][0]
            for table in Base.metadata.sorted_tables
        }
        duck.execute("use memory")
        duck.execute("detach snapshot")
    size = partial.stat().st_size
    point_to(folder, placed(partial, "synthetic", rows, facts, dt.date(2025, 9, 30), head()))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    say(
        f"{facts:,} facts in {rows['fact']:,} accounts, {rows['article']:,} articles: made in {made - began:.1f} s, "
        f"completed as publishing does in {done - made:.1f} s; {size / 1e6:,.0f} MB, {size / bare:.2f} of the record's "
        f"tables alone; memory {most:,.0f} MB at most"
    )


def measure(folder: Path, names: Iterable[str], rounds: int) -> Iterator[Took]:
    """What each question takes, and after them the lists and look-ups around them."""

    def rows_of(name: str) -> int:
        rows = ask(folder, name, {}).rows
        return len(rows) if rows[:SHOWN] else 0

    wanted: dict[str, Callable[[], int]] = {name: partial(rows_of, name) for name in names or sorted(library())}
    if not names:
        wanted.update(around(folder))
    for name, asks in wanted.items():
        yield timed(folder, name, asks, rounds)


def around(folder: Path) -> dict[str, Callable[[], int]]:
    """What a person asks besides the saved questions."""
    ((evidence, fact, article),) = (
        runner(folder)
        .run(
            "select evidence_id, fact_id, article_id from quotes "
            "where article_id is not null order by evidence_id limit 1"
        )
        .rows
    )

    def lists(kind: str, begins: str = "") -> int:
        return len(options(folder, Parameter(kind, kind, None, True, ""), begins))

    return {
        "(choose an actor)": lambda: lists("actor"),
        "(choose a weapon)": lambda: lists("weapon"),
        "(choose an article)": lambda: lists("article"),
        "(choose an article, typed)": lambda: lists("article", article[:6]),
        "(name of a weapon)": lambda: len(ask(folder, "register_deals", {"weapon": "S400"}).table or ()),
        "(name of an actor)": lambda: len(ask(folder, "acting_for", {"principal": "türkiye"}).table or ()),
        "(sqn tables)": lambda: len(listed(runner(folder))),
        "(sqn evidence E)": lambda: len(quotes_behind(folder, [evidence])),
        "(sqn evidence F)": lambda: len(quotes_behind(folder, [fact])),
    }


def timed(folder: Path, name: str, asks: Callable[[], int], rounds: int, limit: float = 2) -> Took:
    seconds: list[float] = []
    processor: list[float] = []
    rows = 0
    for _ in range(rounds):
        began, used = time.perf_counter(), worked(folder)
        try:
            rows = asks()
        except SqnError as error:
            return Took(name, 0, (), fault=str(error).splitlines()[0])
        seconds.append(time.perf_counter() - began)
        processor.append(worked(folder) - used)
        if seconds[-1] > 5 * limit:
            break
    return Took(name, rows, tuple(seconds), tuple(processor))


def worked(folder: Path) -> float:
    """Seconds of the processor that this process and those that answer have used so far, on Linux; 0 elsewhere."""
    own = os.times()  # what a worker that has ended used is among its children's
    used = own.user + own.system + own.children_user + own.children_system
    for worker in runner(folder).workers:
        if worker.process is not None and Path(f"/proc/{worker.process.pid}/stat").exists():
            fields = Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split()
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def line(one: Took, limit: float) -> str:
    """What a question took, in a line."""
    over = one.fault or ("over" if one.median > limit else "")
    seconds = f"{one.median:8.3f} s  {min(one.seconds):8.3f} least" if one.seconds else " " * 26
    if one.processor:
        seconds += f"  {statistics.median(one.processor):8.3f} of the processor"
    return f"{one.name:32} {one.rows:>10,} rows {seconds}  {over}".rstrip()


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
