import datetime as dt
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from extraction.names.reference import Reference
from loaders.stories import writing
from loaders.stories.direction import who_copied
from loaders.stories.embedding import embed
from loaders.stories.garbling import garbled, words_of
from loaders.stories.likeness import Kind, compare
from loaders.stories.texts import Account
from schema.migrating import ensure_schema
from schema.models import Article, ArticleSignature, Garbling, Story, StoryArticle
from tests.conftest import copied
from tests.loaders.stories import (
    CORPUS,
    REPRINT,
    SPUN,
    WIRE,
    article,
    load,
    places,
    resolve,
    rows_of,
)

AS_IT_IS = {
    "wire": ("origin", None),
    "reprint": ("reprint", "wire"),
    "same words": ("reprint", "wire"),
    "spun": ("reworded", "wire"),
}


def account(told: dict[str, Any]) -> Account:

    source = str(told["source"]).lower().replace(" ", "-")
    return Account(
        told["title"], told["text"], told["title"], source, None, dt.date.fromisoformat(told["published_on"])
    )


def kind(left: dict[str, Any], right: dict[str, Any]) -> Kind:
    return compare(account(left), account(right), lambda one: embed(one.written)).kind


def by_name(name: str) -> dict[str, Any]:
    return next(row for row in CORPUS if row["title"] == name)


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("wire", "reprint", {Kind.REPRINT}),
        ("wire", "spun", {Kind.REWORDED}),
        ("wire", "own account", {Kind.INDEPENDENT, Kind.DIFFERENT}),
        ("reprint", "own account", {Kind.INDEPENDENT, Kind.DIFFERENT}),
        ("May", "June", {Kind.INDEPENDENT, Kind.DIFFERENT}),
        ("notice 1", "notice 2", {Kind.INDEPENDENT, Kind.DIFFERENT}),
    ],
)
def test_pairs(left: str, right: str, wanted: set[Kind]) -> None:
    assert kind(by_name(left), by_name(right)) in wanted
    assert kind(by_name(left), by_name(right)) is kind(by_name(right), by_name(left))


def test_stories(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, CORPUS, tmp_path)
    resolve(empty)
    assert places(empty) == AS_IT_IS
    with empty.connect() as connection:
        (story,) = connection.execute(select(Story.title)).all()
        scores = connection.scalars(select(StoryArticle.score).where(StoryArticle.copied_from_id.is_not(None))).all()
    assert story.title == "wire"
    assert all(score is not None and score > 0.7 for score in scores), scores


@pytest.mark.parametrize("seed", range(6))
def test_order_of_loading_changes_nothing(listed: Path, reference: Reference, tmp_path: Path, seed: int) -> None:
    wanted = outcome(listed, reference, tmp_path / "once", [CORPUS])
    chance = random.Random(seed)
    shuffled = chance.sample(CORPUS, len(CORPUS))
    cuts = sorted(chance.sample(range(1, len(CORPUS)), 3))
    loads = [shuffled[start:end] for start, end in itertools.pairwise([0, *cuts, len(CORPUS)])]
    assert outcome(listed, reference, tmp_path / "pieces", loads) == wanted


def outcome(
    listed: Path, reference: Reference, folder: Path, loads: list[list[dict[str, Any]]]
) -> list[tuple[Any, ...]]:
    folder.mkdir()
    with opened(listed, folder) as engine:
        for told in loads:
            load(engine, reference, told, folder)
            resolve(engine, batch=2)
        return rows_of(engine)


@contextmanager
def opened(listed: Path, folder: Path) -> Iterator[Engine]:
    yield from copied(listed, folder)


def test_postgresql_has_the_same_stories(postgres: Engine, listed: Path, reference: Reference, tmp_path: Path) -> None:
    ensure_schema(postgres)
    for told in (CORPUS[3:], CORPUS[:3]):
        load(postgres, reference, told, tmp_path)
        resolve(postgres, batch=4)
    assert rows_of(postgres) == outcome(listed, reference, tmp_path / "once", [CORPUS])


def test_killed_anywhere_and_run_again(
    listed: Path, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = outcome(listed, reference, tmp_path / "once", [CORPUS])
    (tmp_path / "killed").mkdir()
    with opened(listed, tmp_path / "killed") as engine:
        load(engine, reference, CORPUS, tmp_path)
        written = writing.write_garblings
        for _ in range(len(CORPUS)):
            monkeypatch.setattr(writing, "write_garblings", killed_at_second(written))
            with pytest.raises(KeyboardInterrupt):
                resolve(engine, batch=1)
            if len(signed(engine)) > 6:
                break
        monkeypatch.setattr(writing, "write_garblings", written)
        resolve(engine)
        assert rows_of(engine) == wanted


def killed_at_second(written: Any) -> Any:
    calls = itertools.count()

    def write(*args: Any) -> None:
        if next(calls):
            raise KeyboardInterrupt
        written(*args)

    return write


def signed(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(ArticleSignature.article_id)))


