"""A register as a loader: one release of one of its data sets compared, told, stored."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from loaders.fetching import Fetched
from loaders.ledger import Counts, Run
from loaders.loader import Forecast, Job, Loader, Option, Options
from loaders.portions import portions
from loaders.registers.register import Record, Register
from loaders.registers.releases import Difference, Release, difference, load_release, release_of
from schema.engine import reading
from schema.models import DatasetRecord

SHOWN = 10  # changes of a kind that a forecast shows
OPTIONS = (
    Option("as-of", "Day of the release, where neither it nor its name tells.", "day"),
    Option("force", "Take a release that lacks many of the records on record."),
)


def declared(register: Register) -> Loader:
    """The loader of a register."""

    def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
        release = release_of(register, file, day(options))
        load_release(job.engine, job.reference, run, release, force=bool(options.get("force")))

    def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
        release = release_of(register, file, day(options))
        with reading(job.engine) as connection:
            found = difference(connection, release, force=bool(options.get("force")))
            changes = tuple(told(connection, release, found))
        return Forecast(counts(found), changes, found.rejects)

    return Loader(
        register.name,
        register.title,
        register.fills,
        register.key,
        load,
        forecast,
        OPTIONS,
        register.period,
        register.stale,
        editions=register.editions,
    )


def day(options: Options) -> dt.date | None:
    written = options.get("as_of")
    return dt.date.fromisoformat(written) if written else None


def counts(found: Difference) -> Counts:
    return Counts(
        met=found.read,
        inserted=len(found.inserted),
        updated=len(found.updated),
        unchanged=found.unchanged,
        rejected=len(found.rejects),
        closed=len(found.closed),
    )


def told(connection: Connection, release: Release, found: Difference) -> Iterator[str]:
    """The first changes of each kind: what comes, what goes, and which values change."""
    inserted, updated = set(sorted(found.inserted)[:SHOWN]), set(sorted(found.updated)[:SHOWN])
    before = on_record(connection, release, sorted(updated | set(sorted(found.closed)[:SHOWN])))
    new = {
        item.key: item
        for item in (release.records() if inserted or updated else ())
        if isinstance(item, Record) and item.key in inserted | updated
    }
    for key in sorted(inserted):
        yield f"inserted {key}: {new[key].says}"
    for key in sorted(updated):
        yield f"updated {key}: " + "; ".join(changed(before[key]["raw"], new[key].raw))
    for key in sorted(found.closed)[:SHOWN]:
        yield f"closed {key}: {before[key]['says']}"


def on_record(connection: Connection, release: Release, keys: list[str]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for some in portions(keys):
        rows = connection.execute(
            select(DatasetRecord.key, DatasetRecord.says, DatasetRecord.raw).where(
                DatasetRecord.source_id == release.edition.source,
                DatasetRecord.key.in_(some),
                DatasetRecord.gone_by.is_(None),
            )
        )
        found |= {row["key"]: dict(row) for row in rows.mappings()}
    return found


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for field in {**before, **after}:
        old, new = before.get(field), after.get(field)
        if old != new:
            yield f"{field} {old!r} → {new!r}"
