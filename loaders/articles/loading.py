"""Loads articles: text kept unchanged, its parts marked, its doubts flagged, its facts coded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sqlalchemy import Connection, Engine, delete, insert, select, update

from extraction.coder import CODER, Text, code_many
from extraction.names.reference import Reference
from extraction.text.layout import Layout, lay_out
from extraction.values import Coding
from loaders.articles.keeping import keep
from loaders.articles.preparing import Prepared, Row, prepare
from loaders.articles.reading import read_source
from loaders.articles.records import ArticleRecord, Found
from loaders.fetching import Fetched
from loaders.ledger import Counts, Reject, Run, rehearsal, run_of
from loaders.loader import Forecast, Job, Options
from loaders.standing import settle
from loaders.storing import store, store_leads
from schema.engine import reading
from schema.models import Article, ArticleFlag, Sentence
from schema.vocabulary import DatePrecision, FlagKind

BATCH = 100
SHOWN = 20  # changes that a forecast shows


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    """Loads the articles of a source in batches, each in a transaction of its own, and codes what is new or changed.

    Raises SourceError if the source cannot be read; what earlier batches stored stays.
    """
    records = from_source(read_source(file), options.get("source"))
    while batch := list(islice(records, BATCH)):
        items = ready(batch)
        with run.batch(job.engine) as connection:
            fresh = keep_all(connection, run, items)
            if not options.get("no_code"):
                # A copy of unknown origin may have given way to a later one of the same batch.
                there = set(connection.scalars(select(Article.id).where(Article.id.in_(fresh))))
                code_articles(connection, job.reference, [item for item in fresh.values() if item.id in there], run)


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    """What a load would store, by storing it and taking it back; nothing is coded."""
    changes: list[str] = []
    records = from_source(read_source(file), options.get("source"))
    with rehearsal(job.engine, "articles", file.written) as (connection, run):
        while batch := list(islice(records, BATCH)):
            for kept in keep_all(connection, run, ready(batch)).values():
                if len(changes) < SHOWN:
                    changes.append(f"{kept.row['published_on'] or 'no date'} {kept.row['title'] or kept.id}")
    return Forecast(run.counts, changes, run.rejects)


def from_source(records: Iterator[Found], name: str | None) -> Iterator[Found]:
    """The records, those that name no source as if they named this one."""
    for record in records:
        if name and isinstance(record, ArticleRecord) and not record.source:
            yield replace(record, source=name)
        else:
            yield record


def ready(batch: Sequence[Found]) -> list[Prepared | Reject]:
    return [item if isinstance(item, Reject) else prepare(item) for item in batch]


def keep_all(connection: Connection, run: Run, items: Sequence[Prepared | Reject]) -> dict[str, Prepared]:
    """Stores articles and rejects; those that are new or changed, by id."""
    fresh: dict[str, Prepared] = {}
    for item in items:
        run.counts.met += 1
        if isinstance(item, Reject):
            run.reject(connection, item)
        elif kept := keep(connection, item, run):
            fresh[kept.id] = kept
    return fresh


def code_articles(connection: Connection, reference: Reference, items: Sequence[Prepared], run: Run) -> None:
    """Codes articles and stores their facts and sentences."""
    codable = [item for item in items if item.codable]
    for item, coding in zip(codable, codings(codable, reference), strict=True):
        failed = (ArticleFlag.article_id == item.id, ArticleFlag.kind == FlagKind.CODER_FAILED)
        connection.execute(delete(ArticleFlag).where(*failed))
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
        settle(connection, reference, item.id)
        store_leads(connection, item.id, coding.leads, CODER, run.id)
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


def recode(engine: Engine, reference: Reference, *, watch: Callable[[Counts], None] = lambda _: None) -> Run:
    """Codes anew the articles that another version of the coder coded; reviewed facts stay as they are."""
    with run_of(engine, "recode", " ".join(CODER), watch=watch) as run:
        with reading(engine) as connection:
            stale = connection.scalars(
                select(Article.id)
                .where(Article.coder.is_distinct_from(" ".join(CODER)), Article.language == "en")
                .order_by(Article.id)
            ).all()
        for ids in chunks(stale, BATCH):
            with run.batch(engine) as connection:
                rows = connection.execute(
                    select(Article.__table__).where(Article.id.in_(ids)).order_by(Article.id)
                ).mappings()
                items = [stored(dict(row)) for row in rows]
                code_articles(connection, reference, items, run)
                run.counts.met += len(items)
                run.counts.updated += len(items)
    return run


def stored(row: Row) -> Prepared:
    return Prepared(row, lay_out(row["text"], row["title"]))


def chunks(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, size)):
        yield batch
