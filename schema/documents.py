"""What the facts stand on: sources, articles and their parts, and stories."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from schema.base import Base, Moment, reference, term
from schema.vocabulary import DatePrecision, FlagKind, GarblingKind, PartKind, Reliability, SourceKind, StoryRole


class Source(Base):
    """Where articles and records come from."""

    __tablename__ = "source"
    __table_args__ = ({"comment": __doc__},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="Slug of the name")
    name: Mapped[str] = mapped_column(unique=True, comment="Name of the outlet, agency, organ or data set")
    kind: Mapped[SourceKind] = term(SourceKind, "kind", "What sort of source it is")
    reliability: Mapped[Reliability] = term(
        Reliability, "reliability", "Admiralty grade of the source", server_default="F"
    )
    url: Mapped[str | None] = mapped_column(comment="Home page")
    note: Mapped[str | None] = mapped_column(comment="What an analyst must know of it")


class Article(Base):
    """One text as one source published it; the text is kept unchanged, so that offsets hold."""

    __tablename__ = "article"
    __table_args__ = (
        CheckConstraint("char_count > 0", name="char_count"),
        CheckConstraint("(published_on is null) = (published_precision is null)", name="published"),
        {"comment": __doc__},
    )

    id: Mapped[str] = mapped_column(primary_key=True, comment="'a-' and a hash of the text and where it appeared")
    source_id: Mapped[str | None] = reference("source.id", "Who published it")
    url: Mapped[str | None] = mapped_column(index=True, comment="Address it was published at")
    title: Mapped[str | None] = mapped_column(comment="Headline; empty: it has none")
    byline: Mapped[str | None] = mapped_column(comment="Who wrote it; empty: not told")
    dateline: Mapped[str | None] = mapped_column(comment="Place and day before the first sentence")
    agency: Mapped[str | None] = mapped_column(comment="News agency the text names as its origin; empty: none")
    published_on: Mapped[dt.date | None] = mapped_column(
        index=True, comment="Day of publication; or first of its month or year; empty: not known"
    )
    published_precision: Mapped[DatePrecision | None] = term(
        DatePrecision, "published_precision", "How exactly the day of publication is known, empty if it is not"
    )
    language: Mapped[str | None] = mapped_column(comment="ISO 639-1 code, detected")
    text: Mapped[str] = mapped_column(comment="The whole text, unchanged; offsets count its characters from 0")
    text_sha256: Mapped[str] = mapped_column(index=True, comment="SHA-256 of the text in UTF-8, in hexadecimal")
    char_count: Mapped[int] = mapped_column(comment="Length of the text in characters")
    encoding: Mapped[str | None] = mapped_column(comment="Encoding that the bytes of the text were read in")
    coder: Mapped[str | None] = mapped_column(comment="Coder and version that coded it last; empty: not coded")
    note: Mapped[str | None] = mapped_column(comment="What whoever supplied it said of it")
    recorded_at: Mapped[dt.datetime] = mapped_column(Moment, comment="When the database learned of it (UTC)")
    run_id: Mapped[str] = reference("load_run.id", "Run that stored it")


class ArticlePart(Base):
    """A stretch of an article's text and what it is: headline, paragraph, byline, copyright line."""

    __tablename__ = "article_part"
    __table_args__ = (
        CheckConstraint("0 <= start_char and start_char < end_char", name="span"),
        {"comment": __doc__},
    )

    article_id: Mapped[str] = reference("article.id", "Article it is part of", on_delete="CASCADE", primary_key=True)
    start_char: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="First character, counted from 0"
    )
    end_char: Mapped[int] = mapped_column(comment="One past the last character")
    kind: Mapped[PartKind] = term(PartKind, "kind", "What the stretch is")


class ArticleFlag(Base):
    """A doubt about the quality of an article."""

    __tablename__ = "article_flag"
    __table_args__ = ({"comment": __doc__},)

    article_id: Mapped[str] = reference("article.id", "Article that is doubtful", on_delete="CASCADE", primary_key=True)
    kind: Mapped[FlagKind] = term(FlagKind, "kind", "What is doubtful", primary_key=True)
    detail: Mapped[str] = mapped_column(comment="The words or figures that raised it")


class Sentence(Base):
    """A sentence of an article."""

    __tablename__ = "sentence"
    __table_args__ = (
        CheckConstraint("0 <= start_char and start_char < end_char", name="span"),
        {"comment": __doc__},
    )

    article_id: Mapped[str] = reference("article.id", "Article it stands in", on_delete="CASCADE", primary_key=True)
    start_char: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="First character, counted from 0"
    )
    end_char: Mapped[int] = mapped_column(comment="One past the last character")


class Story(Base):
    """Articles that tell one story."""

    __tablename__ = "story"
    __table_args__ = ({"comment": __doc__},)

    id: Mapped[str] = mapped_column(primary_key=True, comment="'s-' and a hash of its first article")
    title: Mapped[str | None] = mapped_column(comment="Headline of its first article")


class StoryArticle(Base):
    """An article's place in a story: an account of its own, or a copy of another."""

    __tablename__ = "story_article"
    __table_args__ = (
        CheckConstraint("score between 0 and 1", name="score"),
        CheckConstraint("(role = 'origin') = (copied_from_id is null)", name="copied_from"),
        {"comment": __doc__},
    )

    story_id: Mapped[str] = reference("story.id", "Story it belongs to", on_delete="CASCADE", primary_key=True)
    article_id: Mapped[str] = reference("article.id", "Article that tells it", on_delete="CASCADE", primary_key=True)
    role: Mapped[StoryRole] = term(StoryRole, "role", "Account of its own or copy")
    copied_from_id: Mapped[str | None] = reference("article.id", "Article it copies, empty for an account of its own")
    score: Mapped[float | None] = mapped_column(comment="How surely it is a copy, 0 to 1")
    reasons: Mapped[Any] = mapped_column(
        JSON, nullable=True, comment="What speaks for its being a copy, and of that one"
    )


class Garbling(Base):
    """A number, day or name that a copy tells otherwise than the article it copies."""

    __tablename__ = "garbling"
    __table_args__ = (
        CheckConstraint("0 <= start_char and start_char < end_char", name="span"),
        CheckConstraint("0 <= original_start_char and original_start_char < original_end_char", name="original_span"),
        {"comment": __doc__},
    )

    article_id: Mapped[str] = reference("article.id", "The copy", on_delete="CASCADE", primary_key=True)
    start_char: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="First character of the words in the copy"
    )
    end_char: Mapped[int] = mapped_column(comment="One past their last character")
    kind: Mapped[GarblingKind] = term(GarblingKind, "kind", "What is told otherwise")
    original_id: Mapped[str] = reference("article.id", "The article it copies", on_delete="CASCADE")
    original_start_char: Mapped[int] = mapped_column(comment="First character of the words in the original")
    original_end_char: Mapped[int] = mapped_column(comment="One past their last character")


class ArticleSignature(Base):
    """What an article is compared by: it is found by its likes without their texts being read again."""

    __tablename__ = "article_signature"
    __table_args__ = ({"comment": __doc__},)

    article_id: Mapped[str] = reference("article.id", "Article it was made of", on_delete="CASCADE", primary_key=True)
    version: Mapped[str] = mapped_column(index=True, comment="Version of what made it; others are made anew")
    text_sha256: Mapped[str] = mapped_column(comment="Hash of the text it was made of")
    minhash: Mapped[bytes] = mapped_column(LargeBinary, comment="MinHash of its shingles")
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, comment="Embedding of its text, 16-bit floats")
