"""What belongs on one screen: a fact with its names, its sentences, what differs, and the accounts of the same fact."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from extraction.names.reference import Reference
from loaders.judging import OF_ACCOUNTS
from loaders.portions import portions
from loaders.resolution.account import CHIEF, DEED, STANDING
from loaders.resolution.candidates import Block
from loaders.resolution.likeness import compared
from loaders.resolution.reading import HANGS_ON, accounts
from loaders.reviewing.queueing import Said, disputes
from loaders.reviewing.state import State, state_of, table_of
from schema.errors import QueryError
from schema.models import (
    Actor,
    Article,
    DatasetRecord,
    Evidence,
    Fact,
    Lead,
    LegalInstrument,
    Sentence,
    Source,
    WeaponSystem,
)
from schema.vocabulary import FactKind, LeadState, ReviewState, Verdict

AROUND = 1  # sentences before and after
NEAREST = 12  # accounts that nobody compared with the one shown, at most


@dataclass(frozen=True)
class Quote:
    """Evidence in the sentences around it: `start` and `end` count from the passage's first character."""

    evidence_id: str
    passage: str
    start: int
    end: int
    where: str
    says: str


@dataclass(frozen=True)
class Other:
    """Another account beside the one shown: what stands of the pair, if anything does, and why."""

    fact_id: str
    line: str
    judgement_id: str | None
    verdict: Verdict
    one: bool
    score: float | None
    judged_by: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """A fact as a reviewer sees it. `lines` tell the facts that it hangs on, by id; `hanging` what hangs on it."""

    fact_id: str
    state: State
    confidence: float
    names: dict[str, str]
    lines: dict[str, str]
    hanging: tuple[str, ...]
    quotes: tuple[Quote, ...]
    disputed: tuple[Said, ...]
    others: tuple[Other, ...]

    @property
    def kind(self) -> FactKind:
        return FactKind(self.state["kind"])

    def differences(self) -> list[tuple[str, str, list[str]]]:
        """What the evidence differs on: field, value, and the stance of each piece that says it."""
        told: dict[tuple[str, str], list[str]] = {}
        for said in self.disputed:
            told.setdefault((said.field, said.value), []).append(str(said.stance))
        return [(field, value, of) for (field, value), of in told.items()]


def view(connection: Connection, fact_id: str) -> View:
    """Raises QueryError if the fact is not on record."""
    state = state_of(connection, fact_id)
    links = [state["fields"][name] for name in ("attached_to_id", "request_id") if state["fields"].get(name)]
    return View(
        fact_id,
        state,
        connection.execute(select(Fact.confidence).where(Fact.id == fact_id)).scalar_one(),
        names_in(connection, [state]),
        lines_of(connection, links),
        tuple(lines_of(connection, hanging_on(connection, fact_id)).values()),
        quotes_of(connection, fact_id),
        tuple(disputes(connection, [fact_id]).get(fact_id, ())),
        others_of(connection, fact_id),
    )


def hanging_on(connection: Connection, fact_id: str) -> list[str]:
    """Conditions and responses of a fact that were not rejected."""
    found: list[str] = []
    for kind, link in HANGS_ON.items():
        table = table_of(kind)
        rows = select(table.c.fact_id).join(Fact, Fact.id == table.c.fact_id)
        here = rows.where(table.c[link] == fact_id, Fact.review_state != ReviewState.REJECTED)
        found += connection.scalars(here.order_by(table.c.fact_id)).all()
    return found


def names_in(connection: Connection, states: Sequence[State]) -> dict[str, str]:
    """The names of the actors, weapons and instruments of states, by id."""
    ids = {value for state in states for value in state["fields"].values() if isinstance(value, str)}
    ids |= {row["weapon_id"] for state in states for row in state["objects"]}
    found: dict[str, str] = {}
    for model in (LegalInstrument, Actor, WeaponSystem):
        for some in portions(sorted(ids)):
            rows = connection.execute(select(model.id, model.name).where(model.id.in_(some)))
            found |= dict(rows.all())
    return found


