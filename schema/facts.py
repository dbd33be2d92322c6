"""The five kinds of fact. `fact` holds what all share; each kind has a table of its own under the same key.

A role is stored twice: the actor as specific as the text is, and the principal it acts for on that day.
The fields are those of the codebook; their words are in `schema.vocabulary`.
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from schema.base import Base, Moment, reference, term
from schema.vocabulary import (
    Action,
    ConditionStance,
    Decision,
    FactKind,
    Force,
    Formality,
    Measure,
    Mode,
    ObjectRole,
    Outcome,
    Resolution,
    ReviewState,
    SanctionStage,
    TransferStage,
)

AS_TOLD = ", as specific as the text is; empty: not told"


def actor(role: str) -> MappedColumn[str | None]:
    return reference("actor.id", f"{role}{AS_TOLD}")


def principal(role: str) -> MappedColumn[str | None]:
    return reference(
        "actor.id", f"{role[0].upper()}{role[1:]}, by the state or organisation acted for; empty: not known"
    )


class Fact(Base):
    """One request, condition, response, sanction or transfer; it stands on at least one evidence."""

    __tablename__ = "fact"
    __table_args__ = (
        UniqueConstraint("id", "kind"),
        CheckConstraint("earliest <= latest", name="interval"),
        CheckConstraint("confidence between 0 and 1", name="confidence"),
        CheckConstraint("merged_into_id <> id", name="merged_into"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'f-' and a hash of the key")
    key: Mapped[str] = mapped_column(
        unique=True, comment="What makes it this fact: article, kind, roles, action, objects"
    )
    kind: Mapped[FactKind] = term(FactKind, "kind", "Kind of fact")
    earliest: Mapped[dt.date | None] = mapped_column(
        index=True, comment="First day on which it may have happened; empty: no day can be told"
    )
    latest: Mapped[dt.date | None] = mapped_column(
        comment="Last day on which it may have happened; empty: no day can be told"
    )
    date_words: Mapped[str | None] = mapped_column(
        comment="The words the days were read from; empty: no words tell them"
    )
    confidence: Mapped[float] = mapped_column(comment="How surely kind and both parties are right, 0 to 1")
    review_state: Mapped[ReviewState] = term(
        ReviewState, "review_state", "What people decided", server_default="unreviewed"
    )
    merged_into_id: Mapped[str | None] = reference(
        "fact.id", "Account that stands for it and the others of one fact; follows from judgement", on_delete="SET NULL"
    )
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When the database learned of it (UTC)")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")
    resolver: Mapped[str | None] = mapped_column(
        index=True, comment="Version of the resolver that compared it with others last; empty: not yet"
    )


class OfFact:
    """The key that a table of one kind shares with `fact`; the pair (key, kind) keeps the kinds apart."""

    fact_id: Mapped[str] = mapped_column(primary_key=True, comment="Its row in the table of all facts")
    kind: Mapped[str] = mapped_column(comment="Always the name of the table")


def of_kind(kind: FactKind) -> tuple[CheckConstraint, ForeignKeyConstraint]:
    return (
        CheckConstraint(f"kind = '{kind.value}'", name="kind"),
        ForeignKeyConstraint(["fact_id", "kind"], ["fact.id", "fact.kind"], ondelete="CASCADE"),
    )


class Request(OfFact, Base):
    """An actor asks another to do, allow, give, stop or remove something concerning arms."""

    __tablename__ = "request"
    __table_args__ = (*of_kind(FactKind.REQUEST), {"comment": __doc__})

    requester_id: Mapped[str | None] = actor("Who asks")
    requester_principal_id: Mapped[str | None] = principal("who asks")
    addressee_id: Mapped[str | None] = actor("Who is asked")
    addressee_principal_id: Mapped[str | None] = principal("who is asked")
    action: Mapped[Action] = term(Action, "action", "What is to be done")
    beneficiary_id: Mapped[str | None] = actor("Who else would receive or gain")
    beneficiary_principal_id: Mapped[str | None] = principal("who else would receive or gain")
    place: Mapped[str | None] = mapped_column(comment="Where, as stated; empty: not told")
    purpose: Mapped[str | None] = mapped_column(comment="What for, as stated; empty: not told")
    force: Mapped[Force] = term(Force, "force", "How strongly")
    formality: Mapped[Formality] = term(Formality, "formality", "How formally")
    channel: Mapped[str | None] = mapped_column(
        comment="Person or body through whom it went, as stated; empty: not told"
    )
    outcome: Mapped[Outcome] = term(Outcome, "outcome", "What became of it")


class Condition(OfFact, Base):
    """A term: imposed_by will do gated_action only if required_of does action."""

    __tablename__ = "condition"
    __table_args__ = (*of_kind(FactKind.CONDITION), {"comment": __doc__})

    attached_to_id: Mapped[str] = reference(
        "fact.id", "Fact that hangs on it: a request, response, transfer or sanction"
    )
    imposed_by_id: Mapped[str | None] = actor("Who sets the term")
    imposed_by_principal_id: Mapped[str | None] = principal("who sets the term")
    gated_action: Mapped[Action | None] = term(
        Action, "gated_action", "What the one who sets it then does or withholds, empty if not told"
    )
    required_of_id: Mapped[str | None] = actor("Who must fulfil it")
    required_of_principal_id: Mapped[str | None] = principal("who must fulfil it")
    action: Mapped[Action] = term(Action, "action", "What must be done")
    text: Mapped[str] = mapped_column(comment="The term in the article's words")
    stance: Mapped[ConditionStance] = term(ConditionStance, "stance", "Where the term stands")


class Response(OfFact, Base):
    """An answer to a request."""

    __tablename__ = "response"
    __table_args__ = (*of_kind(FactKind.RESPONSE), {"comment": __doc__})

    responder_id: Mapped[str | None] = actor("Who answers")
    responder_principal_id: Mapped[str | None] = principal("who answers")
    asker_id: Mapped[str | None] = actor("Who had asked")
    asker_principal_id: Mapped[str | None] = principal("who had asked")
    request_id: Mapped[str | None] = reference(
        "request.fact_id", "Request that it answers; empty: its article tells of none", on_delete="SET NULL"
    )
    decision: Mapped[Decision] = term(Decision, "decision", "The answer")
    action: Mapped[Action] = term(Action, "action", "What had been asked for")


class Sanction(OfFact, Base):
    """A restrictive measure by one actor against another over arms or by means of arms."""

    __tablename__ = "sanction"
    __table_args__ = (*of_kind(FactKind.SANCTION), {"comment": __doc__})

    imposer_id: Mapped[str | None] = actor("Who imposes it")
    imposer_principal_id: Mapped[str | None] = principal("who imposes it")
    target_id: Mapped[str | None] = actor("Against whom")
    target_principal_id: Mapped[str | None] = principal("against whom")
    target_sector: Mapped[str | None] = mapped_column(comment="Sector of the target, as stated; empty: the whole of it")
    measure: Mapped[Measure] = term(Measure, "measure", "What is restricted")
    instrument_id: Mapped[str | None] = reference(
        "legal_instrument.id", "Law, resolution or decision it rests on; empty: not told"
    )
    stage: Mapped[SanctionStage] = term(SanctionStage, "stage", "How far it has come")


class Transfer(OfFact, Base):
    """A weapon system passes, or is to pass, from one actor to another."""

    __tablename__ = "transfer"
    __table_args__ = (*of_kind(FactKind.TRANSFER), {"comment": __doc__})

    supplier_id: Mapped[str | None] = actor("Who hands over")
    supplier_principal_id: Mapped[str | None] = principal("who hands over")
    recipient_id: Mapped[str | None] = actor("Who receives")
    recipient_principal_id: Mapped[str | None] = principal("who receives")
    mode: Mapped[Mode] = term(Mode, "mode", "In what way")
    stage: Mapped[TransferStage] = term(TransferStage, "stage", "How far it has come")
    consent_by_id: Mapped[str | None] = actor("Third party whose consent is needed or given")
    consent_by_principal_id: Mapped[str | None] = principal("third party whose consent is needed or given")


class FactObject(Base):
    """A weapon system that a fact is about, with its quantity and the words that name it."""

    __tablename__ = "fact_object"
    __table_args__ = (
        CheckConstraint("quantity >= 0 and quantity <= quantity_to", name="quantity"),
        {"comment": __doc__},
    )

    fact_id: Mapped[str] = reference("fact.id", "Fact that is about it", on_delete="CASCADE", primary_key=True)
    role: Mapped[ObjectRole] = term(ObjectRole, "role", "Object or trigger", primary_key=True)
    weapon_id: Mapped[str] = reference("weapon_system.id", "Weapon system, family or category", primary_key=True)
    quantity: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), comment="How many; the least, if a range is told; empty: not told"
    )
    quantity_to: Mapped[Decimal | None] = mapped_column(
        Numeric(14, 2), comment="The most, if a range is told; empty: no range"
    )
    unit: Mapped[str | None] = mapped_column(
        comment="What is counted, if not the weapon: battery, squadron; empty: the weapon itself"
    )
    words: Mapped[str | None] = mapped_column(comment="The words of the text that mean it; empty: a record tells it")
    resolution: Mapped[Resolution] = term(Resolution, "resolution", "How the words were led to the weapon")
    resolved_through: Mapped[str | None] = mapped_column(
        comment="What led to it: a known transfer, an earlier mention; empty: its name"
    )
