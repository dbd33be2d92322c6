"""A release into the record: what is new or changed is stored with what it means, what is gone is closed.

A release is first compared with what is on record and with the guards, so that nothing of a broken release is stored;
then the difference is stored in batches. It is read once, or twice if it changes more than memory should hold; where it
can be compared with the bytes of the last, only what differs in them is read. Killed between two batches, the next run
finds what was stored and goes on: a release is complete, and what it lacks is closed, in the last transaction of all.
"""

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from extraction.names.reference import Reference
from loaders.decoding import UnreadableError
from loaders.fetching import Fetched, opened
from loaders.ledger import Reject, Run, now
from loaders.portions import portions
from loaders.registers.facts import close_facts, drop_records, known_ids, store_meanings
from loaders.registers.register import Edition, Guards, Record, Register, Seen
from loaders.registers.rows import add_rows
from loaders.registers.since import changes_since_last
from loaders.storing import short_hash
from schema.engine import reading
from schema.errors import SourceError
from schema.models import DatasetRecord, DatasetRelease, Source
from schema.vocabulary import SourceKind

BATCH = 2_000
HELD = 30_000  # records that are held between the two readings; a release that changes more is read again


@dataclass(frozen=True)
class Release:
    """One release of one data set, as it lies on the disk."""

    register: Register
    edition: Edition
    file: Fetched
    day: dt.date

    @property
    def id(self) -> str:
        return f"{self.edition.source}/{self.day.isoformat()}"

    def records(self) -> Iterator[Record | Reject]:
        """Its records. Raises SourceError if it is none of its kind."""
        try:
            with opened(self.file.path) as content:
                yield from self.edition.read(content, self.file)
        except UnreadableError as error:
            raise SourceError(f"{self.file.written} {error}") from error


@dataclass
class Difference:
    """What a release changes: keys by what becomes of them."""

    read: int = 0
    inserted: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    unchanged: int = 0
    closed: set[str] = field(default_factory=set)
    rejects: list[Reject] = field(default_factory=list)
    held: list[Record] | None = field(default_factory=list)  # those that change, unless they are too many


def release_of(register: Register, file: Fetched, day: dt.date | None) -> Release:
    """The release that a file is. Raises SourceError if it is no data set of the register, or its day is not known."""
    edition = register.choose(file.written)
    if edition is None:
        known = ", ".join(each.source for each in register.editions)
        raise SourceError(f"{file.written}: its name does not tell which data set it is; one of: {known}")
    if day is None:
        try:
            with opened(file.path) as content:
                day = edition.released_on(content)
        except UnreadableError as error:
            raise SourceError(f"{file.written} {error}") from error
    day = day or day_in(file.written) or file.day
    if day is None:
        raise SourceError(f"the day of {file.written} is not known: give it with --as-of YYYY-MM-DD")
    if day > now().date() + dt.timedelta(days=1):
        raise SourceError(f"{file.written} is of {day}, a day to come: give its day with --as-of YYYY-MM-DD")
    return Release(register, edition, file, day)


def day_in(name: str) -> dt.date | None:
    """A day in the name of a file: `sdn_2021-08-18.csv`, `sdn-20210818.csv`."""
    for size, form in ((10, "%Y-%m-%d"), (8, "%Y%m%d")):
        for at in range(len(name) - size + 1):
            part = name[at : at + size]
            if part[:4].isdecimal() and part[-2:].isdecimal():
                try:
                    return dt.datetime.strptime(part, form).date()  # noqa: DTZ007 - a day
                except ValueError:
                    continue
    return None


def difference(connection: Connection, release: Release, *, force: bool = False) -> Difference:
    """How a release differs from what is on record. Raises SourceError if the order of days or a guard forbids it.

    `force` takes a release that lacks more than the guards allow.
    """
    source = release.edition.source
    begun = begun_on(connection, source)
    if begun is not None and release.day < begun:
        # An older release changes nothing any more, unless it is another than the one on record.
        records = connection.scalar(
            select(DatasetRelease.records).where(
                DatasetRelease.id == release.id, DatasetRelease.sha256 == release.file.sha256
            )
        )
        if records is not None:
            return Difference(records, unchanged=records)
        raise SourceError(
            f"{release.file.written} is of {release.day}, and a release of {begun} is loaded already: "
            "releases are loaded in the order of their days"
        )
    found, before = by_pieces(connection, release) or by_reading(connection, release)
    guard(release.register.guards, release, found, before, force=force)
    return found


