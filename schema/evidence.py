"""Why a fact is believed: the sentence or record that says so, what each says of a field, what people decided."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Moment, reference, term
from schema.vocabulary import (
    AttributionKind,
    EvidenceStance,
    FactKind,
    LeadReason,
    LeadState,
    Modality,
    ReviewDecision,
    Verdict,
)


class Evidence(Base):
    """A clause of an article, or a record of a data set, that speaks for or against a fact."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(article_id is null) <> (dataset_record_id is null)", name="one_origin"),
        CheckConstraint(
            "(article_id is null) = (start_char is null) and (article_id is null) = (end_char is null)",
            name="span_of_article",
        ),
        CheckConstraint("0 <= start_char and start_char < end_char", name="span"),
        CheckConstraint("confidence between 0 and 1", name="confidence"),
        CheckConstraint("attribution <> 'outlet' or speaker is null", name="speaker"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'e-' and a hash of fact, origin and place")
    fact_id: Mapped[str] = reference("fact.id", "Fact it speaks for or against", on_delete="CASCADE")
    article_id: Mapped[str | None] = reference("article.id", "Article, or empty for a record")
    start_char: Mapped[int | None] = mapped_column(comment="First character of the clause in the article's text")
    end_char: Mapped[int | None] = mapped_column(comment="One past its last character")
    dataset_record_id: Mapped[str | None] = reference("dataset_record.id", "Record of a data set, else empty")
    attribution: Mapped[AttributionKind] = term(AttributionKind, "attribution", "Whose claim it is")
    speaker: Mapped[str | None] = mapped_column(comment="Who is quoted, in the text's words; empty: nobody")
    speaker_id: Mapped[str | None] = reference("actor.id", "The speaker, if a known actor")
    via: Mapped[str | None] = mapped_column(comment="Other outlet through which the claim came, in the text's words")
    modality: Mapped[Modality] = term(Modality, "modality", "How the clause puts it")
    stance: Mapped[EvidenceStance] = term(EvidenceStance, "stance", "For the fact or against it")
    extractor: Mapped[str] = mapped_column(comment="Coder that found it")
    extractor_version: Mapped[str] = mapped_column(comment="Version of the coder with its lexicon and model")
    rule: Mapped[str | None] = mapped_column(comment="Lexicon entry or rule that fired")
    confidence: Mapped[float] = mapped_column(comment="How surely the clause says so, 0 to 1")
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When the database learned of it (UTC)")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")


class Assertion(Base):
    """What one piece of evidence says of one field of its fact."""

    __tablename__ = "assertion"
    __table_args__ = ({"comment": __doc__},)

    evidence_id: Mapped[str] = reference(
        "evidence.id", "Piece of evidence that says so", on_delete="CASCADE", primary_key=True
    )
    field: Mapped[str] = mapped_column(primary_key=True, comment="Field of the fact's table: formality, quantity")
    value: Mapped[str] = mapped_column(primary_key=True, comment="Its value there; several rows for several values")


class Lead(Base):
    """A sentence that may tell a fact, not surely enough to be coded: it waits for a person, and is no fact."""

    __tablename__ = "lead"
    __table_args__ = (
        CheckConstraint("0 <= start_char and start_char < end_char", name="span"),
        CheckConstraint("likelihood between 0 and 1", name="likelihood"),
        CheckConstraint("(state = 'open') = (decided_by is null)", name="decided_by"),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided_at"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'l-' and a hash of article, sentence and kind")
    article_id: Mapped[str] = reference("article.id", "Article that the sentence stands in", on_delete="CASCADE")
    start_char: Mapped[int] = mapped_column(comment="First character of the sentence in the article's text")
    end_char: Mapped[int] = mapped_column(comment="One past its last character")
    kind: Mapped[FactKind] = term(FactKind, "kind", "Kind of fact that it may tell")
    likelihood: Mapped[float] = mapped_column(comment="How likely it tells one, 0 to 1")
    reason: Mapped[LeadReason] = term(LeadReason, "reason", "Why it was not coded")
    extractor: Mapped[str] = mapped_column(comment="Coder that found it, and its version")
    state: Mapped[LeadState] = term(LeadState, "state", "What became of it", server_default="open")
    decided_by: Mapped[str | None] = mapped_column(comment="Who looked at it")
    decided_at: Mapped[dt.datetime | None] = mapped_column(Moment, comment="When somebody looked at it (UTC)")
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When the database learned of it (UTC)")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")


class Review(Base):
    """What a person decided about a fact; never overwritten by a machine."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("(decision = 'undo') = (undoes_id is not null)", name="undoes"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Time-ordered unique id")
    fact_id: Mapped[str] = reference("fact.id", "Fact that was decided about")
    reviewer: Mapped[str] = mapped_column(comment="Who decided")
    decision: Mapped[ReviewDecision] = term(ReviewDecision, "decision", "What was decided")
    before: Mapped[Any] = mapped_column(JSON, comment="The fact before")
    after: Mapped[Any] = mapped_column(JSON, comment="The fact after")
    note: Mapped[str | None] = mapped_column(comment="Why, in the reviewer's words")
    decided_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When it was decided (UTC)")
    undoes_id: Mapped[str | None] = reference("review.id", "Decision that this one takes back")


class Judgement(Base):
    """Two accounts are of the same fact, of different ones, or unsure: a merge that can be undone.

    A pair has one row of the resolver's at most, and one for each time that a person judged it. The newest of a
    person's that is not undone stands, else the resolver's; `fact.merged_into_id` follows from what stands.
    """

    __tablename__ = "judgement"
    __table_args__ = (
        CheckConstraint("left_id < right_id", name="pair"),
        CheckConstraint("score between 0 and 1", name="score"),
        CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone"),
        CheckConstraint("by_person or undone_at is null", name="by_person"),
        {"comment": "Two accounts are of the same fact, of different ones, or unsure: a merge that can be undone."},
    )

    id: Mapped[str] = mapped_column(
        primary_key=True, comment="'j-' and a hash of both; of a person's, when it was made"
    )
    # No foreign keys: an account that is coded anew comes back under its id, and finds what was judged of it.
    left_id: Mapped[str] = mapped_column(index=True, comment="One account, a fact's id, the lesser")
    right_id: Mapped[str] = mapped_column(index=True, comment="The other account, a fact's id")
    verdict: Mapped[Verdict] = term(Verdict, "verdict", "What was judged")
    score: Mapped[float | None] = mapped_column(comment="Likeness, 0 to 1, if the resolver judged")
    reasons: Mapped[Any] = mapped_column(JSON, comment="What spoke for it and against it")
    judged_by: Mapped[str] = mapped_column(comment="Person, or resolver and version")
    judged_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When it was judged (UTC)")
    undone_at: Mapped[dt.datetime | None] = mapped_column(Moment, comment="When it was taken back (UTC)")
    by_person: Mapped[bool] = mapped_column(comment="Whether a person judged; a person's goes before the resolver's")
    undone_by: Mapped[str | None] = mapped_column(comment="Who took it back")