def lines_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Facts in a line each: who, whom, what, which weapon, when, and on which day it was told."""
    states = {fact: state_of(connection, fact) for fact in ids}
    names = names_in(connection, list(states.values()))
    told: dict[str, dt.date] = {}
    for some in portions(sorted(states)):
        rows = connection.execute(
            select(Evidence.fact_id, func.min(Article.published_on))
            .join(Article, Article.id == Evidence.article_id)
            .where(Evidence.fact_id.in_(some), Article.published_on.is_not(None))
            .group_by(Evidence.fact_id)
        )
        told |= {fact: day for fact, day in rows if day is not None}
    days = {fact: f", told {told[fact]}" if fact in told else "" for fact in states}
    return {fact: line_of(state, names) + days[fact] for fact, state in states.items()}


def line_of(state: State, names: dict[str, str]) -> str:
    kind = FactKind(state["kind"])
    fields = state["fields"]
    parties = [names.get(fields[f"{role}_principal_id"] or "", "?") for role in CHIEF[kind]]
    weapons = ", ".join(names.get(row["weapon_id"], row["weapon_id"]) for row in state["objects"])
    told = [fields[DEED[kind]], weapons, fields[STANDING[kind]], interval(state)]
    return f"{kind}: {' → '.join(parties)}, {', '.join(part for part in told if part)}"


def interval(state: State) -> str:
    if state["earliest"] is None:
        return ""
    return str(state["earliest"]) if state["earliest"] == state["latest"] else f"{state['earliest']}..{state['latest']}"


def quotes_of(connection: Connection, fact_id: str) -> tuple[Quote, ...]:
    rows = connection.execute(
        select(
            *Evidence.__table__.columns,
            Article.text,
            Article.title,
            Article.published_on,
            Source.name.label("source"),
            DatasetRecord.says,
            DatasetRecord.locator,
            DatasetRecord.first_seen,
        )
        .outerjoin(Article, Article.id == Evidence.article_id)
        .outerjoin(DatasetRecord, DatasetRecord.id == Evidence.dataset_record_id)
        .outerjoin(Source, Source.id == func.coalesce(Article.source_id, DatasetRecord.source_id))
        .where(Evidence.fact_id == fact_id)
        .order_by(Evidence.article_id, Evidence.start_char, Evidence.id)
    )
    return tuple(quote_of(connection, row) for row in rows)


def quote_of(connection: Connection, row: Any) -> Quote:
    told = [str(row.attribution) + (f": {row.speaker}" if row.speaker else ""), str(row.modality), str(row.stance)]
    if row.via:
        told.insert(1, f"via {row.via}")
    source = row.source or "unknown source"
    if row.article_id is None:
        where = f"{source}, release of {row.first_seen} · {row.locator}"
        return Quote(row.id, row.says, 0, len(row.says), where, " · ".join(told))
    first, last = around(connection, row.article_id, row.text, row.start_char, row.end_char)
    where = f"{source}, {day_or(row.published_on)} · {row.title or '(no headline)'}"
    passage = row.text[first:last]
    return Quote(row.id, passage, row.start_char - first, row.end_char - first, where, " · ".join(told))


def day_or(day: dt.date | None) -> str:
    return day.isoformat() if day else "no date"


def around(connection: Connection, article_id: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentences of a stretch, with those beside them, begin and end; of a text without, its paragraph."""
    spans = connection.execute(
        select(Sentence.start_char, Sentence.end_char)
        .where(Sentence.article_id == article_id)
        .order_by(Sentence.start_char)
    ).all()
    met = [place for place, span in enumerate(spans) if span.start_char < end and start < span.end_char]
    if not met:
        last = text.find("\n", end)
        return text.rfind("\n", 0, start) + 1, len(text) if last < 0 else last
    first, last = max(0, met[0] - AROUND), min(len(spans) - 1, met[-1] + AROUND)
    return min(start, spans[first].start_char), max(end, spans[last].end_char)


