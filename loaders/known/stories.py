"""Stories without the articles that came later: what copied such an article copied another of the story."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

import duckdb

from loaders.storing import short_hash
from schema.vocabulary import StoryRole


class Place(NamedTuple):
    """An article that is left in its story; `copied_from` may not be left."""

    article: str
    title: str | None
    published_on: dt.date | None
    role: str
    copied_from: str | None


def mend(duck: duckdb.DuckDBPyConnection) -> None:
    """Mends the stories that lost an article, in the tables of the current database.

    A copy of an article that came later goes back to what that one had copied; where all of those came later, the first
    that is left stands for them.
    """
    lost = """
        select base.story_article.story_id from base.story_article
        where article_id not in (select id from article)
    """
    origins = dict(
        duck.execute(f"select article_id, copied_from_id from base.story_article where story_id in ({lost})").fetchall()
    )
    stories: dict[str, list[Place]] = defaultdict(list)
    rows = duck.execute(
        "select story_id, article_id, title, published_on, role, copied_from_id from story_article "
        f"join article on article.id = article_id where story_id in ({lost})"
    ).fetchall()
    for story, *place in rows:
        stories[story].append(Place(*place))
    duck.execute(f"delete from story where id in ({lost})")
    for story, places in stories.items():
        rewrite(duck, story, places, origins)


def rewrite(duck: duckdb.DuckDBPyConnection, story: str, places: list[Place], origins: dict[str, str | None]) -> None:
    there = {place.article for place in places}
    places = sorted(places, key=lambda place: (place.published_on is None, place.published_on, place.article))
    if len(places) == 1:
        duck.execute("delete from story_article where story_id = $story", {"story": story})
        return
    first = places[0]
    named = "s-" + short_hash(first.article)
    duck.execute("insert into story (id, title) values (?, ?)", [named, first.title])
    stands: str | None = next((place.article for place in places if place.copied_from is None), None)
    for place in places:
        copied_from = place.copied_from
        while copied_from is not None and copied_from not in there:
            copied_from = origins.get(copied_from)
        role = place.role
        if copied_from is None and place.copied_from is not None:
            stands = stands or place.article
            copied_from = stands if stands != place.article else None
        if copied_from is None:
            role = StoryRole.ORIGIN
        duck.execute(
            "update story_article set story_id = $named, role = $role, copied_from_id = $copied_from, "
            "score = case when $copied_from::varchar is null then null else score end, "
            "reasons = case when $copied_from::varchar is null then null else reasons end "
            "where story_id = $story and article_id = $article",
            {"named": named, "role": str(role), "copied_from": copied_from, "story": story, "article": place.article},
        )
