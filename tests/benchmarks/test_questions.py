"""The made-up record is one that could be: its rules hold, and every question is asked of it and timed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.comparing import Compared, told
from benchmarks.elsewhere import asked_sqlite, fill_sqlite, for_postgres, tables_of
from benchmarks.questions import Took, line, make, measure
from loaders.snapshots import current
from schema.models import Base
from schema.rules import RULES
from workbench.library import library
from workbench.runner import runner

FACTS, ARTICLES = 700, 7_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("synthetic")
    make(home, FACTS, ARTICLES, seed=1)
    return home


@pytest.fixture
def duck(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = home / "snapshots"
    with duckdb.connect(str(folder / current(folder).file), read_only=True) as duck:
        yield duck


def count(duck: duckdb.DuckDBPyConnection, statement: str) -> int:
    ((found,),) = duck.execute(f"select count(*) from ({statement})").fetchall()
    return int(found)


def test_its_rules_hold_and_nothing_dangles(duck: duckdb.DuckDBPyConnection) -> None:
    for rule in RULES:
        assert count(duck, rule.offenders.replace(":run", "null::varchar")) == 0, rule.says
    for table in Base.metadata.sorted_tables:
        keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        assert count(duck, f'select {keys} from "{table.name}" group by all having count(*) > 1') == 0, table.name
        for column in table.columns:
            for key in column.foreign_keys:
                there = f'select "{key.column.name}" from "{key.column.table.name}"'
                lost = f'select 1 from "{table.name}" where "{column.name}" not in ({there})'
                assert count(duck, lost) == 0, f"{table.name}.{column.name}"


def test_it_has_the_size_and_the_shape_asked_for(duck: duckdb.DuckDBPyConnection) -> None:
    # those that were rejected are not shown, and some deals are one with what the news tells
    assert FACTS * 0.97 < count(duck, "from facts") <= FACTS
    assert count(duck, "from article") == ARTICLES
    assert 1.3 * FACTS < count(duck, "from account") < 1.7 * FACTS
    ((most,),) = duck.execute(
        "select max(n) from (select count(*) as n from fact_objects group by weapon_id)"
    ).fetchall()
    assert most > FACTS / 25, "a few weapons are in most facts"
    wrong = "from quotes where article_id is not null and start_char > 0 and quote not like '% over % on %day.'"
    assert count(duck, wrong) == 0, "a quote is a whole sentence"
    assert count(duck, "from sentence join article on article.id = article_id where end_char > char_count") == 0


def test_every_question_is_asked_and_timed(home: Path) -> None:
    took = list(measure(home / "snapshots", [], rounds=1))
    assert {one.name for one in took} >= library().keys()
    assert [one for one in took if one.fault] == []
    empty = {one.name for one in took if not one.rows}
    assert len(empty) < 8, f"{empty} find nothing, so their time says nothing"


def test_a_line_says_what_is_over_the_limit() -> None:
    assert line(Took("slow", 5, (2.5, 3.0, 2.6)), 2).split() == [
        "slow",
        "5",
        "rows",
        "2.600",
        "s",
        "2.500",
        "least",
        "over",
    ]
    assert "over" not in line(Took("fast", 5, (0.1, 3.0, 0.1)), 2)
    assert line(Took("broken", 0, (), fault="needs more memory"), 2).endswith("needs more memory")
    assert told(Compared("one", 3, 0.5, None, 1.0, same_rows=False)).split() == [
        "one", "3", "0.500", ">30", ">60x", "1.000", "2.0x", "other", "rows",
    ]  # fmt: skip


def test_sqlite_finds_as_many_rows(home: Path) -> None:
    folder = home / "snapshots"
    named = ("coverage", "threats", "told_first", "most_asked_for", "recorded_since", "days_to_answer")
    chosen = [library()[name] for name in named]
    with sqlite3.connect(":memory:") as sqlite:
        fill_sqlite(sqlite, folder / current(folder).file, set().union(*map(tables_of, chosen)))
        for question in chosen:
            values = {parameter.name: None for parameter in question.parameters}
            here = runner(folder).run(question.sql, values).rows
            assert here
            assert len(list(asked_sqlite(sqlite, question, values))) == len(here), question.name
            assert "$" not in for_postgres(question)
