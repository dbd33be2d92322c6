"""What several tellings of one article come to: the same in any order, and nothing new the second time."""

import itertools
import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from extraction.names.reference import Reference
from loaders.articles.keeping import keep
from loaders.articles.preparing import Prepared, prepare
from loaders.articles.records import ArticleRecord
from loaders.ledger import Run, now
from schema.engine import reading, writing
from schema.models import Article, ArticleFlag, ArticlePart, Base, Fact, LoadRun, Source
from schema.vocabulary import FlagKind
from tests.loading import load_articles

TEXT = (
    "A headline of its own\n\nBy Jane Roe\n\nANKARA, Feb 20 (Some Wire) - Turkey asked the United States last week for "
    "Patriot missiles.\nIt waits.\n\n© 2020 Some Wire\n"
)
DULL = "Turkey asked the United States last week for Patriot missiles.\nIt waits.\n"
KEPT: tuple[type[Base], ...] = (Source, Article, ArticlePart, ArticleFlag)
UNTOLD = ("recorded_at", "run_id")


@cache
def ready(record: ArticleRecord) -> Prepared:
    return prepare(record)


def contents(connection: Connection) -> list[list[tuple[Any, ...]]]:
    return [
        sorted(
            map(tuple, connection.execute(select(*(c for c in model.__table__.columns if c.name not in UNTOLD)))),
            key=repr,
        )
        for model in KEPT
    ]


def outcome(engine: Engine, records: Sequence[ArticleRecord]) -> tuple[list[list[tuple[Any, ...]]], int]:
    """What the tables hold after these, and how many of them change anything when they are told again."""
    with engine.connect() as connection, connection.begin() as transaction:
        run = Run("run-x", "articles", "x")
        connection.execute(
            insert(LoadRun).values(
                id=run.id, loader=run.loader, source="x", status="running", started_at=now(), code_version="x"
            )
        )
        for record in records:
            keep(connection, ready(record), run)
        first = contents(connection)
        news = sum(keep(connection, ready(record), run) is not None for record in records)
        assert contents(connection) == first
        transaction.rollback()
    return first, news


def tellings() -> st.SearchStrategy[ArticleRecord]:
    def one_of(*values: str) -> st.SearchStrategy[str | None]:
        return st.sampled_from([None, *values])

    return st.builds(
        ArticleRecord,
        locator=st.just("x"),
        text=st.sampled_from([TEXT, DULL]),
        encoding=one_of("utf-8", "cp1252"),
        url=one_of("https://paper.example/1"),
        source=one_of("Some Paper", "some paper", "Other Paper", "!"),
        title=one_of("A headline of its own", "Another headline", "By Jane Roe", "It waits."),
        published_on=one_of("2020", "2020-02", "2020-02-20", "2020-02-21", "2019", "soon", "later", "20 February 2020"),
        byline=one_of("Jane Roe", "A. N. Other", "Zoe Zed"),
        note=one_of("a note", "another"),
    )


@pytest.fixture(scope="module")
def record(listed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database that every example leaves as it found it."""
    from schema.engine import open_engine

    file = tmp_path_factory.mktemp("keeping") / "sqn.sqlite"
    file.write_bytes(listed.read_bytes())
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records=st.lists(tellings(), min_size=2, max_size=5), data=st.data())
def test_the_outcome_does_not_depend_on_the_order(
    record: Engine, records: list[ArticleRecord], data: st.DataObject
) -> None:
    held, news = outcome(record, records)
    assert news == 0
    for _ in range(3):
        other = data.draw(st.permutations(records))
        assert outcome(record, other) == (held, 0)
    assert outcome(record, [*records, *records]) == (held, 0)


@pytest.mark.parametrize(
    ("told", "column", "stays"),
    [
        ([{}, {"title": "Told"}], "title", "Told"),
        ([{}, {"byline": "Told Writer"}], "byline", "Told Writer"),
        ([{}, {"published_on": "2020-02-20"}], "published_on", "2020-02-20"),
        ([{"published_on": "2019"}, {}], "published_on", "2019-01-01"),
        ([{"published_on": "2020-02-20"}, {"published_on": "2020"}], "published_precision", "day"),
        ([{"published_on": "2020-02-20"}, {"published_on": "2020-01"}], "published_on", "2020-02-20"),
        ([{"published_on": "2020-02-20"}, {"published_on": "2020-02-19"}], "published_on", "2020-02-19"),
        ([{"published_on": "soon"}, {"published_on": "2020-02-20"}], "published_on", "2020-02-20"),
        ([{"title": "B"}, {"title": "A"}, {"title": "A headline of its own"}], "title", "A"),
    ],
)
def test_what_is_told_counts_before_a_guess_and_the_exact_before_the_vague(
    record: Engine, told: list[dict[str, str]], column: str, stays: str
) -> None:
    at = [c.name for c in Article.__table__.columns if c.name not in UNTOLD].index(column)
    for order in itertools.permutations(ArticleRecord("x", TEXT, **one) for one in told):
        (_, (article,), *_), _ = outcome(record, order)
        assert str(article[at]) == stays


def test_a_new_headline_moves_the_parts(record: Engine) -> None:
    text = "Turkey asks: who answers?\nANKARA, Feb 20 (Some Wire) - Turkey asked.\nIt waits.\n"
    bare, titled = ArticleRecord("x", text, source="P"), ArticleRecord("x", text, source="P", title="It waits.")
    assert outcome(record, [bare, titled]) == outcome(record, [titled])


def test_one_text_told_three_times_is_settled_by_the_first_load(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    lines = [
        {"text": TEXT},
        {"text": TEXT, "title": "Told", "published_on": "2020-02-20"},
        {"text": TEXT, "published_on": "2020"},
    ]
    file = tmp_path / "a.jsonl"
    held = []
    for order in (lines, lines[::-1]):
        file.write_text("".join(json.dumps(line) + "\n" for line in order))
        load_articles(empty, reference, file)
        again = load_articles(empty, reference, file).counts
        assert (again.inserted, again.updated, again.unchanged) == (0, 0, 3)
        with reading(empty) as connection:
            held.append((contents(connection), sorted(connection.execute(select(Fact.id, Fact.earliest)).all())))
    assert held[0] == held[1]
    with reading(empty) as connection:
        assert connection.scalar(select(Article.title)) == "Told"


def test_a_bare_copy_and_the_described_one_in_one_file(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    """The bare one is gone again before the batch is coded."""
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in ({"text": DULL}, {"text": DULL, "source": "Paper"})))
    load_articles(empty, reference, file)
    with reading(empty) as connection:
        assert connection.scalars(select(Article.source_id)).all() == ["paper"]
        assert connection.scalars(select(Fact.id)).all()


def test_an_article_on_which_the_coder_stopped_may_stop_it_again(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loaders.articles import loading as articles

    def stopped(*_: Any) -> Any:
        raise RuntimeError("no")

    (tmp_path / "a.txt").write_text(DULL)
    with monkeypatch.context() as patch:
        patch.setattr(articles, "code_many", stopped)
        load_articles(empty, reference, tmp_path / "a.txt")
        articles.recode(empty, reference)
    flags = select(ArticleFlag.kind)
    with writing(empty) as connection:
        assert FlagKind.CODER_FAILED in connection.scalars(flags).all()
    articles.recode(empty, reference)
    with writing(empty) as connection:
        assert FlagKind.CODER_FAILED not in connection.scalars(flags).all()