def test_again_changes_nothing(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, CORPUS, tmp_path)
    assert len(resolve(empty)) == len(AS_IT_IS)
    before = rows_of(empty)
    assert resolve(empty) == frozenset()
    assert rows_of(empty) == before


def test_another_version_begins_anew(
    empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(empty, reference, CORPUS, tmp_path)
    resolve(empty)
    before = rows_of(empty)
    for module in ("loaders.stories.resolving", "loaders.stories.writing"):
        monkeypatch.setattr(f"{module}.VERSION", "another")
    resolve(empty, batch=2)
    assert rows_of(empty) == before
    with empty.connect() as connection:
        assert set(connection.scalars(select(ArticleSignature.version))) == {"another"}


def test_a_new_article_names_the_story_only_if_it_is_the_first(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    load(empty, reference, [by_name("reprint"), by_name("spun")], tmp_path)
    resolve(empty)
    (first,) = stories_of(empty)
    load(empty, reference, [article("late", "Minho News", "2021-05-09", REPRINT)], tmp_path)
    resolve(empty)
    assert stories_of(empty) == {first}
    load(empty, reference, [by_name("wire")], tmp_path)
    resolve(empty)
    (renamed,) = stories_of(empty)
    assert renamed != first
    assert places(empty)["late"] == ("reprint", "wire")


def stories_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(Story.id)))


def test_what_is_told_of_an_article_later_counts(listed: Path, reference: Reference, tmp_path: Path) -> None:
    (tmp_path / "told").mkdir()
    with opened(listed, tmp_path / "told") as engine:
        undated = [{**row, "published_on": None} if row["title"] == "spun" else row for row in CORPUS]
        load(engine, reference, undated, tmp_path)
        resolve(engine)
        assert "spun" not in places(engine), "a text in other words is looked for on days near its own alone"
        load(engine, reference, CORPUS, tmp_path)
        resolve(engine)
        assert rows_of(engine) == outcome(listed, reference, tmp_path / "once", [CORPUS])


def test_an_original_that_gives_way_to_its_source(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    bare = article("wire", None, "2021-05-04", WIRE)
    load(empty, reference, [bare, by_name("reprint")], tmp_path)
    resolve(empty)
    load(empty, reference, [by_name("wire")], tmp_path)
    resolve(empty)
    assert places(empty) == {name: AS_IT_IS[name] for name in ("wire", "reprint")}
    with empty.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Article)) == 2


def test_garbled(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    load(empty, reference, CORPUS, tmp_path)
    resolve(empty)
    original, copy = aliased_texts(empty)
    with empty.connect() as connection:
        rows = connection.execute(select(Garbling.__table__)).all()
    found = {
        (row.kind.value, copy[row.start_char : row.end_char], original[row.original_start_char : row.original_end_char])
        for row in rows
    }
    assert {("number", "41", "14"), ("name", "Fonzeca", "Fonseca")} <= found, found


def aliased_texts(engine: Engine) -> tuple[str, str]:
    with engine.connect() as connection:
        texts = {row.title: row.text for row in connection.execute(select(Article.title, Article.text))}
    return texts["wire"], texts["spun"]


def test_a_reprint_garbles_as_well() -> None:
    wire = account(by_name("wire"))
    copy = account(article("copy", "Elsewhere", "2021-05-06", REPRINT.replace("320 million", "230 million")))
    assert words_of(copy.text, garbled(copy, wire, None), wire.text) == [("230", "320")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (article("a", "Northwire", "2021-05-05", WIRE), article("b", "Tagus Daily", "2021-05-05", REPRINT)),
        (article("z", "Northwire", "2021-05-05", WIRE), article("b", "Tagus Daily", "2021-05-05", REPRINT)),
        (article("z", "Lima Wire", "2021-05-04", REPRINT), article("b", "Lima Sun", "2021-05-05", REPRINT)),
        (article("z", "Lima Sun", "2021-05-05", WIRE), article("b", "Ave Sun", "2021-05-05", SPUN)),
    ],
)
def test_who_copied_whom(left: dict[str, Any], right: dict[str, Any]) -> None:
    for one, other in ((left, right), (right, left)):
        found = who_copied(account(one), account(other))
        assert found.original.id == left["title"]
        assert found.surety > 0.5


def test_short_and_foreign_texts(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    told = [
        article("short", "A", "2021-05-04", "Portugal has asked Norway for launchers."),
        article("short too", "B", "2021-05-04", "Portugal has asked Norway for launchers."),
        article("odd", "C", "2021-05-04", "葡萄牙要求挪威出售发射器。" * 30),
        article("empty of words", "D", None, "— … —"),
    ]
    load(empty, reference, told, tmp_path)
    assert resolve(empty) == frozenset()
    assert len(signed(empty)) == len(told)


def test_hundreds_of_the_same_words_are_one_story(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    told = [article(f"copy {n}", f"Paper {n}", "2021-05-05", REPRINT) for n in range(300)]
    load(empty, reference, [*told, by_name("wire")], tmp_path)
    resolve(empty)
    assert {found for name, found in places(empty).items() if name != "wire"} == {("reprint", "wire")}
