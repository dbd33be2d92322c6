"""What waits for a person: facts that nobody decided about, pairs that the resolver left unsure, leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.orm import aliased

from loaders.portions import portions
from loaders.resolution.reading import TABLES
from schema.models import Actor, Assertion, Evidence, Fact, FactObject, Judgement, Lead, Review, WeaponSystem
from schema.vocabulary import (
    EvidenceStance,
    FactKind,
    LeadState,
    ReviewDecision,
    ReviewState,
    Verdict,
)

SILENT = ("unspecified", "unknown", "pending")
UNSURE_MOST = 0.5


@dataclass(frozen=True)
class Filters:
    """Which facts, pairs or leads to show; `weapon` and `actor` are ids, and take along what is below or merged."""

    kind: FactKind | None = None
    below: float | None = None
    disputed: bool = False
    weapon: str | None = None
    actor: str | None = None


def facts_waiting(connection: Connection, filters: Filters, second_reader: str | None = None) -> list[str]:
    """Ids of the facts that nobody decided about, the least sure first.

    For a second reader instead those that others decided about and that reader did not.
    """
    where = waiting(connection, filters, second_reader)
    ids = connection.scalars(select(Fact.id).where(*where).order_by(Fact.confidence, Fact.id)).all()
    if filters.disputed:
        disputed = {fact for some in portions(ids) for fact in disputes(connection, some)}
        return [fact for fact in ids if fact in disputed]
    return list(ids)


def waiting(connection: Connection, filters: Filters, second_reader: str | None = None) -> list[ColumnElement[bool]]:
    """The facts that wait as conditions on `fact`, save whether they are disputed."""
    where = wanted(connection, filters)
    if second_reader is None:
        where.append(Fact.review_state == ReviewState.UNREVIEWED)
    else:
        where.append(Fact.id.in_(decided_by(Review.reviewer != second_reader)))
        where.append(Fact.id.not_in(decided_by(Review.reviewer == second_reader)))
    return where


def next_waiting(
    connection: Connection, filters: Filters, second_reader: str | None = None, after: str | None = None
) -> str | None:
    """The first of the facts that wait, or the first after one of them; None if no more wait."""
    where = waiting(connection, filters, second_reader)
    sure = connection.scalar(select(Fact.confidence).where(Fact.id == after)) if after else None
    if sure is not None:
        where.append(or_(Fact.confidence > sure, and_(Fact.confidence == sure, Fact.id > after)))
    ordered = select(Fact.id).where(*where).order_by(Fact.confidence, Fact.id)
    if not filters.disputed:
        return connection.scalar(ordered.limit(1))
    for some in portions(connection.scalars(ordered).all()):
        disputed = disputes(connection, some)
        if found := next((fact for fact in some if fact in disputed), None):
            return found
    return None


def how_many_wait(connection: Connection, filters: Filters, second_reader: str | None = None) -> int | None:
    """How many facts wait; None where it takes to look at each of them."""
    if filters.disputed:
        return None
    return connection.scalar(select(func.count()).select_from(Fact).where(*waiting(connection, filters, second_reader)))


def decided_by(who: ColumnElement[bool]) -> Any:
    """The facts about which a decision of somebody stands."""
    undoing = aliased(Review)
    taken_back = select(undoing.id).where(undoing.undoes_id == Review.id).exists()
    return select(Review.fact_id).where(who, Review.decision != ReviewDecision.UNDO, ~taken_back)


def wanted(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions on `fact`, save whether it is disputed."""
    where: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        where.append(Fact.kind == filters.kind)
    if filters.below is not None:
        where.append(Fact.confidence < filters.below)
    if filters.weapon is not None:
        below = weapons_below(connection, filters.weapon)
        where.append(Fact.id.in_(select(FactObject.fact_id).where(FactObject.weapon_id.in_(below))))
    if filters.actor is not None:
        same = [filters.actor, *connection.scalars(select(Actor.id).where(Actor.same_as_id == filters.actor))]
        where.append(or_(*(Fact.id.in_(with_actor(kind, same)) for kind in FactKind)))
    return where


def weapons_below(connection: Connection, weapon: str) -> list[str]:
    """A weapon system and all below it in the tree."""
    tree = connection.execute(select(WeaponSystem.id, WeaponSystem.parent_id)).all()
    found = [weapon]
    for one in found:
        found += [row.id for row in tree if row.parent_id == one]
    return found


