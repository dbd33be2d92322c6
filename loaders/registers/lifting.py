"""Sanctions of lists over time: what is in force of each entry, and what was lifted and imposed again.

A list tells who is on it, and nothing else: an entry that comes again after it was gone is a sanction of its own, with
days of its own, and the earlier one and its lifting stay on record.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from loaders.portions import portions
from loaders.registers.register import Party, SanctionTold, Seen, Told
from schema.models import DatasetRecord, Evidence, Fact, Sanction
from schema.vocabulary import FactKind, ReviewState, SanctionStage

LIFTED = 0.9  # confidence: an entry may also go because it was merged with another
LIFTED_BY = re.compile(r"(?P<imposed>.*) lifted by (?P<day>\d{4}-\d\d-\d\d)", re.DOTALL)
AGAIN = re.compile(r" again \d{4}-\d\d-\d\d$")
Facts = Mapping[str, tuple[Told, str]]  # by key: what is told, and the id of the record that tells it


@dataclass(frozen=True)
class Course:
    """The sanctions that entries of a list are or were under, by key, and the days by which they were lifted."""

    imposed: Mapping[str, Row[Any]]
    lifted: Mapping[str, str]

    def in_force(self) -> dict[str, Row[Any]]:
        return {key: row for key, row in self.imposed.items() if key not in self.lifted}

    def key_of(self, key: str, day: dt.date) -> str:
        """The key under which a sanction that is told now stands: its own, or a new one if it was lifted before."""
        episodes = sorted(known for known in self.imposed if AGAIN.sub("", known) == key)
        if not episodes:
            return key
        last = episodes[-1]
        return last if self.lifted.get(last, day.isoformat()) == day.isoformat() else f"{key} again {day.isoformat()}"


def course_of(connection: Connection, source: str, keys: Sequence[str]) -> Course:
    imposed, lifted = {}, {}
    for row in sanctions_on(connection, source, keys):
        if row.stage is SanctionStage.IMPOSED:
            imposed[row.key] = row
        elif found := LIFTED_BY.fullmatch(row.key):
            lifted[found["imposed"]] = found["day"]
    return Course(imposed, lifted)


def sanctions_on(connection: Connection, source: str, keys: Sequence[str]) -> list[Row[Any]]:
    """Sanctions that stand on records of these keys, each with its newest record."""
    found: dict[str, Row[Any]] = {}
    for some in portions(keys):
        rows = connection.execute(
            select(
                Fact.key,
                Fact.latest,
                Fact.review_state,
                DatasetRecord.id.label("record_id"),
                DatasetRecord.key.label("entry"),
                DatasetRecord.first_seen,
                *Sanction.__table__.columns,
            )
            .join(Sanction, Sanction.fact_id == Fact.id)
            .join(Evidence, Evidence.fact_id == Fact.id)
            .join(DatasetRecord, DatasetRecord.id == Evidence.dataset_record_id)
            .where(DatasetRecord.source_id == source, DatasetRecord.key.in_(some))
            .order_by(Fact.key, DatasetRecord.first_seen)
        )
        found |= {row.key: row for row in rows}
    return list(found.values())


def follow(
    connection: Connection, source: str, seen: Seen, told: Facts, keys: Sequence[str]
) -> tuple[dict[str, tuple[Told, str]], list[str]]:
    """What entries tell now, under the keys that go on from what they told, with what they tell no more as lifted.

    Also the keys of the facts that give way to it: what is told anew, and what only an earlier reading of this very
    release told.
    """
    course = course_of(connection, source, keys)
    facts = {
        course.key_of(key, seen.by) if each.kind is FactKind.SANCTION else key: (each, record)
        for key, (each, record) in told.items()
    }
    silent = [row for key, row in course.in_force().items() if key not in facts]
    older = first_releases(connection, source, {row.entry for row in silent})
    gives_way = list(facts)
    gives_way += [by_day(key, seen) for key, day in course.lifted.items() if key in facts and day == str(seen.by)]
    for row in silent:
        begun_before = row.first_seen < seen.by or (
            older[row.entry] < seen.by and row.latest is not None and row.latest < seen.by
        )
        if not begun_before:
            gives_way.append(row.key)
        elif row.review_state is not ReviewState.REJECTED:
            facts[by_day(row.key, seen)] = lifting(row, seen), row.record_id
    return facts, gives_way


def by_day(key: str, seen: Seen) -> str:
    return f"{key} lifted by {seen.by.isoformat()}"


def first_releases(connection: Connection, source: str, keys: Iterable[str]) -> dict[str, dt.date]:
    """The first release that has each record."""
    found: dict[str, dt.date] = {}
    for some in portions(sorted(keys)):
        first = (
            select(DatasetRecord.key, func.min(DatasetRecord.first_seen))
            .where(DatasetRecord.source_id == source, DatasetRecord.key.in_(some))
            .group_by(DatasetRecord.key)
        )
        found |= {key: day for key, day in connection.execute(first)}  # noqa: C416 - rows are no pairs to mypy
    return found


def lifting(sanction: Row[Any], seen: Seen) -> Told:
    return Told(
        f"lifted by {seen.by.isoformat()}",
        SanctionTold(
            of(sanction.imposer_id, sanction.imposer_principal_id),
            of(sanction.target_id, sanction.target_principal_id),
            sanction.measure,
            SanctionStage.LIFTED,
            sanction.instrument_id,
        ),
        earliest=seen.after + dt.timedelta(days=1) if seen.after else None,
        latest=seen.by,
        date_words=f"in the release of {seen.after}, not in that of {seen.by}",
        confidence=LIFTED,
    )


def of(actor: str | None, principal: str | None) -> Party | None:
    return Party(actor, principal) if actor and principal else None
