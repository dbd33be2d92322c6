"""Judgements of two actors on record: a loader's and people's, what stands of them, and what follows.

Nothing is lost by a merge: both actors keep what they have, and `same_as_id` alone leads from one to the other. It is
never mended by hand but always reckoned anew from what stands, so that taking a judgement back brings back what was.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, text, update

from loaders.ledger import new_id, now
from loaders.portions import portions
from loaders.registers.sameness import sameness
from loaders.sameness import Pair
from schema.engine import Selects
from schema.errors import QueryError
from schema.models import Actor, ActorJudgement
from schema.vocabulary import Verdict

Key = tuple[str, str]


def judge(connection: Connection, one: str, other: str, verdict: Verdict, who: str, why: str | None = None) -> None:
    """Puts a person's judgement of two actors on record, before what stood. Raises QueryError if one is unknown."""
    left, right = pair_of(connection, one, other)
    lock(connection)
    connection.execute(
        insert(ActorJudgement).values(
            id=new_id("j"),
            left_id=left,
            right_id=right,
            verdict=verdict,
            reasons=[why] if why else [],
            by_person=True,
            judged_by=who,
            judged_at=next_moment(connection, left, right),
        )
    )
    settle(connection, (left, right))


def undo(connection: Connection, one: str, other: str, who: str) -> None:
    """Takes the newest judgement of a person back. Raises QueryError if none stands."""
    left, right = pair_of(connection, one, other)
    lock(connection)
    stands = standing(connection, (left,)).get((left, right))
    if stands is None or not stands.by_person:
        raise QueryError(f"no person's judgement of {left} and {right} stands: there is nothing to undo")
    connection.execute(
        update(ActorJudgement).where(ActorJudgement.id == stands.id).values(undone_by=who, undone_at=now())
    )
    settle(connection, (left, right))


def pair_of(connection: Connection, one: str, other: str) -> Key:
    """Both ids in order. Raises QueryError if they are not those of two actors on record."""
    if one == other:
        raise QueryError(f"{one} is one actor: name two")
    known = set(connection.scalars(select(Actor.id).where(Actor.id.in_((one, other)))))
    if unknown := [actor for actor in (one, other) if actor not in known]:
        raise QueryError(f"no actor on record has the id {unknown[0]!r}: `sqn actors waiting` shows ids")
    left, right = sorted((one, other))
    return left, right


def lock(connection: Connection) -> None:
    """Lets nobody else judge until the end of the transaction; a writer of SQLite is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("lock table actor_judgement in share row exclusive mode"))


def next_moment(connection: Connection, left: str, right: str) -> dt.datetime:
    """Now, or just after the last judgement of the pair, should the clock have gone back."""
    of_pair = (ActorJudgement.left_id == left, ActorJudgement.right_id == right, ActorJudgement.by_person)
    last = max(connection.scalars(select(ActorJudgement.judged_at).where(*of_pair)), default=None)
    return now() if last is None else max(now(), last + dt.timedelta(microseconds=1))


def standing(connection: Selects, ids: Iterable[str] | None = None) -> dict[Key, Row[Any]]:
    """What stands of each pair that one of the actors is in, or of all: a person's newest, else the loader's."""
    table = ActorJudgement.__table__.c
    valid = select(*table).where(table.undone_at.is_(None))
    found: dict[Key, Row[Any]] = {}
    wanted = [None] if ids is None else list(portions(sorted(ids)))
    for some in wanted:
        of_these = valid if some is None else valid.where(or_(table.left_id.in_(some), table.right_id.in_(some)))
        for row in connection.execute(of_these):
            at = row.left_id, row.right_id
            if at not in found or before(found[at], row):
                found[at] = row
    return found


def before(one: Row[Any], other: Row[Any]) -> bool:
    return (one.by_person, one.judged_at) < (other.by_person, other.judged_at)


def as_pair(row: Row[Any]) -> Pair:
    return Pair(row.left_id, row.right_id, row.verdict, row.score, row.by_person)


def settle(connection: Connection, ids: Sequence[str]) -> None:
    """Leads the actors, and all that hang together with them, to whom they are the same as by what stands."""
    actors: set[str] = set()
    pairs: dict[Key, Pair] = {}
    new = set(ids)
    while new:
        actors |= new
        found = {at: as_pair(row) for at, row in standing(connection, new).items()}
        pairs |= found
        new = {actor for at, pair in found.items() if pair.verdict is Verdict.SAME for actor in at} - actors
    leads = sameness(pairs.values()).leads
    for some in portions(sorted(actors)):
        for actor, same_as in connection.execute(select(Actor.id, Actor.same_as_id).where(Actor.id.in_(some))).all():
            if same_as != leads.get(actor):
                connection.execute(update(Actor).where(Actor.id == actor).values(same_as_id=leads.get(actor)))


def history(connection: Connection, actor: str) -> list[Row[Any]]:
    """Every judgement that an actor, or one that it ever was the same as, is in: the oldest first.

    Raises QueryError if the actor is unknown.
    """
    if connection.scalar(select(Actor.id).where(Actor.id == actor)) is None:
        raise QueryError(f"no actor on record has the id {actor!r}: `sqn actors waiting` shows ids")
    table = ActorJudgement.__table__.c
    actors: set[str] = set()
    rows: dict[str, Row[Any]] = {}
    new = {actor}
    while new:
        actors |= new
        for some in portions(sorted(new)):
            found = select(*table).where(or_(table.left_id.in_(some), table.right_id.in_(some)))
            rows |= {row.id: row for row in connection.execute(found)}
        same = [row for row in rows.values() if row.verdict is Verdict.SAME]
        new = {actor for row in same for actor in (row.left_id, row.right_id)} - actors
    return sorted(rows.values(), key=lambda row: (row.judged_at, row.id))
