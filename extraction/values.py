"""The values that the coder hands on: spans, parties, things, evidence, and the five kinds of fact."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from schema.vocabulary import (
    Action,
    AttributionKind,
    ConditionStance,
    Decision,
    EvidenceStance,
    FactKind,
    Force,
    Formality,
    LeadReason,
    Measure,
    Modality,
    Mode,
    ObjectRole,
    Outcome,
    PartKind,
    Resolution,
    SanctionStage,
    TransferStage,
)


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of the article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


class Part(NamedTuple):
    """A stretch of the text and what it is."""

    kind: PartKind
    span: Span


@dataclass(frozen=True)
class Interval:
    """First and last day on which something may have happened, and the words that say so."""

    earliest: dt.date
    latest: dt.date
    words: str

    def __post_init__(self) -> None:
        assert self.earliest <= self.latest, f"{self.earliest} is after {self.latest}: {self.words!r}"


@dataclass(frozen=True)
class Party:
    """Who fills a role: the actor as specific as the text is, and the principal it acts for."""

    actor: str
    principal: str


@dataclass(frozen=True)
class Thing:
    """A weapon system that a fact is about."""

    weapon: str
    words: str
    quantity: int | None = None
    quantity_to: int | None = None
    unit: str | None = None
    resolution: Resolution = Resolution.NAMED
    through: str | None = None
    role: ObjectRole = ObjectRole.OBJECT


@dataclass(frozen=True)
class Attribution:
    """Whose claim it is: the outlet's, a named speaker's, or an anonymous one's; `via` another outlet."""

    kind: AttributionKind = AttributionKind.OUTLET
    speaker: str | None = None
    speaker_actor: str | None = None
    via: str | None = None


@dataclass(frozen=True)
class Evidence:
    """One clause that speaks for a fact or against one of its fields, with what it says of each field."""

    span: Span
    attribution: Attribution
    modality: Modality
    stance: EvidenceStance
    rule: str
    confidence: float
    says: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Signs:
    """What speaks for a fact: how likely the network takes its words to tell one of that kind, how sure it is of the
    two chief parties, each 0 to 1, and whether a rule found it.
    """

    kind: str
    chance: float
    first: float
    second: float
    ruled: bool


@dataclass(frozen=True)
class Request:
    requester: Party | None
    addressee: Party | None
    action: Action
    beneficiary: Party | None = None
    force: Force = Force.ASK
    formality: Formality = Formality.UNSPECIFIED
    outcome: Outcome = Outcome.UNKNOWN
    place: str | None = None
    purpose: str | None = None
    channel: str | None = None

    kind = FactKind.REQUEST


@dataclass(frozen=True)
class Condition:
    attached_to: str
    imposed_by: Party | None
    gated_action: Action | None
    required_of: Party | None
    action: Action
    text: str
    stance: ConditionStance

    kind = FactKind.CONDITION


@dataclass(frozen=True)
class Response:
    responder: Party | None
    asker: Party | None
    decision: Decision
    action: Action
    to: str | None = None

    kind = FactKind.RESPONSE


@dataclass(frozen=True)
class Sanction:
    imposer: Party | None
    target: Party | None
    measure: Measure
    stage: SanctionStage
    target_sector: str | None = None
    instrument: str | None = None

    kind = FactKind.SANCTION


@dataclass(frozen=True)
class Transfer:
    supplier: Party | None
    recipient: Party | None
    mode: Mode
    stage: TransferStage
    consent_by: Party | None = None

    kind = FactKind.TRANSFER


Fields = Request | Condition | Response | Sanction | Transfer


@dataclass(frozen=True)
class CodedFact:
    """A fact of one article. `id` is local to it (`f1`); `attached_to` and `to` name such ids."""

    id: str
    fields: Fields
    things: tuple[Thing, ...]
    when: Interval | None
    evidence: tuple[Evidence, ...]
    confidence: float
    signs: Signs

    @property
    def kind(self) -> FactKind:
        return self.fields.kind


@dataclass(frozen=True)
class Lead:
    """A sentence that may tell a fact of some kind, but not surely enough to be coded: for a person to look at."""

    kind: FactKind
    sentence: Span
    likelihood: float
    reason: LeadReason


@dataclass(frozen=True)
class Coding:
    """All that was coded in one article: its sentences, its facts in the order of the text, and what may be one."""

    sentences: tuple[Span, ...]
    facts: tuple[CodedFact, ...]
    leads: tuple[Lead, ...] = ()
