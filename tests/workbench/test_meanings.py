"""What the database says of itself: every view, table and column of a snapshot has a comment that tells something."""

import re
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, text

from loaders.lake.lake import lay_views
from loaders.publish import shared_columns
from loaders.snapshots import current
from schema import vocabulary
from schema.engine import reading
from schema.migrating import migrate
from schema.models import Base
from schema.vocabulary import Term

WORDS = {", ".join(words) for words in vars(vocabulary).values() if isinstance(words, type) and issubclass(words, Term)}
LIST = re.compile(r": (\w+(?:, \w+){2,})(?:;|$)")

Meanings = dict[tuple[str, str | None], str | None]


@pytest.fixture(scope="module")
def meanings(snapshots: Path) -> Meanings:
    """Each (view or table, column or None for itself) and its comment."""
    with duckdb.connect(str(snapshots / current(snapshots).file), read_only=True) as duck:
        lay_views(duck, snapshots.parent / "lake")
        rows = duck.execute("""
            select table_name, column_name, comment from duckdb_columns() where not internal
            union all
            select table_name, null, comment from duckdb_tables() where not internal
            union all
            select view_name, null, comment from duckdb_views() where not internal
        """).fetchall()
    return {(name, column): says for name, column, says in rows}


def tells(name: str, says: str | None) -> bool:
    """Whether a comment says more than a name does: more words than those, `id`, articles and prepositions."""
    told = re.findall(r"[a-z]+", (says or "").lower())
    known = set(re.findall(r"[a-z]+", name.lower())) | {"id", "the", "a", "of", "its", "is", "in", "it"}
    return bool({word.removesuffix("s") for word in told} - {word.removesuffix("s") for word in known})


def test_everything_is_explained(meanings: Meanings) -> None:
    assert len(meanings) > 600
    poor = [(name, column, says) for (name, column), says in meanings.items() if not tells(column or name, says)]
    assert poor == [], "say what it means: in the model, beside the view, or in queries/_views/columns.csv"


@pytest.mark.parametrize("says", ["", None, "Loader", "The loader", "loader id", "Its loaders"])
def test_a_comment_that_repeats_the_name_is_found(says: str | None) -> None:
    assert not tells("loader", says)


def test_the_words_that_a_comment_lists_are_those_of_a_vocabulary(meanings: Meanings) -> None:
    """What is listed after a colon and looks like the words of a column may not fall behind the vocabulary."""
    listing = {at: found[1] for at, says in meanings.items() if says and (found := LIST.search(says))}
    listed = {words for words in WORDS if words.count(",") >= 2}
    assert len({words for words in listing.values() if words in listed}) > 20
    assert {at: words for at, words in listing.items() if words not in listed and near(words, listed)} == {}


def near(words: str, listed: set[str]) -> bool:
    """Whether three words in four are of one vocabulary: then it is meant, and has changed."""
    said = set(words.split(", "))
    return any(len(said & set(vocabulary.split(", "))) / len(said) >= 0.75 for vocabulary in listed if len(said) > 3)


def test_no_line_of_the_shared_meanings_is_left_over(meanings: Meanings) -> None:
    columns = {column for _, column in meanings}
    views = {f"{name}.{column}" for name, column in meanings}
    assert {line for line in shared_columns() if line not in columns | views} == set()


def test_a_number_of_origins_is_not_called_a_state_of_origin(meanings: Meanings) -> None:
    assert "independent" in (meanings["facts", "origins"] or "")
    assert "states" in (meanings["weapons", "origins"] or "")


def test_postgresql_says_the_same_of_itself(postgres: Engine) -> None:
    migrate(postgres)
    with reading(postgres) as connection:
        rows = connection.execute(
            text("""
                select pg_class.relname, pg_attribute.attname, pg_description.description
                from pg_class
                join pg_namespace on pg_namespace.oid = pg_class.relnamespace and pg_namespace.nspname = 'public'
                join pg_attribute
                    on pg_attribute.attrelid = pg_class.oid
                   and pg_attribute.attnum > 0
                   and not pg_attribute.attisdropped
                left join pg_description
                    on pg_description.objoid = pg_class.oid and pg_description.objsubid = pg_attribute.attnum
                where pg_class.relkind = 'r' and pg_class.relname <> 'alembic_version'
            """)
        ).all()
    told = {(table, column): says for table, column, says in rows}
    wanted = {(t.name, c.name): c.comment for t in Base.metadata.sorted_tables for c in t.columns}
    assert told == wanted
    assert all(tells(column, says) for (_, column), says in told.items())
