"""Loads articles: text kept unchanged, its parts marked, its doubts flagged, its facts coded."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from extraction.coder import CODER, Text, code_many
from extraction.exchange import slug
from extraction.layout import Layout, lay_out
from extraction.quality import Flag, date_in, flags_of, language_of
from extraction.reference import Reference
from extraction.values import Coding
from loaders.ledger import Reject, Run, now, run_of
from loaders.reading import ArticleRecord, publication_day, read_source
from loaders.storing import short_hash, store
from schema.engine import writing
from schema.models import Article, ArticleFlag, ArticlePart, Evidence, Fact, Review, Sentence, Source
from schema.rules import hold
from schema.vocabulary import DatePrecision, FlagKind, ReviewState, SourceKind

BATCH = 100
Row = dict[str, Any]
Progress = Callable[[int], None]
TELLS = ("source_id", "url", "title", "byline", "published_on", "published_precision", "note")


@dataclass(frozen=True)
class Prepared:
    """An article ready to be stored: its row, its layout, and the doubts about it."""

    record: ArticleRecord
    row: Row
    source: str | None
    layout: Layout
    flags: tuple[Flag, ...]

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def codable(self) -> bool:
        return bool(self.row["language"] == "en")


def load_articles(
    engine: Engine,
    reference: Reference,
    source: Path,
    *,
    coded: bool = True,
    progress: Progress = lambda _: None,
) -> Run:
    """Loads a file or folder in batches, each in a transaction of its own, and codes what is new or changed.

    Raises SourceError if the source cannot be read; what earlier batches stored stays.
    """
    with run_of(engine, "articles", str(source)) as run:
        records = read_source(source)
        while batch := list(islice(records, BATCH)):
            load_batch(engine, reference, run, batch, coded=coded)
            progress(len(batch))
    return run


def load_batch(
    engine: Engine, reference: Reference, run: Run, batch: Sequence[ArticleRecord | Reject], *, coded: bool
) -> None:
    prepared = [item if isinstance(item, Reject) else prepare(item) for item in batch]
    with writing(engine) as connection:
        fresh: list[Prepared] = []
        for item in prepared:
            if isinstance(item, Reject):
                run.reject(connection, item)
            elif keep(connection, item, run):
                fresh.append(item)
        if coded:
            code_articles(connection, reference, fresh, run)
        run.save(connection)
        hold(connection, run.id)


def prepare(record: ArticleRecord) -> Prepared:
    """The row of an article, with what its text says of itself where the record is silent."""
    layout = lay_out(record.text, record.title)
    flags: list[Flag] = []
    day: dt.date | None = None
    precision: DatePrecision | None = None
    if record.published_on:
        if known := publication_day(record.published_on):
            day, precision = known
        else:
            flags.append(Flag(FlagKind.UNREADABLE_DATE, record.published_on))
    if day is None and (read := date_in(record.text, layout)):
        day, precision, words = read
        flags.append(Flag(FlagKind.DATE_FROM_TEXT, words))
    if day is None:
        flags.append(Flag(FlagKind.NO_DATE, "neither the record nor the text tells it"))
    language = language_of(record.text)
    if language != "en":
        flags.append(Flag(FlagKind.NOT_ENGLISH, language))
    flags += flags_of(record.text, layout, day if precision is DatePrecision.DAY else None)
    source_id = slug(record.source) if record.source else None
    digest = hashlib.sha256(record.raw).hexdigest()
    row: Row = {
        "id": "a-" + short_hash(digest, record.url or source_id or ""),
        "source_id": source_id,
        "url": record.url,
        "title": layout.title,
        "byline": record.byline or layout.byline,
        "dateline": layout.dateline,
        "agency": layout.agency,
        "published_on": day,
        "published_precision": precision,
        "language": language,
        "text": record.text,
        "text_sha256": digest,
        "char_count": len(record.text),
        "encoding": record.encoding,
        "note": record.note,
    }
    return Prepared(record, row, record.source, layout, tuple(flags))


def keep(connection: Connection, item: Prepared, run: Run) -> bool:
    """Stores an article or what is new of it; whether there is something to code."""
    known = connection.execute(select(Article.__table__).where(Article.id == item.id)).mappings().first()
    if known is not None:
        changes = {
            name: item.row[name] for name in TELLS if item.row[name] is not None and item.row[name] != known[name]
        }
        if not changes:
            run.counts.unchanged += 1
            return False
        connection.execute(update(Article).where(Article.id == item.id).values(**changes))
        replace_flags(connection, item)
        run.counts.updated += 1
        return True
    same_text = connection.execute(
        select(Article.id, Article.source_id, Article.url).where(Article.text_sha256 == item.row["text_sha256"])
    ).all()
    if same_text and item.row["url"] is None and item.row["source_id"] is None:
        run.counts.unchanged += 1  # a bare copy of a text whose origin is on record tells nothing new
        return False
    bare = next((one.id for one in same_text if one.url is None and one.source_id is None), None)
    replaced = bare is not None and drop_bare(connection, bare)
    add(connection, item, run)
    if replaced:
        run.counts.updated += 1
    else:
        run.counts.inserted += 1
    return True


def drop_bare(connection: Connection, article_id: str) -> bool:
    """Removes a copy of unknown origin whose origin is now told, unless people have reviewed its facts."""
    stands_on_it = select(Evidence.fact_id).where(Evidence.article_id == article_id)
    reviewed = connection.scalar(
        select(Fact.id).where(Fact.id.in_(stands_on_it), Fact.review_state != ReviewState.UNREVIEWED).limit(1)
    ) or connection.scalar(select(Review.id).where(Review.fact_id.in_(stands_on_it)).limit(1))
    if reviewed:
        return False
    connection.execute(delete(Fact).where(Fact.id.in_(stands_on_it)))
    connection.execute(delete(Article).where(Article.id == article_id))
    return True


def add(connection: Connection, item: Prepared, run: Run) -> None:
    if item.source and item.row["source_id"]:
        known = connection.scalar(select(Source.id).where(Source.id == item.row["source_id"]))
        if known is None:
            connection.execute(
                insert(Source).values(id=item.row["source_id"], name=item.source, kind=SourceKind.UNKNOWN)
            )
    connection.execute(insert(Article).values(**item.row, recorded_at=now(), run_id=run.id))
    parts = [
        {"article_id": item.id, "start_char": span.start, "end_char": span.end, "kind": kind}
        for kind, span in item.layout.parts
    ]
    if parts:
        connection.execute(insert(ArticlePart), parts)
    replace_flags(connection, item)


def replace_flags(connection: Connection, item: Prepared) -> None:
    connection.execute(delete(ArticleFlag).where(ArticleFlag.article_id == item.id))
    if item.flags:
        rows = {flag.kind: flag.detail for flag in item.flags}
        connection.execute(
            insert(ArticleFlag),
            [{"article_id": item.id, "kind": kind, "detail": detail} for kind, detail in rows.items()],
        )


def code_articles(connection: Connection, reference: Reference, items: Sequence[Prepared], run: Run) -> None:
    """Codes articles and stores their facts and sentences."""
    codable = [item for item in items if item.codable]
    for item, coding in zip(codable, codings(codable, reference), strict=True):
        if isinstance(coding, Exception):
            connection.execute(
                insert(ArticleFlag).values(
                    article_id=item.id, kind=FlagKind.CODER_FAILED, detail=f"{type(coding).__name__}: {coding}"[:500]
                )
            )
            continue
        connection.execute(delete(Sentence).where(Sentence.article_id == item.id))
        if coding.sentences:
            connection.execute(
                insert(Sentence),
                [{"article_id": item.id, "start_char": s.start, "end_char": s.end} for s in coding.sentences],
            )
        run.counts.facts += store(connection, item.id, coding, CODER, run.id)
        connection.execute(update(Article).where(Article.id == item.id).values(coder=" ".join(CODER)))


def codings(items: Sequence[Prepared], reference: Reference) -> Iterator[Coding | Exception]:
    """The coding of each article, or the error on which the coder stopped: one bad text must not cost the others."""
    texts = [coder_text(item.row, item.layout) for item in items]
    try:
        yield from list(code_many(texts, reference))
    except Exception:
        for text in texts:
            try:
                yield next(iter(code_many([text], reference)))
            except Exception as error:
                yield error


def coder_text(row: Row, layout: Layout | None = None) -> Text:
    exact = row["published_precision"] == DatePrecision.DAY
    return Text(
        row["text"],
        row["published_on"] if exact else None,
        row["title"],
        layout,
        around=row["published_on"],
    )


def recode(engine: Engine, reference: Reference, *, progress: Progress = lambda _: None) -> Run:
    """Codes anew the articles that another version of the coder coded; reviewed facts stay as they are."""
    with run_of(engine, "recode", " ".join(CODER)) as run:
        with writing(engine) as connection:
            stale = connection.scalars(
                select(Article.id)
                .where(Article.coder.is_distinct_from(" ".join(CODER)), Article.language == "en")
                .order_by(Article.id)
            ).all()
        for ids in chunks(stale, BATCH):
            with writing(engine) as connection:
                rows = connection.execute(
                    select(Article.__table__).where(Article.id.in_(ids)).order_by(Article.id)
                ).mappings()
                items = [stored(dict(row)) for row in rows]
                code_articles(connection, reference, items, run)
                run.counts.updated += len(items)
                run.save(connection)
                hold(connection, run.id)
            progress(len(ids))
    return run


def stored(row: Row) -> Prepared:
    record = ArticleRecord(row["id"], row["text"])
    return Prepared(record, row, None, lay_out(row["text"], row["title"]), ())


def chunks(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, size)):
        yield batch
