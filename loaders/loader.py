"""How a loader is declared: what it reads and fills, what it may be told, and the two things that it can do.

Each module of `loaders/sources` declares one as LOADER. A loader is handed bytes that lie on this disk, a run of the
ledger to store them in, and what the user told it; where bytes come from, who may run and what a run is worth are not
its business.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.fetching import Fetched
from loaders.ledger import Counts, Reject, Run
from loaders.registers.register import Edition

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """Where a loader works: the record, the reference lists, the home of lake and raw bytes."""

    engine: Engine
    reference: Reference
    home: Path


@dataclass(frozen=True)
class Option:
    """Something that the user may tell a loader: a day, a switch, words, or one of several choices.

    `name` is how it is written on the command line, without the dashes; its value is found under `key`.
    """

    name: str
    says: str
    kind: str = "switch"  # or day, words
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")


@dataclass(frozen=True)
class Forecast:
    """What loading a source would do: its counts, a line for each of the first changes, the rejects."""

    counts: Counts
    changes: Sequence[str] = ()
    rejects: Sequence[Reject] = ()


@dataclass(frozen=True)
class Loader:
    """A loader. `fills` and `key` say for people what it writes and what makes a record the same the next time.

    A release is to be expected every `period` days and is stale after `stale`; sources that are loaded when somebody
    wants to have none. `folders`: whether a folder is a source too, read where it stands. `whole`: the path that is
    read if the user names none. `template` writes a sheet to be
    filled in, `editions` are the data sets that it loads release by release, `help` is what its command says of itself.
    """

    name: str
    title: str
    fills: str
    key: str
    load: Callable[[Job, Run, Fetched, Options], None]
    forecast: Callable[[Job, Fetched, Options], Forecast]
    options: Sequence[Option] = ()
    period: int | None = None
    stale: int | None = None
    folders: bool = False
    whole: Path | None = None
    template: Callable[[Path], None] | None = None
    editions: Sequence[Edition] = ()
    help: str = field(default="", repr=False)

    @property
    def due(self) -> str:
        if self.period is None:
            return "when you want"
        return "every day" if self.period == 1 else f"every {self.period} days"
