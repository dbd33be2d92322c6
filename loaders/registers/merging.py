"""Actors met on lists matched to those on record: the same, or perhaps the same and left to a person.

Two entries are the same if they share a number that means one actor, such as a passport, or a name and the day of
birth; an actor of the reference lists is the same as an entry if name, kind and state agree. A name alone makes it
perhaps the same. Nothing is lost by a merge: both actors keep what they have, and `same_as_id` alone leads from one to
the other, so that taking the judgement back undoes it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update

from loaders.judging import OF_ACTORS
from loaders.ledger import now
from loaders.portions import portions
from loaders.registers.judgements import settle
from loaders.registers.naming import folded
from loaders.registers.rows import add_rows
from loaders.registers.sameness import origin
from loaders.storing import short_hash
from loaders.version import code_version
from schema.models import Actor, ActorDetail, ActorIdentifier, ActorJudgement, ActorName, ListedName
from schema.vocabulary import ActorKind, ActorNameKind, IdentifierScheme, ListedNameKind, Verdict

# Numbers that mean one actor; a number of a list is that list's own, and a tax number may be a group's.
PERSONAL = (
    IdentifierScheme.PASSPORT, IdentifierScheme.NATIONAL_ID, IdentifierScheme.IMO, IdentifierScheme.AIRCRAFT,
    IdentifierScheme.WIKIDATA,
)  # fmt: skip
TELLING_NAMES = (ListedNameKind.PRIMARY, ListedNameKind.STRONG)
WRITTEN = (ActorNameKind.NAME, ActorNameKind.ALIAS)
KINDS_ALIKE = (
    {ActorKind.PERSON},
    {ActorKind.CRAFT},
    {
        ActorKind.COMPANY, ActorKind.GOVERNMENT_BODY, ActorKind.ARMED_GROUP, ActorKind.INTERNATIONAL_ORGANISATION,
        ActorKind.BLOC,
    },
)  # fmt: skip
BY_NUMBER, BY_NAME_AND_DAY, BY_NAME_AND_STATE, BY_NAME = 0.98, 0.95, 0.9, 0.5
LEAST_WORDS = 2  # of a name that tells somebody by itself


@dataclass(frozen=True)
class Match:
    """An actor that is new or told otherwise, the one on record that it may be, and what speaks for it."""

    new: str
    known: str
    verdict: Verdict
    score: float
    reason: str


def match_actors(connection: Connection, ids: Sequence[str]) -> None:
    """Judges actors of a list against the others on record; what a person judges goes before it."""
    names = reference_names(connection) if ids else {}
    for some in portions(ids):
        best: dict[tuple[str, str], Match] = {}
        for match in (*by_number(connection, some), *by_name(connection, some), *by_reference(connection, some, names)):
            at = match.new, match.known
            if at not in best or best[at].score < match.score:
                best[at] = match
        record(connection, list(best.values()))


def by_number(connection: Connection, ids: Sequence[str]) -> Iterable[Match]:
    one, other = ActorIdentifier, ActorIdentifier.__table__.alias("other")
    rows = connection.execute(
        select(one.actor_id, other.c.actor_id.label("known"), one.scheme, one.value)
        .join(other, (other.c.scheme == one.scheme) & (other.c.value == one.value) & (other.c.actor_id != one.actor_id))
        .where(one.actor_id.in_(ids), one.scheme.in_(PERSONAL))
    )
    for row in rows:
        if origin(row.actor_id) != origin(row.known):
            yield Match(row.actor_id, row.known, Verdict.SAME, BY_NUMBER, f"{row.scheme} {row.value}")


def by_name(connection: Connection, ids: Sequence[str]) -> Iterable[Match]:
    """Entries of other lists with the same name and kind; the same if born on the same day."""
    one, other = ListedName, ListedName.__table__.alias("other")
    mine, theirs = Actor.__table__.alias("mine"), Actor.__table__.alias("theirs")
    rows = connection.execute(
        select(one.actor_id, other.c.actor_id.label("known"), one.name, mine.c.kind)
        .join(other, (other.c.folded == one.folded) & (other.c.actor_id != one.actor_id))
        .join(mine, mine.c.id == one.actor_id)
        .join(theirs, (theirs.c.id == other.c.actor_id) & (theirs.c.kind == mine.c.kind))
        .where(one.actor_id.in_(ids), one.kind.in_(TELLING_NAMES), other.c.kind.in_(TELLING_NAMES))
    ).all()
    rows = [row for row in rows if origin(row.actor_id) != origin(row.known) and telling(row.name)]
    born = days_of_birth(connection, {row.actor_id for row in rows} | {row.known for row in rows})
    for row in rows:
        both = born.get(row.actor_id, set()) & born.get(row.known, set())
        if both:
            yield Match(row.actor_id, row.known, Verdict.SAME, BY_NAME_AND_DAY, f"{row.name}, born {min(both)}")
        else:
            yield Match(row.actor_id, row.known, Verdict.UNSURE, BY_NAME, row.name)


def reference_names(connection: Connection) -> Mapping[str, set[str]]:
    """The actors of the reference lists by their folded names."""
    found: dict[str, set[str]] = {}
    written = select(ActorName.actor_id, ActorName.name).where(ActorName.kind.in_(WRITTEN))
    for actor_id, name in connection.execute(written):
        found.setdefault(folded(name), set()).add(actor_id)
    return found


def by_reference(connection: Connection, ids: Sequence[str], names: Mapping[str, set[str]]) -> Iterable[Match]:
    """Actors of the reference lists of the same name and a like kind; the same if they act for the same state."""
    listed = connection.execute(
        select(ListedName.actor_id, ListedName.name, ListedName.folded, Actor.kind, Actor.principal_id)
        .join(Actor, Actor.id == ListedName.actor_id)
        .where(ListedName.actor_id.in_(ids), ListedName.kind.in_(TELLING_NAMES))
    ).all()
    wanted = {known for row in listed for known in names.get(row.folded, ())}
    actors = {
        row.id: row
        for some in portions(sorted(wanted))
        for row in connection.execute(select(Actor.id, Actor.kind, Actor.principal_id).where(Actor.id.in_(some)))
    }
    for row in listed:
        for known in names.get(row.folded, ()):
            actor = actors[known]
            if not alike(row.kind, actor.kind):
                continue
            if telling(row.name) and row.principal_id and row.principal_id == actor.principal_id:
                yield Match(row.actor_id, known, Verdict.SAME, BY_NAME_AND_STATE, f"{row.name}, {actor.principal_id}")
            else:
                yield Match(row.actor_id, known, Verdict.UNSURE, BY_NAME, row.name)


def days_of_birth(connection: Connection, ids: Iterable[str]) -> dict[str, set[str]]:
    """Days of birth as ISO days; a year alone tells nobody apart."""
    found: dict[str, set[str]] = {}
    for some in portions(sorted(ids)):
        told = select(ActorDetail.actor_id, ActorDetail.value).where(
            ActorDetail.actor_id.in_(some), ActorDetail.field == "born"
        )
        for actor_id, value in connection.execute(told):
            if day := day_in(value):
                found.setdefault(actor_id, set()).add(day)
    return found


def day_in(written: str) -> str | None:
    for form in ("%d %b %Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(written.strip(), form).date().isoformat()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


def record(connection: Connection, matches: Sequence[Match]) -> None:
    """Puts a loader's judgements on record, one of each pair, the surest so far, and leads actors where they follow."""
    likeliest = {
        judgement_id(match.new, match.known): match for match in sorted(matches, key=lambda match: match.score)
    }
    table = ActorJudgement
    there: dict[str, float | None] = {}
    for some in portions(sorted(likeliest)):
        there |= {
            row.id: row.score for row in connection.execute(select(table.id, table.score).where(table.id.in_(some)))
        }
    new = [row_of(at, match) for at, match in sorted(likeliest.items()) if at not in there]
    surer = [
        row_of(at, match)
        for at, match in sorted(likeliest.items())
        if (score := there.get(at)) is not None and score < match.score
    ]
    if not new and not surer:
        return
    OF_ACTORS.lock(connection)
    add_rows(connection, table, new)
    for row in surer:
        connection.execute(update(table).where(table.id == row["id"]).values(**row))
    settle(connection, [row["left_id"] for row in (*new, *surer) if row["verdict"] is Verdict.SAME])


def row_of(judgement: str, match: Match) -> dict[str, Any]:
    left, right = sorted((match.new, match.known))
    return {
        "id": judgement,
        "left_id": left,
        "right_id": right,
        "verdict": match.verdict,
        "score": match.score,
        "reasons": [match.reason],
        "by_person": False,
        "judged_by": f"register {code_version()}",
        "judged_at": now(),
    }


def judgement_id(one: str, other: str) -> str:
    return "j-" + short_hash(*sorted((one, other)))


def telling(name: str) -> bool:
    return len(folded(name).split()) >= LEAST_WORDS


def alike(one: ActorKind, other: ActorKind) -> bool:
    return any(one in kinds and other in kinds for kinds in KINDS_ALIKE)
