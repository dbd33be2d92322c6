"""The job: articles that were not resolved yet are signed, met with their likes, and put into stories, batch by batch.

What comes out depends on the articles alone: not on the order they came in, nor on where an earlier run was stopped.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, Engine, select

from loaders.ledger import Run
from loaders.portions import portions
from loaders.stories.accounts import accounts_of
from loaders.stories.deciding import Decider
from loaders.stories.embedding import Embedding, embed
from loaders.stories.garbling import Garbled
from loaders.stories.grouping import Told, stories
from loaders.stories.index import Entry, Index
from loaders.stories.signatures import VERSION, Signature, sign
from loaders.stories.writing import Outcome, Places, write
from schema.engine import reading
from schema.models import Article, ArticleSignature, StoryArticle
from schema.vocabulary import DatePrecision

BATCH = 1000


@dataclass
class Work:
    """What a resolution keeps in memory: the index of all signatures, who is in which story, what was decided."""

    index: Index = field(default_factory=Index)
    places: Places = field(default_factory=Places)
    decider: Decider = field(default_factory=Decider)


def resolve_stories(
    engine: Engine,
    run: Run,
    *,
    batch: int = BATCH,
    embedding: Embedding = embed,
    moved_on: Callable[[Connection, Set[str]], None] = lambda _connection, _articles: None,
) -> frozenset[str]:
    """Puts every article that has no signature of this version into its story; the articles whose place changed.

    Each batch is a transaction of its own, after which its articles count as resolved; `moved_on` does in it what
    follows from their places.
    """
    with reading(engine) as connection:
        waiting = unresolved(connection)
        if not waiting:
            return frozenset()
        work = Work(index_of(connection), places_of(connection), Decider(embedding))
    moved: set[str] = set()
    for ids in batches(waiting, batch):
        with reading(engine) as connection:
            outcome = resolved(connection, work, ids)
        with run.batch(engine) as connection:
            changed = write(connection, run, work.places, outcome)
            moved_on(connection, changed)
            moved |= changed
        work.decider.forget()
    return frozenset(moved)


def batches(waiting: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    left = iter(waiting)
    while ids := list(islice(left, size)):
        yield ids


def unresolved(connection: Connection) -> list[str]:
    """The articles without a signature of this version, in the order of their days."""
    table = ArticleSignature
    ids = connection.scalars(
        select(Article.id)
        .outerjoin(table, (table.article_id == Article.id) & (table.version == VERSION))
        .where(table.article_id.is_(None))
    ).all()
    days = {
        row.id: str(row.published_on or "without")
        for some in portions(ids)
        for row in connection.execute(select(Article.id, Article.published_on).where(Article.id.in_(some)))
    }
    return sorted(days, key=lambda key: (days[key], key))


def index_of(connection: Connection) -> Index:
    """The index of the articles that are resolved."""
    table = ArticleSignature
    rows = connection.execute(
        select(table.article_id, Article.published_on, Article.published_precision, table.minhash, table.vector)
        .join(Article, Article.id == table.article_id)
        .where(table.version == VERSION)
        .execution_options(yield_per=10_000)
    )
    index = Index()
    index.add(
        [
            Entry(key, day if precision is DatePrecision.DAY else None, Signature(minhash, vector))
            for key, day, precision, minhash, vector in rows
        ]
    )
    return index


def places_of(connection: Connection) -> Places:
    places = Places()
    table = StoryArticle
    for story, article, original in connection.execute(
        select(table.story_id, table.article_id, table.copied_from_id).execution_options(yield_per=10_000)
    ):
        places.put(article, story, original)
    return places


def resolved(connection: Connection, work: Work, ids: Sequence[str]) -> Outcome:
    """What a batch of articles leads to: their signatures, and the stories of all articles that they touch."""
    signatures = {}
    entries = []
    for key, (account, language) in accounts_of(connection, ids).items():
        signature, sentences = sign(account, language, work.decider.embedding)
        work.decider.know(account, sentences)
        signatures[key] = sha256_of(account.text), signature
        entries.append(Entry(key, account.published_on, signature))
    touched = touched_by(connection, work, work.index.add(entries))
    told = told_of(connection, work, touched)
    return Outcome(signatures, frozenset(touched), told, garblings(work, told, signatures.keys()))


def touched_by(connection: Connection, work: Work, rows: Sequence[int]) -> set[str]:
    """The articles whose stories new ones may change: these, their copies and originals, and all of their stories."""
    index, known = work.index, work.decider
    met = sorted(index.meeting(rows))
    known.read(connection, {index.ids[row] for pair in met for row in pair})
    joined = set(rows)
    for one, other in met:
        if known.verdict(index.ids[one], index.ids[other]).is_copy:
            joined |= {one, other}
    grouped = {index.ids[same] for row in joined for same in index.same_words(row)}
    return grouped | {other for key in grouped for other in work.places.beside(key)}


def told_of(connection: Connection, work: Work, touched: set[str]) -> list[Told]:
    """The stories of some articles, none of which copies or is copied by any other."""
    index, known = work.index, work.decider
    rows = frozenset(index.row_of[key] for key in touched if key in index.row_of)
    met = [(index.ids[one], index.ids[other]) for one, other in sorted(index.meeting(rows, among=rows))]
    groups = [
        [index.ids[row] for row in sorted(same, key=index.order)]
        for first in sorted({index.first(row) for row in rows})
        if len(same := index.same_words(first)) > 1
    ]
    accounts = known.read(connection, {key for ids in (*met, *groups) for key in ids})
    return stories(accounts, known.copyings(groups, met))


def garblings(work: Work, told: Iterable[Told], fresh: Set[str]) -> dict[str, Sequence[Garbled]]:
    """What copies garbled, of those only that are new, or copy another article than before, or a new one."""
    return {
        place.article: work.decider.garbled(place.article, place.copied_from, place.role)
        for story in told
        for place in story.places
        if place.copied_from
        if place.article in fresh
        or place.copied_from in fresh
        or place.copied_from != work.places.copied_from.get(place.article)
    }


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