def others_of(connection: Connection, fact_id: str) -> tuple[Other, ...]:
    """The accounts that the one shown was compared with, those of the same fact first, then the likeliest."""
    one = canonical(connection, [fact_id])[fact_id]
    of_one = or_(Fact.id == one, Fact.merged_into_id == one)
    group = set(connection.scalars(select(Fact.id).where(of_one, Fact.id != fact_id)))
    pairs = {(set(at) - {fact_id}).pop(): row for at, row in OF_ACCOUNTS.standing(connection, (fact_id,)).items()}
    there = set(connection.scalars(select(Fact.id).where(Fact.id.in_(group | pairs.keys()))))
    lines = lines_of(connection, there)
    found = []
    for each in there:
        row = pairs.get(each)
        found.append(
            Other(each, lines[each], row.id, row.verdict, each in group, row.score, row.judged_by, tuple(row.reasons))
            if row
            else Other(each, lines[each], None, Verdict.SAME, True, None, "", ("through the others",))
        )
    return tuple(sorted(found, key=lambda other: (not other.one, -(other.score or 0), other.fact_id)))


def near(connection: Connection, reference: Reference, fact_id: str) -> tuple[Other, ...]:
    """The accounts that may be of the same fact and are not yet: judged or not, the likeliest first."""
    kind = FactKind(state_of(connection, fact_id)["kind"])
    others = others_of(connection, fact_id)
    judged = {other.fact_id for other in others}
    account = accounts(connection, kind, [fact_id])[fact_id]
    beside = accounts(connection, kind, set(Block(connection, kind, reference).of(account)) - judged)
    likeness = {each: compared(account, one, reference) for each, one in beside.items()}
    likely = sorted(likeness, key=lambda each: (-likeness[each].score, each))[:NEAREST]
    lines = lines_of(connection, likely)
    found = [other for other in others if not other.one]
    for each in likely:
        like = likeness[each]
        found.append(Other(each, lines[each], None, Verdict.UNSURE, False, like.score, "", like.reasons))
    return tuple(sorted(found, key=lambda other: (-(other.score or 0), other.fact_id)))


def canonical(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The account that stands for each."""
    stands = func.coalesce(Fact.merged_into_id, Fact.id)
    return dict(connection.execute(select(Fact.id, stands).where(Fact.id.in_(ids))).all())


def neighbours(connection: Connection, fact_id: str) -> dict[str, str]:
    """The facts of the same article that this one may hang on, in a line each."""
    kind = FactKind(state_of(connection, fact_id)["kind"])
    here = select(Evidence.article_id).where(Evidence.fact_id == fact_id, Evidence.article_id.is_not(None))
    beside = select(Evidence.fact_id).where(Evidence.article_id.in_(here))
    only = Fact.kind == FactKind.REQUEST if kind is FactKind.RESPONSE else Fact.kind != FactKind.CONDITION
    ids = connection.scalars(select(Fact.id).where(Fact.id.in_(beside), Fact.id != fact_id, only).order_by(Fact.id))
    return lines_of(connection, ids.all())


@dataclass(frozen=True)
class LeadView:
    """A lead as a reviewer sees it."""

    lead_id: str
    kind: FactKind
    state: LeadState
    likelihood: float
    reason: str
    quote: Quote


def lead_view(connection: Connection, lead_id: str) -> LeadView:
    """Raises QueryError if the lead is not on record."""
    row = connection.execute(
        select(*Lead.__table__.columns, Article.text, Article.title, Article.published_on, Source.name.label("source"))
        .join(Article, Article.id == Lead.article_id)
        .outerjoin(Source, Source.id == Article.source_id)
        .where(Lead.id == lead_id)
    ).first()
    if row is None:
        raise QueryError(f"no lead on record has the id {lead_id!r}")
    first, last = around(connection, row.article_id, row.text, row.start_char, row.end_char)
    where = f"{row.source or 'unknown source'}, {day_or(row.published_on)} · {row.title or '(no headline)'}"
    quote = Quote(lead_id, row.text[first:last], row.start_char - first, row.end_char - first, where, row.extractor)
    return LeadView(lead_id, row.kind, row.state, row.likelihood, row.reason.meaning, quote)
