"""Snapshots as known on a day: made from a snapshot when first asked for, and kept for the next question.

A derived snapshot lies in the folder `derived` beside the others. It holds what the one it was made from holds, as far
as that was known, with everything reckoned from it anew, so it is asked like any other.
"""

import datetime as dt
import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from extraction.names.reference_lists import read_reference
from loaders.consolidating import consolidate
from loaders.duck import quiet
from loaders.known.cutting import cut_facts, cut_reference
from loaders.known.leaving import leave
from loaders.known.moment import Known
from loaders.known.restoring import restore
from loaders.known.retelling import retell
from loaders.known.stories import mend
from loaders.known.uniting import naming, unite, unite_actors
from loaders.lake.lake import LISTED, UNTIL, one
from loaders.previous import note_previous
from loaders.publish import STORAGE_VERSION, comment, lay_for_people, led_together, quoted
from loaders.snapshots import DERIVED, Snapshot, alone, chosen, current, sha256_of, write_whole
from loaders.version import code_version
from schema.errors import SqnError
from schema.migrating import head
from schema.models import Base

MOST_FILES = 16
MOST_BYTES = 8 << 30
LOCK = ".lock"
MEMORY = "2GB"


def snapshot_of(folder: Path, known: Known, named: str | None = None) -> Snapshot:
    """The snapshot to ask: the current one of a folder or the one that is named, as known if bounds are given.

    Raises QueryError if none has that name, SqnError if nothing is published or it cannot be made.
    """
    base = current(folder) if named is None else chosen(folder, named)
    return derived(folder, base, known) if known else base


def derived(folder: Path, base: Snapshot, known: Known) -> Snapshot:
    """A snapshot as known, out of the folder of those that are kept, or made now. Raises SqnError."""
    name = f"sqn-{base.id}{known.label}"
    kept = folder / DERIVED / f"{name}.duckdb"
    if found := there(kept):
        return found
    if base.schema_revision != head():
        raise SqnError(
            f"the snapshot {base.id} has an older schema and cannot be asked as of a day: "
            "`sqn publish` writes a new one"
        )
    try:
        kept.parent.mkdir(exist_ok=True)
        with alone(kept.parent, LOCK):
            if found := there(kept):  # another process made it meanwhile
                return found
            sweep(folder)
            snapshot = make(folder / base.file, kept, base, known)
            retire(kept.parent, kept)
    except (OSError, duckdb.Error) as error:
        reason = str(error).strip().splitlines()[0]
        raise SqnError(f"the snapshot {base.id} could not be made {known}: {reason}") from error
    return snapshot


