"""The lake: Parquet files by feed, year and month of the day on which a row was added.

    lake/format                                   the version of this layout
    lake/gdelt_events/year=2024/month=3/
        LOW-HIGH.RUN.parquet                      rows that a run brought, and between which ids (mentions: moments)
        LOW-HIGH.RUN.merged.parquet               several files made one
        LOW-HIGH.RUN.merged.replaces              the names of those files: they count no more

A file is written under a name of its own, brought safely to the disk and then renamed: a reader sees it whole or not at
all, and a load that was killed is completed by running it again. The names say where an event may stand, so that a row
that comes is compared with the files of its ids, in whichever month they are, and no other file is opened.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders.lake.feeds import FEEDS
from loaders.lake.gdelt import Feed
from schema.errors import SqnError

PARTIAL = ".partial"
REPLACES = ".replaces"
FORMAT = 1
LISTED = "lake_file"  # the table of a snapshot
UNTIL = "lake_until"  # the table of a snapshot as of a day: the first day whose rows came too late
SPAN = re.compile(r"(?P<low>[0-9]+)-(?P<high>[0-9]+)\.")


def beside(snapshots: Path) -> Path:
    """The lake of the home that a folder of snapshots belongs to."""
    return snapshots.parent / "lake"


def files(lake: Path, feed: Feed) -> list[Path]:
    """The Parquet files of a feed that count: neither half-written nor replaced. Raises SqnError for a newer layout."""
    check_format(lake)
    return [path for folder in sorted((lake / feed.view).glob("year=*/month=*")) for path in files_of(folder)]


def files_of(month: Path) -> list[Path]:
    """The files of one month that count."""
    names = {entry.name for entry in os.scandir(month)}
    gone = {name for names_of in replaced(month, names).values() for name in names_of}
    return sorted(month / name for name in names - gone if name.endswith(".parquet") and not name.startswith("."))


def replaced(month: Path, names: set[str]) -> dict[str, list[str]]:
    """The names that each merged file of a month takes the place of, by the name of the list of them."""
    lists = [name for name in names if name.endswith(REPLACES) and f"{name.removesuffix(REPLACES)}.parquet" in names]
    return {name: (month / name).read_text().splitlines() for name in lists}


def overlapping(paths: Sequence[Path], low: int, high: int) -> list[Path]:
    """The files that may hold an id (of mentions: a moment) between two."""
    found = []
    for path in paths:
        span = SPAN.match(path.name)
        if span is None or (int(span["low"]) <= high and low <= int(span["high"])):
            found.append(path)
    return found


def check_format(lake: Path) -> None:
    """Raises SqnError if the lake is laid out as this version does not know."""
    mark = lake / "format"
    written = mark.read_text().strip() if mark.is_file() else str(FORMAT)
    if written != str(FORMAT):
        raise SqnError(
            f"{lake} is of format {written[:20]!r}, this version reads {FORMAT}: use the newer sqn that wrote it"
        )


def mark_format(lake: Path) -> None:
    """Marks a new lake with the version of its layout."""
    mark = lake / "format"
    if not mark.is_file():
        waiting = lake / f".format{PARTIAL}"
        with explained(mark):
            lake.mkdir(parents=True, exist_ok=True)
            waiting.write_text(f"{FORMAT}\n")
            settle(waiting)
            waiting.replace(mark)
            settle(lake)


def sweep(lake: Path, loader: str = "gdelt") -> None:
    """Removes what killed loads of a loader left half-written; only who holds its lease may."""
    feeds = [feed for feed in FEEDS.values() if feed.loader == loader]
    for left in lake.glob(f".{loader}.*{PARTIAL}"):
        left.unlink(missing_ok=True)
    for feed in feeds:
        for left in (lake / feed.view).rglob(f".*{PARTIAL}"):
            left.unlink(missing_ok=True)
        for left in (lake / feed.view).glob(f"year=*/month=*/*{REPLACES}"):
            if not left.with_suffix(".parquet").is_file():
                left.unlink(missing_ok=True)


def scan(paths: Sequence[Path]) -> str:
    """SQL that reads Parquet files of the lake, with year and month."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return (
        f"read_parquet([{listed}], hive_partitioning = true, "
        "hive_types = {'year': integer, 'month': integer}, union_by_name = true)"
    )


def note_files(duck: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Notes in a snapshot which files the lake holds; nothing where there is no lake."""
    held = [(feed.view, path) for feed in FEEDS.values() for path in files(lake, feed)]
    if not held:
        return
    duck.execute(f"create table {LISTED} (view varchar, file varchar)")
    duck.execute(f"comment on table {LISTED} is 'Parquet files that the lake held when this was published'")
    duck.execute(f"comment on column {LISTED}.view is 'View that shows it'")
    duck.execute(f"comment on column {LISTED}.file is 'Path in the folder of the lake'")
    rows = pa.table(
        {"view": [view for view, _ in held], "file": [path.relative_to(lake).as_posix() for _, path in held]}
    )
    duck.register("held", rows)
    duck.execute(f"insert into {LISTED} select * from held")
    duck.unregister("held")


def lay_views(duck: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Lays a view over the files of each feed that a snapshot lists; none where the lake lacks one of them.

    A snapshot as of a day shows what the feeds had added by then.
    """
    if not one(duck, f"select count(*) from duckdb_tables() where table_name = '{LISTED}'"):
        return
    check_format(lake)
    bounded = one(duck, f"select count(*) from duckdb_tables() where table_name = '{UNTIL}'")
    for feed in FEEDS.values():
        rows = duck.execute(f"select file from {LISTED} where view = ? order by file", [feed.view]).fetchall()
        paths = [lake / file for (file,) in rows]
        if not all(path.is_file() for path in paths):
            continue
        added = f' where "{feed.added}" < (select until from {UNTIL})' if bounded else ""
        content = f"select * from {scan(paths)}{added}" if paths else nothing(feed)
        duck.execute(f"create temp view {feed.view} as {content}")
        duck.execute(f"comment on view {feed.view} is '{feed.says}'")
        for name in feed.columns:
            says = feed.described.get(name, f"{name} of the codebook of GDELT 2.0").replace("'", "''")
            duck.execute(f"comment on column {feed.view}.\"{name}\" is '{says}'")
        for name, says in {**feed.derived, "year": f"Year of {feed.added}", "month": f"Month of {feed.added}"}.items():
            duck.execute(f"comment on column {feed.view}.{name} is '{says}'")


def nothing(feed: Feed) -> str:
    """SQL for the columns of a feed of which the lake has no file, so that a question over several can be asked."""
    kinds = {**feed.columns, **dict.fromkeys(feed.derived, "varchar"), "year": "integer", "month": "integer"}
    kinds |= {name: "boolean" for name in feed.derived if name.startswith("is_")} | {"unread": "varchar[]"}
    listed = ", ".join(f'null::{kind} as "{name}"' for name, kind in kinds.items())
    return f"select {listed} where false"


def settle(path: Path) -> None:
    """Waits until a file, or the names in a folder, are safe on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def explained(final: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = str(error).strip().splitlines()[0]
        raise SqnError(f"the lake could not be written: {final}: {reason}; what it held is whole") from error


def one(duck: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = duck.execute(statement).fetchone()
    assert row is not None, statement
    return int(row[0])
