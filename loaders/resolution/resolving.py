"""The job that resolves: accounts that are new or changed are compared with those near them, and what follows is led.

An account passes through two states, each in a transaction of its own batch: compared (`fact.resolver` ends in ~), then
settled. Killed between the two, the next run settles what was compared. What comes out depends on what is on record,
not on the order in which it came.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence, Set

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from extraction.names.reference import Reference
from loaders.judging import OF_ACCOUNTS
from loaders.ledger import Counts, Run, now, run_of
from loaders.portions import portions
from loaders.resolution.candidates import Block
from loaders.resolution.deciding import verdict
from loaders.resolution.judging import hanging_on, judgement_id, settle
from loaders.resolution.likeness import WEIGHTS, Likeness, compared
from loaders.resolution.reading import accounts
from loaders.stories.resolving import resolve_stories
from schema.engine import Selects, reading
from schema.models import Evidence, Fact, Judgement
from schema.vocabulary import FactKind, ReviewState, Verdict

VERSION = f"accounts 1 {hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:8]}"
COMPARED = f"{VERSION}~"
BATCH = 500
# What hangs on others comes after them.
ORDER = (FactKind.REQUEST, FactKind.TRANSFER, FactKind.SANCTION, FactKind.RESPONSE, FactKind.CONDITION)


def resolve(engine: Engine, reference: Reference, *, watch: Callable[[Counts], None] = lambda _: None) -> Run:
    """Compares what is new or changed and leads accounts of one fact together."""
    with run_of(engine, "resolve", VERSION, watch=watch) as run:
        resolve_stories(engine, run, moved_on=compare_again)
        forget(engine, run)
        for kind in ORDER:
            compare(engine, reference, run, kind)
            lead(engine, reference, run, kind)
    return run


def compare_again(connection: Connection, articles: Set[str]) -> None:
    """Has the accounts of articles compared anew, as copies share an origin."""
    for some in portions(sorted(articles)):
        here = select(Evidence.fact_id).where(Evidence.article_id.in_(some))
        connection.execute(update(Fact).where(Fact.id.in_(here)).values(resolver=None))


def forget(engine: Engine, run: Run) -> None:
    """Drops what was judged of accounts that are gone, and has those that it concerned settled anew."""
    with run.batch(engine) as connection:
        there = select(Fact.id)
        gone = or_(Judgement.left_id.not_in(there), Judgement.right_id.not_in(there))
        rows = connection.execute(select(Judgement.left_id, Judgement.right_id, Judgement.by_person).where(gone)).all()
        ids = {each for row in rows for each in row[:2]}
        again(connection, ids)
        connection.execute(delete(Judgement).where(gone, Judgement.by_person.is_(False)))


def again(connection: Connection, ids: Iterable[str]) -> None:
    """Has accounts settled anew that were compared before."""
    for some in portions(sorted(ids)):
        connection.execute(update(Fact).where(Fact.id.in_(some), Fact.resolver == VERSION).values(resolver=COMPARED))


def compare(engine: Engine, reference: Reference, run: Run, kind: FactKind) -> None:
    """Judges the accounts that were not compared by this version yet."""
    with reading(engine) as connection:
        stale = connection.scalars(
            select(Fact.id)
            .where(
                Fact.kind == kind,
                or_(Fact.resolver.is_(None), Fact.resolver.not_in((VERSION, COMPARED))),
                Fact.review_state != ReviewState.REJECTED,
            )
            .order_by(Fact.id)
        ).all()
    waiting = set(stale)
    for some in portions(stale):
        with run.batch(engine) as connection:
            run.counts.met += len(some)
            alike = compare_batch(connection, reference, kind, some, waiting)
            run.counts.updated += alike
            run.counts.unchanged += len(some) - alike
        waiting -= set(some)


def compare_batch(
    connection: Connection, reference: Reference, kind: FactKind, ids: Sequence[str], waiting: set[str]
) -> int:
    """Writes what is judged of some accounts; those that wait are compared when their turn comes."""
    OF_ACCOUNTS.lock(connection)
    judged = likenesses(connection, reference, kind, ids, waiting)
    old = or_(Judgement.left_id.in_(ids), Judgement.right_id.in_(ids))
    connection.execute(delete(Judgement).where(old, Judgement.by_person.is_(False)))
    rows = [row_of(at, like) for at, like in judged]
    if rows:
        connection.execute(insert(Judgement), rows)
    connection.execute(update(Fact).where(Fact.id.in_(ids)).values(resolver=COMPARED))
    return len({each for row in rows for each in (row["left_id"], row["right_id"])} & set(ids))


def likenesses(
    connection: Selects, reference: Reference, kind: FactKind, ids: Sequence[str], waiting: Set[str] = frozenset()
) -> list[tuple[tuple[str, str], Likeness]]:
    """The pairs of some accounts, and others that do not wait, that may be of one fact, the lesser id first."""
    new = accounts(connection, kind, ids)
    block = Block(connection, kind, reference)
    near = {one.id: [other for other in block.of(one) if other in new or other not in waiting] for one in new.values()}
    others = accounts(connection, kind, {other for found in near.values() for other in found} - new.keys()) | new
    judged: dict[tuple[str, str], Likeness] = {}
    for one in new.values():
        for other in near[one.id]:
            at = min(one.id, other), max(one.id, other)
            if at not in judged:
                judged[at] = compared(others[at[0]], others[at[1]], reference)
    return [(at, like) for at, like in sorted(judged.items()) if verdict(like.score) is not Verdict.DIFFERENT]


def row_of(at: tuple[str, str], like: Likeness) -> dict[str, object]:
    return {
        "id": judgement_id(*at),
        "left_id": at[0],
        "right_id": at[1],
        "verdict": verdict(like.score),
        "score": round(like.score, 4),
        "reasons": list(like.reasons),
        "by_person": False,
        "judged_by": VERSION,
        "judged_at": now(),
    }


def lead(engine: Engine, reference: Reference, run: Run, kind: FactKind) -> None:
    """Settles the accounts that were compared, and what they hang together with."""
    with reading(engine) as connection:
        due = connection.scalars(
            select(Fact.id).where(Fact.kind == kind, Fact.resolver == COMPARED).order_by(Fact.id)
        ).all()
    for some in portions(due):
        with run.batch(engine) as connection:
            changed = settle(connection, reference, kind, some)
            connection.execute(update(Fact).where(Fact.id.in_(some)).values(resolver=VERSION))
            hung(connection, changed)


def hung(connection: Connection, changed: set[str]) -> None:
    """Has what hangs on accounts that now lead elsewhere compared anew."""
    for hanging in hanging_on(connection, changed).values():
        for some in portions(sorted(hanging)):
            connection.execute(update(Fact).where(Fact.id.in_(some)).values(resolver=None))