def there(kept: Path) -> Snapshot | None:
    """A derived snapshot that is kept, noted as used now; None where there is none whole, or other code made it."""
    try:
        snapshot = Snapshot(**json.loads(kept.with_suffix(".json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if snapshot.code_version != code_version() or not kept.exists():
        return None
    with suppress(OSError):  # who may only read may ask what others had made
        os.utime(kept)
    return snapshot


@dataclass(frozen=True)
class Made:
    """What a manifest tells of a derived snapshot that was written."""

    rows: dict[str, int]
    facts: int
    newest_article: str | None
    undated: int


def make(source: Path, final: Path, base: Snapshot, known: Known) -> Snapshot:
    partial = final.with_name(f"{final.stem}.{secrets.token_hex(3)}.partial")
    try:
        made = write(source, partial, known)
        digest = sha256_of(partial)
        final.with_suffix(".json").unlink(missing_ok=True)  # what other code made goes whole or not at all
        partial.rename(final)
    finally:
        for left in final.parent.glob(f"{partial.name}*"):
            remove(left)
    snapshot = replace(
        base,
        id=f"{base.id}{known.label}",
        file=f"{DERIVED}/{final.name}",
        code_version=code_version(),
        newest_article=made.newest_article,
        rows=made.rows,
        facts=made.facts,
        sha256=digest,
        as_of=known.as_of.isoformat() if known.as_of else None,
        recorded_as_of=known.recorded_as_of.isoformat() if known.recorded_as_of else None,
        undated=made.undated,
    )
    write_whole(final.with_suffix(".json"), asdict(snapshot))
    return snapshot


def write(source: Path, file: Path, known: Known) -> Made:
    """Writes what a snapshot holds, as far as it was known, into a new DuckDB file."""
    reference = read_reference()
    with quiet(duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": f"{file}.tmp"})) as duck:
        duck.execute(f"attach '{quoted(str(source))}' as base (read_only)")
        duck.execute(f"attach '{quoted(str(file))}' as snapshot (storage_version '{STORAGE_VERSION}')")
        duck.execute("use snapshot")
        duck.execute("set timezone = 'UTC'")
        duck.begin()  # each statement by itself would wait for the disk
        leave(duck, known)
        mend(duck)
        stale = restore(duck, known) | retell(duck, reference)
        cut_facts(duck)
        cut_reference(duck, reference)
        stale |= naming(duck, unite_actors(duck))
        unite(duck, reference, stale)
        for table in Base.metadata.sorted_tables:
            comment(duck, table)
        consolidate(duck)
        note_lake(duck, known)
        note_previous(duck, None)  # what was published before a day is another question
        lay_for_people(duck)
        rows = {table.name: one(duck, f'select count(*) from "{table.name}"') for table in Base.metadata.sorted_tables}
        ((newest,),) = duck.execute("select max(published_on)::varchar from article").fetchall()
        facts = led_together(duck)
        undated = one(duck, "select count(*) from base.article where published_on is null") if known.as_of else 0
        duck.commit()
        duck.execute("use memory")
        duck.execute("detach snapshot")
    return Made(rows, facts, newest, undated)


def note_lake(duck: duckdb.DuckDBPyConnection, known: Known) -> None:
    """Notes which files of the lake the snapshot shows, and until when."""
    last = known.last_day
    assert last is not None, "without a bound there is nothing to derive"
    if not one(duck, f"select count(*) from duckdb_tables() where database_name = 'base' and table_name = '{LISTED}'"):
        return
    held = f"where database_name = 'base' and table_name = '{LISTED}'"
    comments = duck.execute(
        f"select 'table ' || table_name, comment from duckdb_tables() {held} union all "
        f"select 'column ' || table_name || '.' || column_name, comment from duckdb_columns() {held}"
    ).fetchall()
    duck.execute(f"create table {LISTED} as select * from base.{LISTED}")
    duck.execute(f"create table {UNTIL} as select date '{last + dt.timedelta(days=1)}' as until")
    duck.execute(f"comment on table {UNTIL} is 'Until when the feeds of the lake are shown'")
    duck.execute(f"comment on column {UNTIL}.until is 'First day whose rows are not shown'")
    for what, says in comments:
        duck.execute(f"comment on {what} is '{quoted(says)}'")


def sweep(folder: Path) -> None:
    """Removes what killed processes left half-written, and what was made of snapshots that are gone."""
    for left in (folder / DERIVED).glob("sqn-*.partial*"):
        remove(left)
    for file in (folder / DERIVED).glob("sqn-*@*"):
        if not (folder / f"{file.name.partition('@')[0]}.duckdb").exists():
            file.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Removes a file, or the folder in which DuckDB kept what did not fit into memory."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def retire(folder: Path, newest: Path) -> None:
    """Removes those used longest ago once there are too many; who has one open keeps reading it."""
    files = sorted(folder.glob("sqn-*.duckdb"), key=lambda file: (file != newest, -file.stat().st_mtime))
    size = 0
    for place, file in enumerate(files):
        size += file.stat().st_size
        if place and (place >= MOST_FILES or size > MOST_BYTES):
            file.unlink(missing_ok=True)
            file.with_suffix(".json").unlink(missing_ok=True)
