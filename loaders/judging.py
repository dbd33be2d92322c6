"""Judgements of pairs, of actors or of accounts alike: a machine's and people's, and which of them stands.

A pair has one row of the machine's at most, and one for each time that a person judged it. The newest of a person's
that is not undone stands, else the machine's.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, FromClause, Row, insert, or_, select, text, update

from loaders.ledger import new_id, now
from loaders.portions import portions
from loaders.sameness import Pair
from schema.engine import Selects
from schema.errors import QueryError
from schema.models import ActorJudgement, Judgement
from schema.vocabulary import Verdict

Key = tuple[str, str]


@dataclass(frozen=True)
class Judgements:
    """The judgements of one table."""

    model: type[ActorJudgement] | type[Judgement]

    @property
    def table(self) -> FromClause:
        return self.model.__table__

    def put(
        self, connection: Connection, left: str, right: str, verdict: Verdict, who: str, why: str | None = None
    ) -> None:
        """Puts a person's judgement of a pair, the lesser id first, on record before what stood."""
        self.lock(connection)
        connection.execute(
            insert(self.model).values(
                id=new_id("j"),
                left_id=left,
                right_id=right,
                verdict=verdict,
                reasons=[why] if why else [],
                by_person=True,
                judged_by=who,
                judged_at=self.next_moment(connection, left, right),
            )
        )

    def take_back(self, connection: Connection, left: str, right: str, who: str) -> None:
        """Takes the newest judgement of a person back. Raises QueryError if none stands."""
        self.lock(connection)
        stands = self.standing(connection, (left,)).get((left, right))
        if stands is None or not stands.by_person:
            raise QueryError(f"no person's judgement of {left} and {right} stands: there is nothing to undo")
        connection.execute(update(self.model).where(self.model.id == stands.id).values(undone_by=who, undone_at=now()))

    def lock(self, connection: Connection) -> None:
        """Lets nobody else judge until the end of the transaction; a writer of SQLite is alone anyway."""
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"lock table {self.model.__tablename__} in share row exclusive mode"))

    def next_moment(self, connection: Connection, left: str, right: str) -> dt.datetime:
        """Now, or just after the last judgement of the pair, should the clock have gone back."""
        table = self.table.c
        of_pair = (table.left_id == left, table.right_id == right, table.by_person)
        last = max(connection.scalars(select(table.judged_at).where(*of_pair)), default=None)
        return now() if last is None else max(now(), last + dt.timedelta(microseconds=1))

    def standing(self, connection: Selects, ids: Iterable[str] | None = None) -> dict[Key, Row[Any]]:
        """What stands of each pair that one of some is in, or of all pairs."""
        table = self.table.c
        valid = select(*table).where(table.undone_at.is_(None))
        found: dict[Key, Row[Any]] = {}
        for some in [None] if ids is None else portions(sorted(ids)):
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


OF_ACTORS = Judgements(ActorJudgement)
OF_ACCOUNTS = Judgements(Judgement)
