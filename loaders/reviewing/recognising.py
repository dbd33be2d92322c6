"""Which facts that a coder finds anew are the ones that stayed because a person decided about them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from extraction.values import CodedFact, Party, Span
from loaders.resolution.account import CHIEF, DEED
from loaders.reviewing.state import table_of
from schema.models import Condition, Evidence, Fact, FactObject, Response, Review
from schema.vocabulary import FactKind, ReviewState

Chief = tuple[str | None, ...]
COMMON = 0.5  # of the shorter of two stretches of text that tell one fact, at least


class Kept(NamedTuple):
    """A fact that stays as it is when its article is coded anew: who it is between, also before people changed that."""

    id: str
    key: str
    kind: FactKind
    between: frozenset[Chief]
    deeds: frozenset[str | None]
    things: frozenset[str]
    spans: tuple[Span, ...]


BY_HAND = "codings:"  # how the keys of facts begin that a sheet tells
# A person decided about it once: also one whose every decision was taken back has a history to keep.
decided = or_(Fact.review_state != ReviewState.UNREVIEWED, Fact.id.in_(select(Review.fact_id)))
decided_ids = select(Fact.id).where(decided).correlate(None)
# What decided facts hang on stays with them.
gates = select(Condition.attached_to_id).where(Condition.fact_id.in_(decided_ids))
answered = select(Response.request_id).where(
    Response.request_id.is_not(None), or_(Response.fact_id.in_(decided_ids), Response.fact_id.in_(gates))
)
stays = or_(decided, Fact.id.in_(gates), Fact.id.in_(answered))


def kept_facts(connection: Connection, article_id: str) -> list[Kept]:
    """The facts that an article has on record, in the order of their ids.

    What sheets tell stands beside what a machine reads, and is led to it: it goes with its row and leaves that behind.
    """
    of_article = select(Evidence.fact_id).where(Evidence.article_id == article_id)
    facts = connection.execute(
        select(Fact.id, Fact.key, Fact.kind)
        .where(Fact.id.in_(of_article), Fact.key.not_like(f"{BY_HAND}%"))
        .order_by(Fact.id)
    ).all()
    ids = [fact.id for fact in facts]
    spans: dict[str, list[Span]] = {}
    for fact_id, start, end in connection.execute(
        select(Evidence.fact_id, Evidence.start_char, Evidence.end_char)
        .where(Evidence.fact_id.in_(ids), Evidence.article_id == article_id)
        .order_by(Evidence.fact_id, Evidence.start_char)
    ):
        assert start is not None, fact_id
        assert end is not None, fact_id
        spans.setdefault(fact_id, []).append(Span(start, end))
    told = told_of(connection, [(fact.id, fact.kind) for fact in facts])
    things: dict[str, set[str]] = {}
    for fact_id, weapon in connection.execute(
        select(FactObject.fact_id, FactObject.weapon_id).where(FactObject.fact_id.in_(ids))
    ):
        things.setdefault(fact_id, set()).add(weapon)
    return [
        Kept(
            fact.id,
            fact.key,
            fact.kind,
            frozenset(chief for chief, _ in told[fact.id]),
            frozenset(deed for _, deed in told[fact.id]),
            frozenset(things.get(fact.id, ())),
            tuple(spans.get(fact.id, ())),
        )
        for fact in facts
    ]


def told_of(connection: Connection, facts: Sequence[tuple[str, FactKind]]) -> dict[str, list[tuple[Chief, str | None]]]:
    """The two chief parties and the deed of each fact, as it is and as it was before each decision."""
    found: dict[str, list[tuple[Chief, str | None]]] = {}
    for fact_id, kind in facts:
        table = table_of(kind)
        row = connection.execute(select(table).where(table.c.fact_id == fact_id)).mappings().one()
        found[fact_id] = [of_fields(kind, dict(row))]
    before = select(Review.fact_id, Review.before).where(Review.fact_id.in_([fact_id for fact_id, _ in facts]))
    kinds = dict(facts)
    for fact_id, state in connection.execute(before):
        if state and "fields" in state:  # a row of a sheet that was withdrawn told nothing before
            found[fact_id].append(of_fields(kinds[fact_id], state["fields"]))
    return found


def of_fields(kind: FactKind, fields: Mapping[str, Any]) -> tuple[Chief, str | None]:
    return tuple(fields[f"{role}_principal_id"] for role in CHIEF[kind]), fields[DEED[kind]]


def recognised(kept: Sequence[Kept], facts: Sequence[CodedFact], keys: Mapping[str, str]) -> dict[str, str]:
    """The ids on record of the facts that stayed, by the local ids of those found anew; each stands for one at most.

    The key tells it first. A fact that is coded otherwise now, or that a person changed, is known by its kind, its
    parties and its place in the text; of several the one whose deed and weapons are the same, then the nearest.
    """
    by_key = {one.key: one.id for one in kept}
    found = {fact.id: by_key[keys[fact.id]] for fact in facts if keys[fact.id] in by_key}
    taken = set(found.values())
    pairs = []
    for fact in facts:
        if fact.id in found:
            continue
        for one in kept:
            if one.id in taken or one.kind is not fact.kind or chief_of(fact) not in one.between:
                continue
            near = max((common(span.span, other) for span in fact.evidence for other in one.spans), default=0.0)
            if near >= COMMON:
                same_deed = getattr(fact.fields, DEED[fact.kind]) in one.deeds
                same_things = frozenset(thing.weapon for thing in fact.things) == one.things
                pairs.append((-same_deed - same_things, -near, one.id, fact.id))
    for _, _, one_id, local in sorted(pairs):
        if local not in found and one_id not in taken:
            found[local] = one_id
            taken.add(one_id)
    return found


def chief_of(fact: CodedFact) -> Chief:
    parties: list[Party | None] = [getattr(fact.fields, role) for role in CHIEF[fact.kind]]
    return tuple(party.principal if party else None for party in parties)


def common(one: Span, other: Span) -> float:
    """The share of the shorter stretch that both have."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / min(one.end - one.start, other.end - other.start)
