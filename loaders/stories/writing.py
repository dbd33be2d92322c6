"""Stories into the record: only rows that change are written, all those of a batch in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from loaders.ledger import Run
from loaders.portions import portions
from loaders.stories.garbling import Garbled
from loaders.stories.grouping import Place, Told
from loaders.stories.signatures import VERSION, Signature
from schema.models import ArticleSignature, Garbling, Story, StoryArticle

Row = dict[str, Any]


@dataclass
class Places:
    """Which story each article is in and which article it copies, and which articles are in each story."""

    story_of: dict[str, str] = field(default_factory=dict)
    copied_from: dict[str, str | None] = field(default_factory=dict)
    articles: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def put(self, article: str, story: str | None, original: str | None = None) -> None:
        if (old := self.story_of.pop(article, None)) is not None:
            self.articles[old].discard(article)
            del self.copied_from[article]
        if story is not None:
            self.story_of[article] = story
            self.copied_from[article] = original
            self.articles[story].add(article)

    def beside(self, article: str) -> frozenset[str]:
        """The articles of its story."""
        story = self.story_of.get(article)
        return frozenset(self.articles[story]) if story else frozenset()


@dataclass(frozen=True)
class Outcome:
    """What a batch leads to: new signatures, the articles whose places were looked at anew, and their stories.

    `garbled` tells what each copy among them garbled of the article that it copies.
    """

    signatures: Mapping[str, tuple[str, Signature]]
    touched: frozenset[str]
    stories: Sequence[Told]
    garbled: Mapping[str, Sequence[Garbled]]


def write(connection: Connection, run: Run, places: Places, outcome: Outcome) -> set[str]:
    """Writes what a batch leads to; the articles whose place changed."""
    write_signatures(connection, run, outcome.signatures)
    wanted = {place.article: (told.id, place) for told in outcome.stories for place in told.places}
    before = rows_of(connection, places, outcome.touched)
    moved = {key for key in outcome.touched if before.get(key) != (row_of(*wanted[key]) if key in wanted else None)}
    write_stories(connection, outcome.stories)
    for story, articles in by_story(places, moved).items():
        for some in portions(articles):
            of_story = (StoryArticle.story_id == story, StoryArticle.article_id.in_(some))
            connection.execute(delete(StoryArticle).where(*of_story))
    rows = [row_of(*wanted[key]) for key in sorted(moved) if key in wanted]
    if rows:
        connection.execute(insert(StoryArticle), rows)
    left = {places.story_of[key] for key in moved if key in places.story_of}
    for key in moved:
        if key in wanted:
            places.put(key, wanted[key][0], wanted[key][1].copied_from)
        else:
            places.put(key, None)
    for some in portions(sorted(story for story in left if not places.articles[story])):
        connection.execute(delete(Story).where(Story.id.in_(some)))
    copies = {key: place for key, (_, place) in wanted.items() if place.copied_from}
    write_garblings(connection, outcome, copies, moved)
    return moved


def write_signatures(connection: Connection, run: Run, signatures: Mapping[str, tuple[str, Signature]]) -> None:
    table = ArticleSignature
    for some in portions(sorted(signatures)):
        known = set(connection.scalars(select(table.article_id).where(table.article_id.in_(some))))
        connection.execute(delete(table).where(table.article_id.in_(some)))
        connection.execute(
            insert(table),
            [
                {
                    "article_id": key,
                    "version": VERSION,
                    "text_sha256": signatures[key][0],
                    "minhash": signatures[key][1].minhash,
                    "vector": signatures[key][1].vector,
                }
                for key in some
            ],
        )
        run.counts.met += len(some)
        run.counts.updated += len(known)
        run.counts.inserted += len(some) - len(known)


def row_of(story: str, place: Place) -> Row:
    return {
        "story_id": story,
        "article_id": place.article,
        "role": place.role,
        "copied_from_id": place.copied_from,
        "score": place.score,
        "reasons": list(place.reasons) or None,
    }


def rows_of(connection: Connection, places: Places, articles: frozenset[str]) -> dict[str, Row]:
    """The rows on record of some articles."""
    table = StoryArticle
    columns = (
        table.story_id, table.article_id, table.role, table.copied_from_id, table.score, table.reasons
    )  # fmt: skip
    stories = sorted(by_story(places, articles))
    return {
        row.article_id: dict(row._mapping)
        for some in portions(stories)
        for row in connection.execute(select(*columns).where(table.story_id.in_(some)))
        if row.article_id in articles
    }


def by_story(places: Places, articles: frozenset[str] | set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key in sorted(articles):
        if key in places.story_of:
            found[places.story_of[key]].append(key)
    return found


def write_stories(connection: Connection, stories: Sequence[Told]) -> None:
    """Adds the stories that are new, and mends their headlines."""
    titles = {told.id: told.first.title for told in stories}
    for some in portions(sorted(titles)):
        known = {
            row.id: row.title for row in connection.execute(select(Story.id, Story.title).where(Story.id.in_(some)))
        }
        if new := [{"id": key, "title": titles[key]} for key in some if key not in known]:
            connection.execute(insert(Story), new)
        for key, title in known.items():
            if title != titles[key]:
                connection.execute(update(Story).where(Story.id == key).values(title=titles[key]))


def write_garblings(connection: Connection, outcome: Outcome, copies: Mapping[str, Place], moved: set[str]) -> None:
    """Writes what copies garbled, in place of what was on record of them."""
    stale = sorted(moved | outcome.garbled.keys())
    for some in portions(stale):
        connection.execute(delete(Garbling).where(Garbling.article_id.in_(some)))
    rows = [
        {
            "article_id": key,
            "start_char": one.start,
            "end_char": one.end,
            "kind": one.kind,
            "original_id": copies[key].copied_from,
            "original_start_char": one.original_start,
            "original_end_char": one.original_end,
        }
        for key, found in sorted(outcome.garbled.items())
        for one in found
    ]
    if rows:
        connection.execute(insert(Garbling), rows)
