"""What the model is to answer: facts in the words of the text, fields in the codebook's vocabularies."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from schema.vocabulary import (
    Action,
    AttributionKind,
    ConditionStance,
    Decision,
    Force,
    Formality,
    Measure,
    Mode,
    Outcome,
    SanctionStage,
    TransferStage,
)


class Part(BaseModel):
    """A piece of an answer; a field that it should not have is an error."""

    model_config = ConfigDict(extra="forbid")


class Weapon(Part):
    name: str
    quantity: int | None = Field(default=None, ge=1)
    unit: str | None = None


class Told(Part):
    """What every fact has: an id of its own for links, the quotes it stands on, when it was, whose claim it is."""

    id: str
    quotes: list[str] = Field(min_length=1)
    when: str | None = None
    attribution: AttributionKind = AttributionKind.OUTLET
    speaker: str | None = None


class Request(Told):
    type: Literal["request"]
    requester: str | None = None
    addressee: str | None = None
    beneficiary: str | None = None
    action: Action
    objects: list[Weapon] = []
    force: Force = Force.ASK
    formality: Formality = Formality.UNSPECIFIED
    outcome: Outcome = Outcome.UNKNOWN
    place: str | None = None
    purpose: str | None = None
    channel: str | None = None


class Condition(Told):
    type: Literal["condition"]
    attached_to: str
    imposed_by: str | None = None
    gated_action: Action | None = None
    required_of: str | None = None
    action: Action
    objects: list[Weapon] = []
    stance: ConditionStance


class Response(Told):
    type: Literal["response"]
    responder: str | None = None
    asker: str | None = None
    to: str | None = None
    decision: Decision
    action: Action
    objects: list[Weapon] = []


class Sanction(Told):
    type: Literal["sanction"]
    imposer: str | None = None
    target: str | None = None
    target_sector: str | None = None
    measure: Measure = Measure.UNSPECIFIED
    instrument: str | None = None
    trigger: list[Weapon] = []
    stage: SanctionStage


class Transfer(Told):
    type: Literal["transfer"]
    supplier: str | None = None
    recipient: str | None = None
    consent_by: str | None = None
    objects: list[Weapon] = []
    mode: Mode = Mode.UNSPECIFIED
    stage: TransferStage


Fact = Request | Condition | Response | Sanction | Transfer


class Answer(Part):
    """All facts of one text; none where it tells none."""

    facts: list[Fact]
