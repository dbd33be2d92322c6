"""Many small files of a month made one, while others read them.

Once a month has more than MOST files, the smallest of them become one: as many as there are, but a file is not written
anew for the sake of others that together hold less than a quarter of it, so that a row is rewritten a few times and not
with each load. The list of what a merged file replaces is there before it: with the rename of the file itself the old
ones count no more, all at one stroke. They stay on the disk for a day, for those who read them, and for as long as a
snapshot that is kept lists them.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from loaders.duck import quiet
from loaders.lake.feeds import FEEDS
from loaders.lake.gdelt import Feed
from loaders.lake.lake import LISTED, PARTIAL, REPLACES, explained, files_of, replaced, scan
from loaders.lake.writing import file_name, move, put

MOST = 32  # files of one month
TIMES = 4
GRACE = 24 * 60 * 60  # seconds


def merge(duck: duckdb.DuckDBPyConnection, lake: Path, feed: Feed, run_id: str, month: tuple[int, int]) -> int:
    """Makes one file of the small ones of a month if they are many; how many it replaces. Raises SqnError."""
    folder = lake / feed.view / f"year={month[0]}" / f"month={month[1]}"
    there = files_of(folder) if folder.is_dir() else []
    if len(there) <= MOST:
        return 0
    some = worth_it(there)
    # In the order of their names' ids, so that the statistics of the file's parts tell ids apart.
    some.sort(key=lambda path: (int(path.name.partition("-")[0]) if path.name[0].isdecimal() else 0, path.name))
    listed = ", ".join(f'"{column}"' for column in [*feed.columns, *feed.derived])
    row = duck.execute(f"select min({feed.span}), max({feed.span}) from {scan(some)}").fetchone()
    assert row is not None
    low, high = row
    final = folder / file_name(low, high, run_id, ".merged")
    earlier = replaced(folder, {path.name for path in folder.iterdir()})
    names = [path.name for path in some]
    names += [old for path in some for old in earlier.get(path.with_suffix(REPLACES).name, ())]
    with explained(final):
        replaces = final.with_suffix(REPLACES)
        waiting = folder / f".{replaces.name}{PARTIAL}"
        waiting.write_text("".join(f"{old}\n" for old in dict.fromkeys(names)))
        move(waiting, replaces)
    put(duck, f"select {listed} from {scan(some)}", final)
    return len(some)


def worth_it(paths: Sequence[Path]) -> list[Path]:
    """The smallest files, up to one that is much larger than all of those."""
    found: list[Path] = []
    total = 0
    for path in sorted(paths, key=lambda path: (path.stat().st_size, path.name)):
        size = path.stat().st_size
        if len(found) > 1 and size > TIMES * total:
            break
        found.append(path)
        total += size
    return found


def clear(lake: Path) -> None:
    """Removes files that were replaced a day ago or more and that no snapshot lists."""
    old = [
        (path, names)
        for feed in FEEDS.values()
        for folder in (lake / feed.view).glob("year=*/month=*")
        for path, names in (
            (folder / listing, names)
            for listing, names in replaced(folder, {path.name for path in folder.iterdir()}).items()
        )
        if time.time() - path.stat().st_mtime > GRACE
    ]
    if not old:
        return
    kept = listed_by_snapshots(lake)
    if kept is None:
        return
    for path, names in old:
        left = [name for name in names if path.with_name(name).is_file()]
        for name in left:
            if path.with_name(name) not in kept:
                path.with_name(name).unlink(missing_ok=True)
        if not any(path.with_name(name).is_file() for name in names):
            path.unlink(missing_ok=True)


def listed_by_snapshots(lake: Path) -> set[Path] | None:
    """The files of the lake that the snapshots beside it list; None if one of those cannot be read."""
    found: set[Path] = set()
    for snapshot in (lake.parent / "snapshots").glob("*.duckdb"):
        try:
            with quiet(duckdb.connect(str(snapshot), read_only=True)) as duck:
                if duck.execute(f"select 1 from duckdb_tables() where table_name = '{LISTED}'").fetchone():
                    found |= {lake / file for (file,) in duck.execute(f"select file from {LISTED}").fetchall()}
        except duckdb.Error:
            return None
    return found
