"""Which of several codings of one article stands: what a person has coded stands before what a machine reads there.

A fact of the machine is one that a person has coded if both are of one kind, their words overlap, and no party that
both name differs. Two people tell one fact if they also say the same of it in every chief field and of the same
weapons; else both stand, and the difference can be seen. What does not stand is kept, and points to what does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from extraction.scoring import ROLES, STRICT
from loaders.storing import KINDS
from schema.models import Evidence, Fact, FactObject
from schema.vocabulary import FactKind, ReviewState

BY_HAND = "codings:"  # how the keys of facts begin that a sheet tells
TABLES = {FactKind(model.__tablename__): model for model in KINDS.values()}


@dataclass(frozen=True)
class Coded:
    """A fact as it is compared: who coded it, its words, its chief parties and what else it says."""

    id: str
    key: str
    by_hand: bool
    reviewed: bool
    kind: FactKind
    merged_into: str | None
    words: tuple[tuple[int, int], ...]
    roles: tuple[str | None, ...]
    says: tuple[str | None, ...]
    weapons: frozenset[str]


def settle(connection: Connection, article_id: str) -> None:
    """Points every fact of an article that a standing one tells already to that one, and no other."""
    if not told_by_hand(connection, article_id):
        return
    facts = coded(connection, article_id)
    standing: list[Coded] = []
    points: dict[str, str | None] = {}
    for fact in sorted(facts, key=lambda fact: (not fact.by_hand, fact.key)):
        same = [one for one in standing if is_one(one, fact)]
        if same and (fact.by_hand or not fact.reviewed):
            points[fact.id] = max(same, key=lambda one: likeness(one, fact)).id
            continue
        points[fact.id] = None
        if fact.by_hand:
            standing.append(fact)
    hands = {fact.id for fact in facts if fact.by_hand}
    for fact in facts:
        # Where a fact was merged for another reason it stays so.
        if fact.merged_into != points[fact.id] and (fact.merged_into is None or fact.merged_into in hands):
            connection.execute(update(Fact).where(Fact.id == fact.id).values(merged_into_id=points[fact.id]))


def told_by_hand(connection: Connection, article_id: str) -> bool:
    asked = select(Fact.id).join(Evidence, Evidence.fact_id == Fact.id)
    asked = asked.where(Evidence.article_id == article_id, Fact.key.startswith(BY_HAND))
    return connection.scalar(asked.limit(1)) is not None


def coded(connection: Connection, article_id: str) -> list[Coded]:
    """The facts of an article; those that were thrown out are left out and merged into nothing, but stay in `hands`."""
    asked = (
        select(
            Fact.id, Fact.key, Fact.kind, Fact.review_state, Fact.merged_into_id, Evidence.start_char, Evidence.end_char
        )
        .join(Evidence, Evidence.fact_id == Fact.id)
        .where(Evidence.article_id == article_id)
        .order_by(Fact.id, Evidence.start_char)
    )
    rows = connection.execute(asked).all()
    words: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        words.setdefault(row.id, []).append((row.start_char, row.end_char))
    fields = fields_of(connection, {row.id: row.kind for row in rows})
    weapons: dict[str, set[str]] = {}
    for fact_id, weapon in connection.execute(
        select(FactObject.fact_id, FactObject.weapon_id).where(FactObject.fact_id.in_(list(words)))
    ):
        weapons.setdefault(fact_id, set()).add(weapon)
    return [
        Coded(
            row.id,
            row.key,
            row.key.startswith(BY_HAND),
            row.review_state is not ReviewState.UNREVIEWED,
            row.kind,
            row.merged_into_id,
            () if row.review_state is ReviewState.REJECTED else tuple(words[row.id]),
            tuple(fields[row.id].get(f"{role}_principal_id") for role in ROLES[row.kind]),
            tuple(fields[row.id].get(name) for name in STRICT[row.kind]),
            frozenset(weapons.get(row.id, ())),
        )
        for row in {row.id: row for row in rows}.values()
    ]


def fields_of(connection: Connection, kinds: Mapping[str, FactKind]) -> dict[str, Mapping[str, str | None]]:
    found: dict[str, Mapping[str, str | None]] = {}
    for kind, model in TABLES.items():
        ids = [fact_id for fact_id, one in kinds.items() if one is kind]
        if ids:
            table = model.__table__
            for row in connection.execute(select(table).where(table.c.fact_id.in_(ids))).mappings():
                found[row["fact_id"]] = dict(row)
    return found


def is_one(standing: Coded, other: Coded) -> bool:
    if standing.kind is not other.kind or not overlap(standing.words, other.words):
        return False
    if other.by_hand:
        chief = (standing.roles, standing.says, standing.weapons)
        return chief == (other.roles, other.says, other.weapons)
    return all(a is None or b is None or a == b for a, b in zip(standing.roles, other.roles, strict=True))


def overlap(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in some for b in others)


def likeness(standing: Coded, other: Coded) -> tuple[int, int]:
    return sum(a == b for a, b in zip(standing.says, other.says, strict=True)), len(standing.weapons & other.weapons)
