"""What public data sets say: their releases, the records of each, and the actors that their lists restrict.

A record holds from the first release that has it as it is until the first that has it no more or otherwise; nothing
of a release is overwritten, so that any day can be asked for.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Moment, reference, term
from schema.vocabulary import IdentifierScheme, ListedNameKind, Measure, Verdict


class DatasetRelease(Base):
    """One edition of a data set, loaded whole."""

    __tablename__ = "dataset_release"
    __table_args__ = (UniqueConstraint("source_id", "released_on"), {"comment": __doc__})

    id: Mapped[str] = mapped_column(primary_key=True, comment="Data set and day: ofac-sdn/2024-05-03")
    source_id: Mapped[str] = reference("source.id", "Data set that it is an edition of")
    released_on: Mapped[dt.date] = mapped_column(comment="Day of the release")
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of its bytes, in hexadecimal")
    records: Mapped[int] = mapped_column(comment="Records that could be taken")
    run_id: Mapped[str] = reference("load_run.id", "Run that completed it")


class DatasetRecord(Base):
    """A row of a public data set as one or more releases in succession have it."""

    __tablename__ = "dataset_record"
    __table_args__ = (
        CheckConstraint("first_seen < gone_by", name="seen"),
        UniqueConstraint("source_id", "key", "first_seen"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'d-' and a hash of data set, key and first release")
    source_id: Mapped[str] = reference("source.id", "Data set that it is a row of")
    locator: Mapped[str] = mapped_column(comment="File and line, or path, in the first release that has it so")
    raw: Mapped[Any] = mapped_column(JSON, comment="Its values as released")
    first_seen: Mapped[dt.date] = mapped_column(comment="First release that has it so")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")
    key: Mapped[str] = mapped_column(comment="What makes it this record in its data set")
    says: Mapped[str] = mapped_column(comment="What it says, in a line for people")
    digest: Mapped[str] = mapped_column(comment="Hash of its values")
    gone_by: Mapped[dt.date | None] = mapped_column(
        comment="First release that has it no more or otherwise; empty: the newest has it"
    )


class SanctionsProgramme(Base):
    """A programme under which a list restricts: what it rests on, what it restricts, and whether over arms."""

    __tablename__ = "sanctions_programme"
    __table_args__ = ({"comment": __doc__},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="List and tag: ofac/NPWMD")
    name: Mapped[str] = mapped_column(comment="What it is called")
    imposer_id: Mapped[str | None] = reference("actor.id", "Who restricts")
    instrument_id: Mapped[str | None] = reference("legal_instrument.id", "Law or decision it rests on")
    measure: Mapped[Measure] = term(Measure, "measure", "What is restricted")
    state_id: Mapped[str | None] = reference("actor.id", "State that it is about, if one")
    over_arms: Mapped[bool] = mapped_column(comment="Whether it is over arms or by means of arms")
    trigger_id: Mapped[str | None] = reference("weapon_system.id", "Kind of weapon that it punishes")


class Listing(Base):
    """An actor on a list under one programme, from one release to another."""

    __tablename__ = "listing"
    __table_args__ = (
        CheckConstraint("first_seen < gone_by", name="seen"),
        UniqueConstraint("source_id", "entry", "programme", "first_seen"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'li-' and a hash of list, entry, programme and release")
    source_id: Mapped[str] = reference("source.id", "List that it stands on")
    entry: Mapped[str] = mapped_column(index=True, comment="Key of the entry in its list")
    actor_id: Mapped[str] = reference("actor.id", "Who is listed")
    programme: Mapped[str] = mapped_column(index=True, comment="Tag of the programme as the list writes it")
    programme_id: Mapped[str | None] = reference("sanctions_programme.id", "The programme, if it is described")
    listed_on: Mapped[dt.date | None] = mapped_column(comment="Day of listing, where the list itself tells it")
    first_seen: Mapped[dt.date] = mapped_column(comment="First release that lists it")
    since_first_release: Mapped[bool] = mapped_column(
        comment="Whether that is the first release on record, so that it may have been listed long before"
    )
    gone_by: Mapped[dt.date | None] = mapped_column(comment="First release that lists it no more; empty: still listed")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")


class ListedName(Base):
    """A name under which a list or register knows an actor; texts are not searched for it."""

    __tablename__ = "listed_name"
    __table_args__ = ({"comment": __doc__},)

    actor_id: Mapped[str] = reference("actor.id", "Whose name it is", on_delete="CASCADE", primary_key=True)
    source_id: Mapped[str] = reference("source.id", "List that gives it", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True, comment="As the list writes it")
    folded: Mapped[str] = mapped_column(index=True, comment="Its words in order, without accents, capitals and marks")
    kind: Mapped[ListedNameKind] = term(ListedNameKind, "kind", "What sort of name it is")


class ActorIdentifier(Base):
    """A number or code that means one actor: in a register, on a passport, on a hull."""

    __tablename__ = "actor_identifier"
    __table_args__ = ({"comment": __doc__},)

    actor_id: Mapped[str] = reference("actor.id", "Whose it is", on_delete="CASCADE", primary_key=True)
    source_id: Mapped[str] = reference("source.id", "List that tells it", primary_key=True)
    scheme: Mapped[IdentifierScheme] = term(IdentifierScheme, "scheme", "What sort of number", primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True, index=True, comment="The number or code")


class ActorDetail(Base):
    """What lists tell of an actor beside names and numbers: born, from, address, office, linked to."""

    __tablename__ = "actor_detail"
    __table_args__ = ({"comment": __doc__},)

    actor_id: Mapped[str] = reference("actor.id", "Of whom", on_delete="CASCADE", primary_key=True)
    source_id: Mapped[str] = reference("source.id", "List that tells it", primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True, comment="born, birth_place, nationality, address, title, …")
    value: Mapped[str] = mapped_column(primary_key=True, comment="As the list tells it")


class ActorJudgement(Base):
    """Two actors are the same, different, or unsure: a merge that can be undone.

    A pair has one row of a loader's at most, and one for each time that a person judged it. The newest of a person's
    that is not undone stands, else the loader's; `actor.same_as_id` follows from what stands.
    """

    __tablename__ = "actor_judgement"
    __table_args__ = (
        CheckConstraint("left_id < right_id", name="pair"),
        CheckConstraint("score between 0 and 1", name="score"),
        CheckConstraint("(undone_at is null) = (undone_by is null)", name="undone"),
        CheckConstraint("by_person or undone_at is null", name="by_person"),
        {"comment": "Two actors are the same, different, or unsure: a merge that can be undone."},
    )

    id: Mapped[str] = mapped_column(
        primary_key=True, comment="'j-' and a hash of both; of a person's, when it was made"
    )
    left_id: Mapped[str] = reference("actor.id", "One actor, the lesser id", on_delete="CASCADE")
    right_id: Mapped[str] = reference("actor.id", "The other actor", on_delete="CASCADE")
    verdict: Mapped[Verdict] = term(Verdict, "verdict", "What was judged")
    score: Mapped[float | None] = mapped_column(comment="Likeness, 0 to 1, if a machine judged")
    reasons: Mapped[Any] = mapped_column(JSON, comment="What spoke for it and against it")
    judged_by: Mapped[str] = mapped_column(comment="Person, or loader and version")
    judged_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When it was judged (UTC)")
    by_person: Mapped[bool] = mapped_column(comment="Whether a person judged; a person's goes before a loader's")
    undone_by: Mapped[str | None] = mapped_column(comment="Who took it back")
    undone_at: Mapped[dt.datetime | None] = mapped_column(Moment, comment="When it was taken back (UTC)")