def with_actor(kind: FactKind, actors: Sequence[str]) -> Any:
    """The facts of a kind in which one of the actors has a role, itself or by whom acts for it."""
    table = TABLES[kind].__table__
    roles = [column for column in table.c if any(key.column.table.name == "actor" for key in column.foreign_keys)]
    return select(table.c.fact_id).where(or_(*(column.in_(actors) for column in roles)))


def pairs_waiting(connection: Connection, filters: Filters) -> list[tuple[str, str]]:
    """Pairs of accounts that the resolver left unsure and nobody judged since, those nearest to even odds first.

    Not those that other judgements have made one already, nor those of which one was rejected.
    """
    left, right, person = aliased(Fact), aliased(Fact), aliased(Judgement)
    judged = (
        select(person.id)
        .where(
            person.left_id == Judgement.left_id,
            person.right_id == Judgement.right_id,
            person.by_person,
            person.undone_at.is_(None),
        )
        .exists()
    )
    of_filters = select(Fact.id).where(*wanted(connection, filters)).correlate(None)
    rows = connection.execute(
        select(Judgement.left_id, Judgement.right_id)
        .join(left, left.id == Judgement.left_id)
        .join(right, right.id == Judgement.right_id)
        .where(
            Judgement.verdict == Verdict.UNSURE,
            Judgement.by_person.is_(False),
            ~judged,
            left.review_state != ReviewState.REJECTED,
            right.review_state != ReviewState.REJECTED,
            func.coalesce(left.merged_into_id, left.id) != func.coalesce(right.merged_into_id, right.id),
            or_(left.id.in_(of_filters), right.id.in_(of_filters)),
        )
        .order_by(func.abs(Judgement.score - UNSURE_MOST), Judgement.id)
    ).all()
    pairs = [(row.left_id, row.right_id) for row in rows]
    if filters.disputed:
        ids = sorted({each for pair in pairs for each in pair})
        disputed = {fact for some in portions(ids) for fact in disputes(connection, some)}
        return [pair for pair in pairs if disputed & set(pair)]
    return pairs


def leads_waiting(connection: Connection, filters: Filters) -> list[str]:
    """Ids of the leads that are open, the likeliest first; of the filters kind and likelihood hold for them."""
    where: list[ColumnElement[bool]] = [Lead.state == LeadState.OPEN]
    if filters.kind is not None:
        where.append(Lead.kind == filters.kind)
    if filters.below is not None:
        where.append(Lead.likelihood < filters.below)
    return list(connection.scalars(select(Lead.id).where(*where).order_by(Lead.likelihood.desc(), Lead.id)))


@dataclass(frozen=True)
class Said:
    """What one piece of evidence says of a field."""

    field: str
    value: str
    stance: EvidenceStance
    evidence_id: str


def disputes(connection: Connection, ids: Sequence[str]) -> dict[str, list[Said]]:
    """What the evidence of facts, and of the accounts that lead to them, says differently, by fact.

    A field is disputed if it has several values and either some evidence speaks against the fact or several of the
    values say more than that nothing is known.
    """
    stands = func.coalesce(Fact.merged_into_id, Fact.id)
    leading = dict(connection.execute(select(Fact.id, stands).where(Fact.id.in_(ids))).all())
    ones = sorted(set(leading.values()))
    found: dict[str, dict[str, list[Said]]] = {}
    rows = connection.execute(
        select(stands.label("one"), Assertion.field, Assertion.value, Evidence.stance, Evidence.id)
        .join(Evidence, Evidence.id == Assertion.evidence_id)
        .join(Fact, Fact.id == Evidence.fact_id)
        .where(or_(Fact.id.in_(ones), Fact.merged_into_id.in_(ones)), Assertion.field != "object")
        .order_by(Assertion.field, Assertion.value, Evidence.id)
    )
    for row in rows:
        said = Said(row.field, row.value, row.stance, row.id)
        found.setdefault(row.one, {}).setdefault(row.field, []).append(said)
    disputed = {
        one: [said for told in fields.values() if is_disputed(told) for said in told] for one, fields in found.items()
    }
    return {fact: told for fact, one in leading.items() if (told := disputed.get(one))}


def is_disputed(told: Sequence[Said]) -> bool:
    values = {said.value for said in told}
    contradicted = any(said.stance is EvidenceStance.CONTRADICTS for said in told)
    return len(values) > 1 and (contradicted or len(values - set(SILENT)) > 1)