def by_pieces(connection: Connection, release: Release) -> tuple[Difference, int] | None:
    """How a release differs from the last, and how many records that has; None where only reading all of it tells."""
    edition, file = release.edition, release.file
    if edition.pieces is None:
        return None
    changes = changes_since_last(
        connection, release.register.name, edition.source, file, edition.pieces,
        lambda content: list(edition.read(content, file)),
    )  # fmt: skip
    if changes is None:
        return None
    before, after = changes.before, changes.after
    found = Difference(changes.read, closed=before.keys() - after.keys())
    found.inserted = after.keys() - before.keys()
    found.updated = {key for key in after.keys() & before.keys() if after[key].digest != before[key].digest}
    found.unchanged = found.read - len(found.inserted) - len(found.updated)
    found.held = [record for key, record in after.items() if key in found.inserted or key in found.updated]
    return found, changes.standing


def by_reading(connection: Connection, release: Release) -> tuple[Difference, int]:
    """How a release differs from what is on record, and how many records that has."""
    standing = select(DatasetRecord.key, DatasetRecord.digest).where(
        DatasetRecord.source_id == release.edition.source, DatasetRecord.gone_by.is_(None)
    )
    before = {row.key: row.digest for row in connection.execute(standing)}
    found = Difference()
    met: set[str] = set()
    broken: set[str] = set()
    for item in release.records():
        found.read += 1
        if isinstance(item, Reject):
            found.rejects.append(item)
            if item.key is not None:
                broken.add(item.key)
        elif item.key in met:
            found.rejects.append(twice(item))
        else:
            met.add(item.key)
            digest = before.get(item.key)
            if digest == item.digest:
                found.unchanged += 1
                continue
            (found.updated if digest else found.inserted).add(item.key)
            if found.held is not None:
                found.held.append(item)
                if len(found.held) > HELD:
                    found.held = None
    found.closed = before.keys() - met - broken
    return found, len(before)


def begun_on(connection: Connection, source: str) -> dt.date | None:
    """The day of the newest release of which anything is on record, be it complete or not."""
    days = connection.execute(
        select(func.max(DatasetRecord.first_seen), func.max(DatasetRecord.gone_by)).where(
            DatasetRecord.source_id == source
        )
    ).one()
    loaded = select(func.max(DatasetRelease.released_on)).where(DatasetRelease.source_id == source)
    return max((day for day in (*days, connection.scalar(loaded)) if day is not None), default=None)


def twice(record: Record) -> Reject:
    return Reject(record.locator, f"stands there twice: {record.key}", repr(record.raw).encode())


def guard(guards: Guards, release: Release, found: Difference, before: int, *, force: bool) -> None:
    taken = found.read - len(found.rejects)
    name = release.file.written
    first = f"; the first: {found.rejects[0].locator}: {found.rejects[0].reason}" if found.rejects else ""
    if taken < guards.least:
        raise SourceError(
            f"{name} has {taken} records that can be taken, at least {guards.least} are to be expected{first}"
        )
    if len(found.rejects) > guards.most_rejected * found.read and len(found.rejects) > 5:
        raise SourceError(f"{len(found.rejects)} of {found.read} records of {name} cannot be taken{first}")
    if not force and before and len(found.closed) > guards.most_lost * before and len(found.closed) > 5:
        raise SourceError(
            f"{name} lacks {len(found.closed)} of the {before} records on record: it may be cut short. "
            "Nothing was stored; `--force` takes it as it is"
        )


def load_release(
    engine: Engine,
    reference: Reference,
    run: Run,
    release: Release,
    *,
    force: bool = False,
) -> Difference:
    """Stores a release, in batches. Raises SourceError if it is broken; then nothing of it is stored."""
    with unswept():
        return store_release(engine, reference, run, release, force=force)


