"""What a run says while it goes on: a bar on a terminal, a line a batch elsewhere, or JSON lines for a collector."""

import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.markup import escape

from loaders.ledger import Counts, Reject, Run
from workbench.cli.say import progress, say, stderr

SHOWN_REJECTS = 10
Watch = Callable[[Counts], None]


def narrator(log: str) -> "Narrator":
    """`auto` is a bar on a terminal and plain lines elsewhere."""
    if log == "json":
        return JsonLines()
    return Bar() if log == "auto" and stderr.is_terminal else Narrator()


class Narrator:
    """Plain lines."""

    @contextmanager
    def of(self, loader: str, source: str) -> Iterator[Watch]:
        """What is to be told of every batch of a run; a batch that changed no count has nothing to tell."""
        before = shown(Counts())

        def watch(counts: Counts) -> None:
            nonlocal before
            if (now := shown(counts)) != before:
                say(f"{loader} {escape(source)}: {now}")
            before = now

        yield watch

    def unchanged(self, loader: str, source: str) -> None:
        """A run that ended at once, as the server had nothing new."""
        say(f"{loader} {escape(source)}: nothing has changed there")

    def done(self, run: Run, seconds: float) -> None:
        """What a run did, and the first of what it could not take."""
        for reject in run.rejects[:SHOWN_REJECTS]:
            say(f"[yellow]rejected[/] {escape(reject.locator)}: {escape(reject.reason)}")
        if len(run.rejects) > SHOWN_REJECTS:
            say(f"… and {len(run.rejects) - SHOWN_REJECTS:,} more, all in the table rejected_record")
        facts = f"; {run.counts.facts:,} facts" if run.counts.facts else ""
        say(f"{run.loader} {escape(run.source)}: {shown(run.counts)}{facts} ({seconds:.1f} s)")


class Bar(Narrator):
    """A bar that goes on with every record, and plain lines at the end."""

    @contextmanager
    def of(self, loader: str, source: str) -> Iterator[Watch]:
        with progress(f"{loader} {escape(source)}", None) as step:
            before = 0

            def watch(counts: Counts) -> None:
                nonlocal before
                step(counts.read - before)
                before = counts.read

            yield watch


class JsonLines(Narrator):
    """One JSON object a line on stderr: time, loader, source, event, and what belongs to it."""

    @contextmanager
    def of(self, loader: str, source: str) -> Iterator[Watch]:
        started = time.monotonic()
        try:
            yield lambda counts: self.line(loader, source, "batch", **figures(counts))
        except Exception as error:
            self.line(loader, source, "failed", reason=str(error), seconds=round(time.monotonic() - started, 3))
            raise

    def unchanged(self, loader: str, source: str) -> None:
        self.line(loader, source, "unchanged")

    def done(self, run: Run, seconds: float) -> None:
        for reject in run.rejects:
            self.rejected(run, reject)
        self.line(run.loader, run.source, "done", run=run.id, **figures(run.counts), seconds=round(seconds, 3))

    def rejected(self, run: Run, reject: Reject) -> None:
        self.line(run.loader, run.source, "rejected", run=run.id, locator=reject.locator, reason=reject.reason)

    def line(self, loader: str, source: str, event: str, **more: Any) -> None:
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        told = {"time": moment, "loader": loader, "source": source, "event": event, **more}
        print(json.dumps(told, ensure_ascii=False), file=sys.stderr, flush=True)  # noqa: T201 - narration


def shown(counts: Counts) -> str:
    closed = f", closed {counts.closed:,}" if counts.closed else ""
    return (
        f"read {counts.read:,}, inserted {counts.inserted:,}, updated {counts.updated:,}, "
        f"unchanged {counts.unchanged:,}, rejected {counts.rejected:,}{closed}"
    )


def figures(counts: Counts) -> dict[str, int]:
    return {"read": counts.read} | {name: value for name, value in asdict(counts).items() if name != "met"}
