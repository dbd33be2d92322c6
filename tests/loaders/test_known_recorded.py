"""A snapshot as the database knew it at a moment: the same as the snapshot that was published then."""

import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from extraction.names.reference import Reference
from loaders.known.deriving import snapshot_of
from loaders.known.moment import Known
from loaders.ledger import now
from loaders.publish import publish
from loaders.registers.judgements import judge as judge_actors
from loaders.resolution.judging import judge, undo
from loaders.resolution.resolving import resolve
from loaders.snapshots import Snapshot
from schema.engine import writing
from schema.models import Fact, FactObject, Judgement, Lead, Request, Review
from schema.vocabulary import FactKind, LeadState, ReviewDecision, ReviewState, Verdict
from tests.loaders.test_known import FURTHER, World, answers, hold_equal, load_lake, load_release
from tests.loading import load_source


@pytest.fixture
def world(database: Engine, tmp_path: Path) -> Iterator[World]:
    yield World(database, tmp_path)


def next_second() -> dt.datetime:
    """The last second that is over; what is written from now on is later."""
    before = now().replace(microsecond=0)
    while now() < before + dt.timedelta(seconds=1):
        time.sleep(0.05)
    return before


def published(world: World, reference: Reference) -> Snapshot:
    resolve(world.engine, reference)
    return publish(world.engine, world.snapshots)


def test_a_snapshot_as_recorded_is_the_one_published_then(world: World, reference: Reference) -> None:
    load_lake(world, reference, None)
    load_release(world, reference, "sipri", dt.date(2019, 3, 11))
    load_release(world, reference, "ofac", dt.date(2021, 8, 18))
    resolve(world.engine, reference)
    same, other = pairs(world.engine)
    with writing(world.engine) as connection:
        judge(connection, reference, *other, Verdict.DIFFERENT, "Ann")
    first = published(world, reference)
    expected = answers(world.snapshots, first)
    moment = next_second()

    with writing(world.engine) as connection:
        judge(connection, reference, *same, Verdict.DIFFERENT, "Ann")
        undo(connection, reference, *other, "Ann")
        judge_actors(connection, "ofac:9001", "ismail-demir", Verdict.SAME, "Ann")
        review(connection)
        connection.execute(update(Lead).values(state=LeadState.DISMISSED, decided_by="Ann", decided_at=now()))
    (world.folder / "further.jsonl").write_text("".join(json.dumps(row) + "\n" for row in FURTHER))
    load_source(world.engine, reference, "articles", world.folder / "further.jsonl", world.folder)
    load_release(world, reference, "sipri", dt.date(2022, 3, 14))
    load_release(world, reference, "ofac", dt.date(2022, 3, 1))
    load_release(world, reference, "ofac", dt.date(2023, 2, 1))
    second = published(world, reference)
    assert answers(world.snapshots, second) != expected
    known = snapshot_of(world.snapshots, Known(recorded_as_of=moment))
    assert known.id == f"{second.id}@@{moment:%Y%m%dT%H%M%SZ}"
    hold_equal(answers(world.snapshots, known), expected)
    # an older snapshot can be asked as of a day too, and both bounds hold together
    day = dt.date(2020, 6, 1)
    hold_equal(
        answers(world.snapshots, snapshot_of(world.snapshots, Known(day, moment))),
        answers(world.snapshots, snapshot_of(world.snapshots, Known(day), first.id)),
    )


def pairs(engine: Engine) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two accounts that the resolver led together, and two of others."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(Judgement.left_id, Judgement.right_id)
            .join(Fact, Fact.id == Judgement.left_id)
            .where(Judgement.verdict == Verdict.SAME, Fact.kind == FactKind.REQUEST)
            .order_by(Judgement.id)
        ).all()
    (one, *_, other) = [(row[0], row[1]) for row in rows]
    return one, other


def review(connection: Connection) -> None:
    """A request gets another outcome and a weapon less, and then one thing more by a second decision."""
    fact = connection.scalars(
        select(Fact.id)
        .join(FactObject, FactObject.fact_id == Fact.id)
        .where(Fact.kind == FactKind.REQUEST)
        .order_by(Fact.id)
    ).first()
    assert fact is not None
    before = state(connection, fact)
    connection.execute(update(Request).where(Request.fact_id == fact).values(outcome="withdrawn", place="Nowhere"))
    connection.execute(
        update(Fact).where(Fact.id == fact).values(review_state=ReviewState.EDITED, earliest=None, latest=None)
    )
    connection.execute(delete(FactObject).where(FactObject.fact_id == fact))
    between = state(connection, fact)
    connection.execute(update(Fact).where(Fact.id == fact).values(review_state=ReviewState.REJECTED))
    after = state(connection, fact)
    for number, (one, other, decision) in enumerate(
        [(before, between, ReviewDecision.EDIT), (between, after, ReviewDecision.REJECT)]
    ):
        connection.execute(
            insert(Review).values(
                id=f"r-{number}", fact_id=fact, reviewer="Ann", decision=decision, before=one, after=other,
                decided_at=now() + dt.timedelta(microseconds=number),
            )
        )  # fmt: skip


def state(connection: Connection, fact: str) -> dict[str, Any]:
    """A fact as a decision keeps it."""

    def plain(row: RowMapping) -> dict[str, str | None]:
        return {name: None if value is None else str(value) for name, value in row.items()}

    row = plain(connection.execute(select(Fact.__table__).where(Fact.id == fact)).mappings().one())
    fields = plain(connection.execute(select(Request.__table__).where(Request.fact_id == fact)).mappings().one())
    objects = connection.execute(select(FactObject.__table__).where(FactObject.fact_id == fact)).mappings()
    return {
        **{name: row[name] for name in ("kind", "earliest", "latest", "date_words", "review_state", "resolver")},
        "fields": {name: value for name, value in fields.items() if name not in ("fact_id", "kind")},
        "objects": [{name: value for name, value in plain(each).items() if name != "fact_id"} for each in objects],
    }
