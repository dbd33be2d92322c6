"""Pairs of actors that wait for a person, and what is on record of each actor, to be held side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from loaders.judging import OF_ACTORS, as_pair
from loaders.portions import portions
from loaders.registers.sameness import sameness
from schema.models import Actor, ActorDetail, ActorIdentifier, ActorName, ListedName, Listing
from schema.vocabulary import Verdict

HELD_BACK = "held back: it would make one what was judged different, or two entries of one list"


@dataclass(frozen=True)
class Waiting:
    """Two actors, and why they may be the same; `score` and `judged_by` are of the judgement that stands."""

    left: str
    right: str
    score: float | None
    reasons: Sequence[str]
    judged_by: str


@dataclass
class Described:
    """What is on record of an actor, in the words of its lists."""

    id: str
    name: str
    kind: str
    acts_for: str | None
    same_as: str | None
    names: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def waiting(connection: Connection) -> list[Waiting]:
    """The pairs that are unsure, and merges that are held back, the likeliest first.

    A pair is left out if it is decided by what stands beside it: both are the same as a third, or one is the same as
    somebody from whom the other was judged different.
    """
    rows = OF_ACTORS.standing(connection)
    found = sameness(as_pair(row) for row in rows.values())

    def ends(row: Row[Any]) -> frozenset[str]:
        return frozenset((found.canonical(row.left_id), found.canonical(row.right_id)))

    different = {ends(row) for row in rows.values() if row.verdict is Verdict.DIFFERENT}
    held_back = {(pair.left, pair.right) for pair in found.held_back}
    pairs = []
    for at, row in rows.items():
        unsure = row.verdict is Verdict.UNSURE and len(ends(row)) == 2 and ends(row) not in different
        if unsure or at in held_back:
            reasons = [*row.reasons, *([HELD_BACK] if at in held_back else [])]
            pairs.append(Waiting(*at, row.score, reasons, row.judged_by))
    return sorted(pairs, key=lambda pair: (-(pair.score or 0), pair.left, pair.right))


def described(connection: Connection, ids: Iterable[str]) -> Mapping[str, Described]:
    """What is on record of actors, by id."""
    found: dict[str, Described] = {}
    for some in portions(sorted(set(ids))):
        principal = Actor.__table__.alias("principal")
        actors = select(
            Actor.id, Actor.name, Actor.kind, principal.c.name.label("acts_for"), Actor.same_as_id
        ).outerjoin(principal, principal.c.id == Actor.principal_id)
        for row in connection.execute(actors.where(Actor.id.in_(some))):
            found[row.id] = Described(row.id, row.name, row.kind.value, row.acts_for, row.same_as_id)
        for name in (ActorName, ListedName):
            for actor, written in connection.execute(
                select(name.actor_id, name.name).where(name.actor_id.in_(some)).order_by(name.name)
            ):
                found[actor].names.append(written)
        born = select(ActorDetail.actor_id, ActorDetail.value).where(ActorDetail.field == "born")
        for actor, value in connection.execute(born.where(ActorDetail.actor_id.in_(some)).order_by(ActorDetail.value)):
            found[actor].born.append(value)
        numbers = select(ActorIdentifier.actor_id, ActorIdentifier.scheme, ActorIdentifier.value)
        for actor, scheme, value in connection.execute(
            numbers.where(ActorIdentifier.actor_id.in_(some)).order_by(ActorIdentifier.scheme, ActorIdentifier.value)
        ):
            found[actor].identifiers.append(f"{scheme} {value}")
        on = select(Listing.actor_id, Listing.source_id, Listing.programme, Listing.first_seen, Listing.gone_by)
        for row in connection.execute(on.where(Listing.actor_id.in_(some)).order_by(Listing.source_id, Listing.id)):
            until = f", gone by {row.gone_by}" if row.gone_by else ""
            found[row.actor_id].lists.append(f"{row.source_id}: {row.programme} (seen {row.first_seen}{until})")
    return found
