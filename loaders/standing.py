"""What people have coded beside what else was read there: one fact or two.

A fact of the machine is one that a person has coded if both are of one kind, their words overlap, and no party that
both name differs. Two people tell one fact if they also say the same of it in every chief field and of the same
weapons; else both stand, and the difference can be seen. It is put on record as a judgement of the person who coded, so
that it is led, undone and shown as every other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from extraction.names.reference import Reference
from extraction.scoring import ROLES, STRICT
from loaders.judging import OF_ACCOUNTS
from loaders.ledger import new_id, now
from loaders.resolution.judging import settle as lead
from loaders.reviewing.recognising import BY_HAND
from loaders.storing import KINDS
from schema.models import Evidence, Fact, FactObject, Judgement
from schema.vocabulary import FactKind, ReviewState, Verdict

BY_CODING = "j-coding"  # how the ids of judgements begin that follow from a coding
BY = "codings"  # who takes them back, when the coding is gone
Pair = tuple[str, str]
TABLES = {FactKind(model.__tablename__): model for model in KINDS.values()}


@dataclass(frozen=True)
class Coded:
    """A fact as it is compared: who coded it, its words, its chief parties and what else it says."""

    id: str
    key: str
    by_hand: bool
    reviewed: bool
    kind: FactKind
    coder: str
    words: tuple[tuple[int, int], ...]
    roles: tuple[str | None, ...]
    says: tuple[str | None, ...]
    weapons: frozenset[str]


def settle(connection: Connection, reference: Reference, article_id: str) -> None:
    """Judges which accounts of an article are of a fact that a person has coded there, and leads them to one.

    What a person has judged of two of them otherwise, or has taken back, stays.
    """
    if not told_by_hand(connection, article_id):
        return
    facts = {fact.id: fact for fact in coded(connection, article_id)}
    hands = [fact.id for fact in facts.values() if fact.by_hand]
    wanted = pairs(facts.values())
    table = Judgement
    of_hands = or_(table.left_id.in_(hands), table.right_id.in_(hands))
    judged = connection.execute(select(table.__table__).where(table.by_person, of_hands)).all()
    concerned = {at for row in judged for at in (row.left_id, row.right_id)} | set(facts)
    for row in judged:
        if is_ours(row.id) and row.undone_at is None and (row.left_id, row.right_id) not in wanted:
            undone = {"undone_by": BY, "undone_at": now()}
            connection.execute(update(table).where(table.id == row.id).values(**undone))
    decided = {(row.left_id, row.right_id) for row in judged if not is_ours(row.id) or row.undone_by not in (None, BY)}
    decided |= {(row.left_id, row.right_id) for row in judged if is_ours(row.id) and row.undone_at is None}
    new = [judgement(at, who) for at, who in sorted(wanted.items()) if at not in decided]
    if new:
        OF_ACCOUNTS.lock(connection)
        connection.execute(insert(table), new)
    kinds: dict[FactKind, list[str]] = {}
    for fact_id, kind in connection.execute(select(Fact.id, Fact.kind).where(Fact.id.in_(concerned))):
        kinds.setdefault(kind, []).append(fact_id)
    for kind, ids in sorted(kinds.items()):
        lead(connection, reference, kind, ids)


def is_ours(judgement_id: str) -> bool:
    return judgement_id.startswith(f"{BY_CODING}-")


def judgement(at: Pair, who: str) -> dict[str, Any]:
    return {
        "id": new_id(BY_CODING), "left_id": at[0], "right_id": at[1], "verdict": Verdict.SAME, "score": None,
        "reasons": ["coded by hand in the same words"], "by_person": True, "judged_by": who, "judged_at": now(),
    }  # fmt: skip


def pairs(facts: Iterable[Coded]) -> dict[Pair, str]:
    """The accounts that are of one fact by what people have coded, and who coded it."""
    standing: list[Coded] = []
    found: dict[Pair, str] = {}
    for fact in sorted(facts, key=lambda fact: (not fact.by_hand, fact.key)):
        same = [one for one in standing if is_one(one, fact)]
        if same and (fact.by_hand or not fact.reviewed):
            nearest = max(same, key=lambda one: likeness(one, fact))
            left, right = sorted((nearest.id, fact.id))
            found[left, right] = nearest.coder
        elif fact.by_hand:
            standing.append(fact)
    return found


def told_by_hand(connection: Connection, article_id: str) -> bool:
    asked = select(Fact.id).join(Evidence, Evidence.fact_id == Fact.id)
    asked = asked.where(Evidence.article_id == article_id, Fact.key.startswith(BY_HAND))
    return connection.scalar(asked.limit(1)) is not None


def coded(connection: Connection, article_id: str) -> list[Coded]:
    """The facts of an article as they are compared; those that were thrown out have no words, and are like none."""
    asked = (
        select(
            Fact.id, Fact.key, Fact.kind, Fact.review_state, Evidence.extractor, Evidence.start_char, Evidence.end_char
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
            row.extractor,
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
