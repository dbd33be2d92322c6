"""Stories as known on a day: what copied an article of later copied another of the story."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, insert, select

from loaders.known.deriving import snapshot_of
from loaders.known.moment import Known
from loaders.publish import publish
from schema.engine import writing
from schema.models import Article, Story, StoryArticle
from schema.vocabulary import StoryRole
from workbench.runner import run

# The last of five articles by day is the original of the second and, through the second, of the third; the first two of
# another story copy its third.
CHAIN = {4: None, 1: 4, 2: 1, 0: 4, 3: 0}
WHOLE = (
    "select article_id, role, copied_from_id from story_article join article on article.id = article_id order by all"
)


def test_copies_go_back_to_what_is_left(database: Engine, tmp_path: Path) -> None:
    with writing(database) as connection:
        ids = list(connection.scalars(select(Article.id).order_by(Article.published_on, Article.id)))
        days = {row.id: row.published_on for row in connection.execute(select(Article.id, Article.published_on))}
        connection.execute(insert(Story), [{"id": "s-one", "title": "One"}, {"id": "s-two", "title": "Two"}])
        rows = [("s-one", ids[at], None if of is None else ids[of]) for at, of in CHAIN.items()]
        rows += [("s-two", ids[10], None), ("s-two", ids[-1], ids[10])]
        for story, article, original in rows:
            role = StoryRole.ORIGIN if original is None else StoryRole.REPRINT
            score = None if original is None else 0.9
            connection.execute(
                insert(StoryArticle).values(
                    story_id=story, article_id=article, role=role, copied_from_id=original, score=score
                )
            )
    publish(database, tmp_path)
    before_last = days[ids[4]] - dt.timedelta(days=1)
    assert days[ids[3]] <= before_last
    known = snapshot_of(tmp_path, Known(before_last))
    assert run(tmp_path, WHOLE, snapshot=known).rows == tuple(
        sorted(
            [
                (ids[0], "origin", None),
                (ids[1], "reprint", ids[0]),
                (ids[2], "reprint", ids[1]),
                (ids[3], "reprint", ids[0]),
            ]
        )
    )
    title = "select story.id = any_value(story_article.story_id), story.title from story join story_article on true "
    ((_, named),) = run(tmp_path, f"{title} group by story.id, story.title", snapshot=known).rows
    assert named == run(tmp_path, f"select title from article where id = '{ids[0]}'").rows[0][0]
    alone = snapshot_of(tmp_path, Known(days[ids[11]]))
    assert run(tmp_path, "select count(*) from story", snapshot=alone).rows == ((1,),)
    assert run(tmp_path, f"select count(*) from story_article where article_id = '{ids[10]}'", snapshot=alone).rows == (
        (0,),
    )
