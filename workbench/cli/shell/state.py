"""What a shell remembers between two lines, and how it answers a statement."""

import datetime as dt
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from loaders.snapshots import Snapshot
from schema.errors import QueryError, SqnError
from workbench.cli.shell.statements import parameters
from workbench.cli.shell.vocabulary import Vocabulary, vocabulary
from workbench.cli.showing import NO_PAGER, SHOWN, on_screen, show_result
from workbench.runner import Result, Runner

PATIENCE = 0.7  # seconds after which a query is said to run


@dataclass(frozen=True)
class Asked:
    """What was answered last, so that it can be written to a file: the same rows, as a snapshot does not change."""

    sql: str
    values: Mapping[str, Any]
    snapshot: Snapshot
    about: Mapping[str, str]


@dataclass
class Shell:
    """A conversation: what is asked, how answers are shown, what was answered last, and the words that may be typed."""

    folder: Path
    answering: Runner
    snapshot: Snapshot
    bounds: Mapping[str, str | None]
    form: str = "table"
    expanded: bool = False
    timing: bool = True
    paged: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    last: Asked | None = None
    told: str = ""
    draft: str = ""
    over: bool = False
    words: Vocabulary = field(default_factory=Vocabulary)
    learning: threading.Thread | None = None
    enough: threading.Event = field(default_factory=threading.Event)

    def learn(self) -> None:
        """Reads the words of the snapshot beside what goes on: nobody waits for them."""
        self.stop_learning()
        asked, enough = self.snapshot, threading.Event()

        def read() -> None:
            with suppress(SqnError):  # without them there are no suggestions, and the next statement says why
                words = vocabulary(self.answering, asked, enough)
                if not enough.is_set():
                    self.words = words

        self.enough, self.learning = enough, threading.Thread(target=read)
        self.learning.start()

    def stop_learning(self) -> None:
        """Ends the reading of words and waits for it: a thread amid an answer would break the end of the program."""
        self.enough.set()
        if self.learning is not None:
            self.learning.join()
            self.learning = None

    def ask(self, sql: str, values: Mapping[str, Any], about: Mapping[str, str]) -> None:
        """Answers one SELECT and shows it. Raises QueryError, also where Ctrl-C stopped it."""
        started = time.monotonic()
        rows = SHOWN if self.form == "table" else self.answering.limits.rows
        with interruptible() as stop, patient():
            limits = replace(self.answering.limits, rows=rows)
            result = self.answering.run(sql, values, snapshot=self.snapshot, limits=limits, stop=stop)
        seconds = time.monotonic() - started
        self.last = Asked(sql, values, self.snapshot, about)
        self.told = counted(result, rows) + (f" · {seconds:.2f} s" if self.timing else "")
        self.show(result)

    def show(self, result: Result, *, listing: bool = False) -> None:
        """An answer on the screen, with a line on what is not shown; a listing is never in blocks."""
        from workbench.cli.say import say

        with click.Context(click.Command("sqn")) as ctx:  # says to what shows answers whether there is to be a pager
            ctx.meta[NO_PAGER] = not self.paged
            if self.form != "table":
                show_result(result, self.form)
                return
            if not result.rows:
                say("no rows")
            for notice in on_screen(result, expanded=self.expanded and not listing, whole="\\x", file="\\output FILE"):
                say(f"[dim]{escape(notice)}[/]")

    def statement(self, sql: str) -> None:
        """Answers a statement as it was typed, with the values that were set. Raises QueryError."""
        wanted = parameters(sql)
        if missing := [name for name in wanted if name not in self.values]:
            raise QueryError(f"${missing[0]} has no value: `\\set {missing[0]} VALUE` gives it one")
        self.ask(sql, {name: self.values[name] for name in wanted}, {})


def counted(result: Result, most: int | None) -> str:
    if result.notice and len(result.rows) == most:
        return f"more than {most:,} rows"
    return "1 row" if len(result.rows) == 1 else f"{len(result.rows):,} rows"


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """An event that Ctrl-C sets instead of ending the program; pressed again, it does what it does elsewhere."""
    stop = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def pressed(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGINT, pressed)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def patient() -> Iterator[None]:
    """Says that a query runs, and how to stop it, where it takes more than a moment."""
    from workbench.cli.say import stderr

    done = threading.Event()

    def tell() -> None:
        started = time.monotonic()
        if done.wait(PATIENCE):
            return
        with stderr.status("", spinner="dots") as status:
            while not done.wait(0.2):
                status.update(f"[dim]running, {time.monotonic() - started:.0f} s · Ctrl-C stops it[/]")

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    try:
        yield
    finally:
        done.set()
        telling.join()


WORDS: Mapping[str, Any] = {"null": None, "true": True, "false": False}
READERS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"[-+]?\d{1,18}"), int),
    (re.compile(r"[-+]?\d*\.\d+(?:e[-+]?\d+)?", re.IGNORECASE), float),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), dt.date.fromisoformat),
)


def value_of(written: str) -> Any:
    """A value as it is typed after `\\set`: a number, a day, true, false or null, else text; in quotes always text."""
    if len(written) > 1 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    if written.lower() in WORDS:
        return WORDS[written.lower()]
    for form, read in READERS:
        if form.fullmatch(written):
            with suppress(ValueError):  # 2020-02-30 is no day, and stays text
                return read(written)
    return written
