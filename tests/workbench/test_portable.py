"""Questions keep to SQL that PostgreSQL and Spark know too, or say why not."""

import re
from pathlib import Path

import psycopg
import pytest

from benchmarks.elsewhere import alike, asked, fill, tables_of
from loaders.snapshots import current
from schema.settings import CHECKOUT
from tests.workbench.portable import FUNCTIONS, TYPES, faults
from workbench.asking import bound
from workbench.library import Question, library
from workbench.runner import runner

DOCUMENT = (CHECKOUT / "docs" / "questions.md").read_text("utf-8")


@pytest.mark.parametrize("question", library().values(), ids=lambda q: q.name)
def test_a_question_keeps_to_the_subset_or_says_why_not(question: Question) -> None:
    found = faults(question.sql)
    if question.unportable is None:
        assert not found, f"{question.path}: mend it, or write `-- portable: no (why)`"
    else:
        assert found, f"{question.path}: is portable, so `-- portable: no` can go"


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("select * from facts order by fact_id", "columns are named"),
        ("select facts.* from facts order by fact_id", "columns are named"),
        ("select kind from facts group by all order by kind", "not `all`"),
        ("select kind from facts order by all", "not `all`"),
        ("select kind::varchar as kind from facts order by kind", "`::` is written cast"),
        ("select try_cast(kind as integer) as a from facts order by a", "TryCast"),
        ("select cast(kind as hugeint) as a from facts order by a", "a type that is not of the subset"),
        ("select round(confidence, 2) as a from facts order by a", "rounds to places"),
        ("select distinct on (kind) kind from facts order by kind", "distinct on"),
        ("select kind from facts qualify row_number() over () = 1 order by kind", "Qualify"),
        ("select kind from facts where kind ilike 'a' order by kind", "ILike"),
        ("select unnest(weapons) as weapon from facts order by weapon", "is not of the subset"),
        ("select weapons[1] as weapon from facts order by weapon", "Bracket"),
        ("select list_contains(weapons, 'a') as has from facts order by has", "is not of the subset"),
        ("select arg_min(kind, fact_id) as kind from facts order by kind", "is not of the subset"),
        ("select made_up(kind) as kind from facts order by kind", "is not of the subset"),
        ("select {'a': kind} as kind from facts order by kind", "Struct"),
        ("select current_date as today from facts order by today", "CurrentDate"),
        ("select random() as chance from facts order by chance", "Rand"),
        ("select kind from facts asof join quotes on facts.fact_id >= quotes.fact_id order by kind", "a join is"),
        ("select kind from facts, quotes order by kind", "a join is"),
        ("select kind from 'file.csv' order by kind", "a table is a name"),
        ("select kind from main.facts order by kind", "a table is a name"),
        ("select x from range(3) as t(x) order by x", "is not of the subset"),
        ("select kind from facts union by name select kind from quotes order by kind", "by name"),
        ("SELECT kind FROM facts ORDER BY kind", "capitals: SELECT"),
        ("select kind from facts", "no order"),
        ("select kind from facts where order by", "cannot be parsed"),
    ],
)
def test_what_is_not_of_the_subset_is_named(sql: str, says: str) -> None:
    assert says in "; ".join(faults(sql))


def test_what_is_of_the_subset_passes() -> None:
    assert not faults(
        "with told as (select kind, array_agg(distinct quote order by quote) filter (where quote is not null) as words "
        "from quotes group by kind having count(*) > 1 union all select kind, null from facts where kind like 'r%') "
        "select told.kind, date_diff('day', min(told.a), $since) as days, extract(year from told.a) as year, "
        "row_number() over (partition by told.kind order by told.a desc nulls last) as place, 'Ä' || told.kind as name "
        "from told left join facts on facts.kind = told.kind and facts.kind in ($a, 'b') "
        "where $since is null or position(lower($x) in lower(told.kind)) > 0 order by days desc nulls last, told.kind"
    )


def test_the_document_lists_the_subset() -> None:
    """docs/questions.md names each function and type that the lint lets pass, and no other."""
    listed = {
        row[0]: set(re.findall(r"`(\w+)", row[1]))
        for row in re.findall(r"^\| (functions|types) \| (.+) \|$", DOCUMENT, re.MULTILINE)
    }
    assert listed == {"functions": set(FUNCTIONS), "types": set(TYPES)}


def test_postgresql_gives_the_same_rows(answered: Path, postgres_url: str) -> None:
    """All questions but those over the lake, whose files PostgreSQL does not see."""
    portable = [q for q in library().values() if q.unportable is None and "gdelt_events" not in tables_of(q)]
    assert len(portable) >= 40
    snapshot, answering = current(answered), runner(answered)
    with psycopg.connect(postgres_url.replace("postgresql+psycopg", "postgresql")) as postgres:
        postgres.execute("create schema answered")
        postgres.execute("set search_path to answered")
        fill(postgres, answered / snapshot.file, set().union(*(tables_of(q) for q in portable)))
        different = []
        for question in portable:
            values = bound(answering, snapshot, question, {})
            here = alike(answering.run(question.sql, values, snapshot=snapshot).rows)
            try:
                with postgres.transaction():
                    there = alike(asked(postgres, question, values))
            except psycopg.Error as error:
                different.append(f"{question.name}: {str(error).splitlines()[0]}")
                continue
            if here != there:
                different.append(f"{question.name}: {set(here) ^ set(there)}")
        assert different == []
        postgres.rollback()
