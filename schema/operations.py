"""What the jobs did: runs, where they stand, and the records they could not take."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Moment, reference, term
from schema.vocabulary import RunStatus


class LoadRun(Base):
    """One run of one loader over one source. Always: read = inserted + updated + unchanged + rejected."""

    __tablename__ = "load_run"
    __table_args__ = (
        CheckConstraint("read = inserted + updated + unchanged + rejected", name="accounting"),
        CheckConstraint("(status = 'running') = (finished_at is null)", name="finished"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="Time-ordered unique id")
    loader: Mapped[str] = mapped_column(index=True, comment="Which loader ran: articles, sipri, ofac, …")
    source: Mapped[str] = mapped_column(comment="What it was told to load")
    status: Mapped[RunStatus] = term(RunStatus, "status", "How it went")
    started_at: Mapped[dt.datetime] = mapped_column(Moment, index=True, comment="When it began (UTC)")
    finished_at: Mapped[dt.datetime | None] = mapped_column(Moment, comment="When it ended (UTC)")
    read: Mapped[int] = mapped_column(server_default="0", comment="Records met in the source")
    inserted: Mapped[int] = mapped_column(server_default="0", comment="Records new to the database")
    updated: Mapped[int] = mapped_column(server_default="0", comment="Records whose values changed")
    unchanged: Mapped[int] = mapped_column(server_default="0", comment="Records that were there as they are")
    rejected: Mapped[int] = mapped_column(server_default="0", comment="Records kept in rejected_record")
    facts: Mapped[int] = mapped_column(server_default="0", comment="Facts coded from the records stored")
    code_version: Mapped[str] = mapped_column(comment="Release and commit of the program that ran")
    message: Mapped[str | None] = mapped_column(comment="Why it failed; while it runs, the process that runs it")
    closed: Mapped[int] = mapped_column(server_default="0", comment="Records of earlier releases that this one has not")
    sha256: Mapped[str | None] = mapped_column(comment="SHA-256 of the bytes it read, under which they are kept")
    options: Mapped[Any] = mapped_column(JSON, nullable=True, comment="With what it was told to load it")


class LoadState(Base):
    """Where a loader stands with a source; the source `*` holds the loader's lease."""

    __tablename__ = "load_state"
    __table_args__ = ({"comment": __doc__},)

    loader: Mapped[str] = mapped_column(primary_key=True, comment="Which loader it is of: articles, sipri, ofac, …")
    source: Mapped[str] = mapped_column(
        primary_key=True, comment="What it loads: a path or an address; * for the loader as a whole"
    )
    watermark: Mapped[str | None] = mapped_column(
        comment="How far it has read; of an address, what its server said of it"
    )
    leased_by: Mapped[str | None] = mapped_column(comment="Process that holds the loader now")
    leased_until: Mapped[dt.datetime | None] = mapped_column(Moment, comment="When its lease runs out (UTC)")
    run_id: Mapped[str | None] = reference("load_run.id", "Last run that moved the watermark")


class RejectedRecord(Base):
    """A record that a run could not take, kept whole with the reason."""

    __tablename__ = "rejected_record"
    __table_args__ = ({"comment": __doc__},)

    run_id: Mapped[str] = reference("load_run.id", "Run that could not take it", on_delete="CASCADE", primary_key=True)
    locator: Mapped[str] = mapped_column(primary_key=True, comment="File and line, or key, of the record")
    reason: Mapped[str] = mapped_column(comment="What is wrong with it, and what to do")
    raw: Mapped[bytes] = mapped_column(LargeBinary, comment="The record's bytes, at most the first mebibyte")
    raw_size: Mapped[int] = mapped_column(comment="Size of the whole record in bytes")
    rejected_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When it was rejected (UTC)")
