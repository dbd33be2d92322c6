"""Articles into the record: new ones added, known ones joined with what is told of them anew."""

from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from loaders.articles.preparing import Prepared, Row, prepared
from loaders.articles.told import join, told_of
from loaders.ledger import Run, now
from schema.models import (
    Article,
    ArticleFlag,
    ArticlePart,
    ArticleSignature,
    Evidence,
    Fact,
    Garbling,
    Review,
    Source,
    Story,
    StoryArticle,
)
from schema.vocabulary import FlagKind, ReviewState, SourceKind


def keep(connection: Connection, item: Prepared, run: Run) -> Prepared | None:
    """Stores an article or what is new of it; the article as it is then, or None if nothing changed."""
    know_source(connection, item)
    known = connection.execute(select(Article.__table__).where(Article.id == item.id)).mappings().first()
    if known is not None:
        changed = joined(connection, dict(known), item)
        if changed is None:
            run.counts.unchanged += 1
            return None
        connection.execute(update(Article).where(Article.id == item.id).values(**changed.row))
        unresolve(connection, item.id)
        furnish(connection, changed)
        run.counts.updated += 1
        return changed
    same_text = connection.execute(
        select(Article.id, Article.source_id, Article.url).where(Article.text_sha256 == item.row["text_sha256"])
    ).all()
    if same_text and item.row["url"] is None and item.row["source_id"] is None:
        run.counts.unchanged += 1  # a bare copy of a text whose origin is on record tells nothing new
        return None
    bare = next((one.id for one in same_text if one.url is None and one.source_id is None), None)
    replaced = bare is not None and drop_bare(connection, bare)
    connection.execute(insert(Article).values(**item.row, recorded_at=now(), run_id=run.id))
    furnish(connection, item)
    if replaced:
        run.counts.updated += 1
    else:
        run.counts.inserted += 1
    return item


def joined(connection: Connection, known: Row, item: Prepared) -> Prepared | None:
    """A stored article together with what is told of it anew; None if it tells nothing new."""
    assert item.own, "an article from a source comes with what its text says"
    assert item.told, "an article from a source comes with what is told of it"
    flags = connection.execute(select(ArticleFlag.kind, ArticleFlag.detail).where(ArticleFlag.article_id == item.id))
    before = told_of(known, {flag.kind: flag.detail for flag in flags}, item.own)
    both = join(before, item.told)
    if both == before:
        return None
    # The id tells where the text was met, not what is told of it, and stays.
    after = prepared(item.row["text"], item.own, both, item.source)
    return replace(after, row=after.row | {"id": item.id})


def drop_bare(connection: Connection, article_id: str) -> bool:
    """Removes a copy of unknown origin whose origin is now told, unless people have reviewed its facts."""
    stands_on_it = select(Evidence.fact_id).where(Evidence.article_id == article_id)
    reviewed = connection.scalar(
        select(Fact.id).where(Fact.id.in_(stands_on_it), Fact.review_state != ReviewState.UNREVIEWED).limit(1)
    ) or connection.scalar(select(Review.id).where(Review.fact_id.in_(stands_on_it)).limit(1))
    if reviewed:
        return False
    connection.execute(delete(Fact).where(Fact.id.in_(stands_on_it)))
    leave_story(connection, article_id)
    connection.execute(delete(Article).where(Article.id == article_id))
    return True


def unresolve(connection: Connection, *article_ids: str) -> None:
    """Has articles resolved anew: what was told of them decides who copied whom."""
    connection.execute(delete(ArticleSignature).where(ArticleSignature.article_id.in_(article_ids)))


def leave_story(connection: Connection, article_id: str) -> None:
    """Takes an article that goes out of its story, which is resolved anew."""
    here = select(StoryArticle.story_id).where(StoryArticle.article_id == article_id)
    articles = connection.scalars(select(StoryArticle.article_id).where(StoryArticle.story_id.in_(here))).all()
    unresolve(connection, *articles)
    connection.execute(delete(Garbling).where(Garbling.article_id.in_(articles)))
    connection.execute(delete(Story).where(Story.id.in_(here)))


def know_source(connection: Connection, item: Prepared) -> None:
    """Adds the source that a record names; of two spellings of one name the one that sorts first stays."""
    source_id = item.row["source_id"]
    if not item.source or not source_id:
        return
    known = connection.execute(select(Source.name, Source.kind).where(Source.id == source_id)).first()
    free = connection.scalar(select(Source.id).where(Source.name == item.source)) is None
    if known is None:
        name = item.source if free else f"{item.source} ({source_id})"  # a data set has that name
        connection.execute(insert(Source).values(id=source_id, name=name, kind=SourceKind.UNKNOWN))
    elif free and known.kind is SourceKind.UNKNOWN and item.source < known.name:
        connection.execute(update(Source).where(Source.id == source_id).values(name=item.source))


def furnish(connection: Connection, item: Prepared) -> None:
    """Writes the parts and flags of an article in place of those it had."""
    connection.execute(delete(ArticlePart).where(ArticlePart.article_id == item.id))
    parts = [
        {"article_id": item.id, "start_char": span.start, "end_char": span.end, "kind": kind}
        for kind, span in item.layout.parts
    ]
    if parts:
        connection.execute(insert(ArticlePart), parts)
    # Whether the coder stopped on it is the coder's to say.
    connection.execute(
        delete(ArticleFlag).where(ArticleFlag.article_id == item.id, ArticleFlag.kind != FlagKind.CODER_FAILED)
    )
    rows = [{"article_id": item.id, "kind": flag.kind, "detail": flag.detail} for flag in item.flags]
    if rows:
        connection.execute(insert(ArticleFlag), rows)