@contextmanager
def unswept() -> Iterator[None]:
    """Without the search for garbage in circles: a load makes none, and the search takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def store_release(engine: Engine, reference: Reference, run: Run, release: Release, *, force: bool) -> Difference:
    with reading(engine) as connection:
        found = difference(connection, release, force=force)
    run.counts.met = found.read
    with run.batch(engine) as connection:
        know_source(connection, release.edition)
        for reject in found.rejects:
            run.reject(connection, reject)
        run.counts.unchanged += found.unchanged
    wanted = found.inserted | found.updated
    if wanted:
        store_records(engine, reference, run, release, found, wanted)
    with run.batch(engine) as connection:
        complete(connection, run, release, found)
    return found


def store_records(
    engine: Engine,
    reference: Reference,
    run: Run,
    release: Release,
    found: Difference,
    wanted: set[str],
) -> None:
    left = set(wanted)

    def due() -> Iterator[Record]:
        for item in release.records():
            if isinstance(item, Record) and item.key in left:
                left.remove(item.key)
                yield item

    records = iter(found.held) if found.held is not None else due()
    while batch := list(islice(records, BATCH)):
        with run.batch(engine) as connection:
            store_batch(connection, reference, run, release, batch)
            run.counts.inserted += sum(1 for record in batch if record.key in found.inserted)
            run.counts.updated += sum(1 for record in batch if record.key in found.updated)


def store_batch(
    connection: Connection, reference: Reference, run: Run, release: Release, batch: Sequence[Record]
) -> None:
    """Writes records and what they mean; the versions that they take the place of are closed."""
    source, day = release.edition.source, release.day
    keys = [record.key for record in batch]
    close(connection, source, keys, day)
    ids = {record.key: "d-" + short_hash(source, record.key, day) for record in batch}
    there = known_ids(connection, DatasetRecord.id, list(ids.values()))
    new = [record_row(record, ids[record.key], release, run) for record in batch if ids[record.key] not in there]
    add_rows(connection, DatasetRecord, new)
    for record in batch:
        if ids[record.key] in there:  # the same day's release again, read otherwise or put right
            row = record_row(record, ids[record.key], release, run)
            connection.execute(update(DatasetRecord).where(DatasetRecord.id == row["id"]).values(**row))
    seen = seen_of(connection, release)
    meanings = [(record.key, release.edition.understand(record, reference, seen)) for record in batch]
    run.counts.facts += store_meanings(connection, source, day, seen, meanings, ids, run.id)


def record_row(record: Record, record_id: str, release: Release, run: Run) -> dict[str, Any]:
    return {
        "id": record_id,
        "source_id": release.edition.source,
        "key": record.key,
        "locator": record.locator,
        "says": record.says,
        "raw": dict(record.raw),
        "digest": record.digest,
        "first_seen": release.day,
        "gone_by": None,
        "run_id": run.id,
    }


def seen_of(connection: Connection, release: Release) -> Seen:
    """Between which releases what is new in this one came onto the list."""
    before = connection.scalar(
        select(func.max(DatasetRelease.released_on)).where(
            DatasetRelease.source_id == release.edition.source, DatasetRelease.released_on < release.day
        )
    )
    return Seen(before, release.day)


def close(connection: Connection, source: str, keys: Sequence[str], day: dt.date) -> None:
    """Closes the open versions of records; those of the same day are the release itself and stay open."""
    for some in portions(keys):
        of_these = (DatasetRecord.source_id == source, DatasetRecord.key.in_(some), DatasetRecord.gone_by.is_(None))
        connection.execute(update(DatasetRecord).where(*of_these, DatasetRecord.first_seen < day).values(gone_by=day))


def complete(connection: Connection, run: Run, release: Release, found: Difference) -> None:
    """Closes what the release lacks, and puts the release itself on record."""
    source, day = release.edition.source, release.day
    gone = sorted(found.closed)
    drop_records(connection, source, gone, day)
    close(connection, source, gone, day)
    close_facts(connection, source, gone, seen_of(connection, release), run.id)
    run.counts.closed += len(gone)
    known = connection.scalar(select(DatasetRelease.id).where(DatasetRelease.id == release.id))
    values = {"sha256": release.file.sha256, "records": found.read - len(found.rejects), "run_id": run.id}
    if known is None:
        connection.execute(insert(DatasetRelease).values(id=release.id, source_id=source, released_on=day, **values))
    elif found.inserted or found.updated or found.closed:
        connection.execute(update(DatasetRelease).where(DatasetRelease.id == release.id).values(**values))


def know_source(connection: Connection, edition: Edition) -> None:
    if connection.scalar(select(Source.id).where(Source.id == edition.source)) is None:
        connection.execute(
            insert(Source).values(
                id=edition.source,
                name=edition.title,
                kind=SourceKind.DATASET,
                reliability=edition.reliability,
                url=edition.url,
                note=edition.note,
            )
        )
