"""Which accounts are worth comparing: those of one kind between the same two parties, at a time and over a weapon."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from extraction.names.reference import Reference
from loaders.portions import portions
from loaders.resolution.account import CHIEF, Account
from loaders.resolution.likeness import apart
from loaders.resolution.reading import TABLES
from schema import models
from schema.engine import Selects
from schema.vocabulary import FactKind, ReviewState

# Days between two accounts of one fact, at most; a deal takes years from its order to the last delivery.
REACH: Mapping[FactKind, int] = {
    FactKind.REQUEST: 400,
    FactKind.RESPONSE: 400,
    FactKind.CONDITION: 800,
    FactKind.SANCTION: 1500,
    FactKind.TRANSFER: 2500,
}
PARTLY = 60  # days, where one party of an account is not told


class Near(NamedTuple):
    """An account that may be of the same fact, as far as it is worth a look."""

    id: str
    first: str | None
    second: str | None
    closer: str | None
    earliest: dt.date | None
    latest: dt.date | None


class Block:
    """The accounts of one kind between two parties, read once a batch."""

    def __init__(self, connection: Selects, kind: FactKind, reference: Reference) -> None:
        self.connection, self.kind, self.reference = connection, kind, reference
        self.read: dict[tuple[str | None, str | None], list[Near]] = {}
        self.weapons: dict[str, frozenset[str]] = {}
        self.merged = members(connection)

    def of(self, account: Account) -> Iterator[str]:
        """The ids of the accounts to compare one with; never its own."""
        if account.chief == (None, None):
            return
        at = account.chief
        if at not in self.read:
            self.read[at] = self.fetch(*at)
            self.know_weapons([near.id for near in self.read[at]])
        mine = account.earliest or account.told_on, account.latest or account.told_on
        for near in self.read[at]:
            if near.id == account.id:
                continue
            if self.kind is FactKind.SANCTION and apart(near.closer, account.closer("target")):
                continue
            whole = (near.first, near.second) == at and None not in at
            reach = REACH[self.kind] if whole else PARTLY
            if mine[0] and mine[1] and near.earliest and near.latest:
                days = max((near.earliest - mine[1]).days, (mine[0] - near.latest).days)
                if days > reach:
                    continue
            if self.may_be_one(account.things, self.weapons.get(near.id, frozenset()), whole=whole):
                yield near.id

    def fetch(self, first: str | None, second: str | None) -> list[Near]:
        table = TABLES[self.kind].__table__
        one, other = (table.c[f"{role}_principal_id"] for role in CHIEF[self.kind])
        closer = table.c[f"{CHIEF[self.kind][1]}_id"]
        where: list[ColumnElement[bool]] = []
        if first is not None and second is not None:
            where.append(and_(one.in_(self.ids(first)), or_(other.in_(self.ids(second)), other.is_(None))))
            where.append(and_(one.is_(None), other.in_(self.ids(second))))
        elif first is not None:
            where.append(one.in_(self.ids(first)))
        elif second is not None:
            where.append(other.in_(self.ids(second)))
        told = (
            select(func.min(models.Article.published_on))
            .join(models.Evidence, models.Evidence.article_id == models.Article.id)
            .where(models.Evidence.fact_id == models.Fact.id)
            .scalar_subquery()
        )
        rows = self.connection.execute(
            select(
                models.Fact.id,
                one.label("first"),
                other.label("second"),
                closer.label("closer"),
                func.coalesce(models.Fact.earliest, told).label("earliest"),
                func.coalesce(models.Fact.latest, told).label("latest"),
            )
            .join(table, table.c.fact_id == models.Fact.id)
            .where(or_(*where), models.Fact.review_state != ReviewState.REJECTED)
        )
        known = self.merged.canonical
        found = []
        for row in rows:
            first, second, closer = (known.get(each, each) for each in (row.first, row.second, row.closer))
            found.append(Near(row.id, first, second, closer if closer != second else None, row.earliest, row.latest))
        return found

    def ids(self, actor: str) -> list[str]:
        return [actor, *self.merged.members.get(actor, ())]

    def know_weapons(self, ids: Sequence[str]) -> None:
        table = models.FactObject
        for some in portions([each for each in ids if each not in self.weapons]):
            for fact, weapon in self.connection.execute(
                select(table.fact_id, table.weapon_id).where(table.fact_id.in_(some))
            ):
                self.weapons[fact] = self.weapons.get(fact, frozenset()) | {weapon}

    def may_be_one(self, mine: frozenset[str], theirs: frozenset[str], *, whole: bool) -> bool:
        """Whether some weapon of one is above or below some of the other; what tells none may be any."""
        if not mine or not theirs:
            return whole
        above = {upper for weapon in mine for upper in self.lineage(weapon)}
        return bool(above & theirs) or any(upper in mine for weapon in theirs for upper in self.lineage(weapon))

    def lineage(self, weapon: str) -> Iterator[str]:
        return self.reference.lineage(weapon) if weapon in self.reference.weapons else iter((weapon,))


class Merged(NamedTuple):
    """Actors that were judged to be others."""

    canonical: Mapping[str, str]
    members: Mapping[str, list[str]]


def members(connection: Selects) -> Merged:
    canonical: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    leading = select(models.Actor.id, models.Actor.same_as_id).where(models.Actor.same_as_id.is_not(None))
    for actor, same_as in connection.execute(leading):
        assert same_as is not None
        canonical[actor] = same_as
        found.setdefault(same_as, []).append(actor)
    return Merged(canonical, found)
