"""Judgements of two actors on record: a loader's and people's, what stands of them, and what follows.

Nothing is lost by a merge: both actors keep what they have, and `same_as_id` alone leads from one to the other. It is
never mended by hand but always reckoned anew from what stands, so that taking a judgement back brings back what was.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from loaders.judging import OF_ACTORS, Key, as_pair
from loaders.portions import portions
from loaders.registers.sameness import sameness
from loaders.sameness import Pair
from schema.errors import QueryError
from schema.models import Actor, ActorJudgement
from schema.vocabulary import Verdict


def judge(connection: Connection, one: str, other: str, verdict: Verdict, who: str, why: str | None = None) -> None:
    """Puts a person's judgement of two actors on record, before what stood. Raises QueryError if one is unknown."""
    left, right = pair_of(connection, one, other)
    OF_ACTORS.put(connection, left, right, verdict, who, why)
    settle(connection, (left, right))


def undo(connection: Connection, one: str, other: str, who: str) -> None:
    """Takes the newest judgement of a person back. Raises QueryError if none stands."""
    left, right = pair_of(connection, one, other)
    OF_ACTORS.take_back(connection, left, right, who)
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


def settle(connection: Connection, ids: Sequence[str]) -> None:
    """Leads the actors, and all that hang together with them, to whom they are the same as by what stands."""
    actors: set[str] = set()
    pairs: dict[Key, Pair] = {}
    new = set(ids)
    while new:
        actors |= new
        found = {at: as_pair(row) for at, row in OF_ACTORS.standing(connection, new).items()}
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
