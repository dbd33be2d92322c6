"""The one quote that stands for a fact: all that is told of it is told of that quote, what it lacks included."""

from typing import Any

import duckdb
import pytest

from loaders.publish import view_files

COLUMNS = (
    "fact_id, evidence_id, stance, published_on, article_id, record_id, start_char, quote, title, source, attribution, "
    "speaker"
)
OWN = ("evidence_id", "quote", "title", "source", "article_id", "record_id", "attribution", "speaker")


def chosen(*quotes: tuple[Any, ...]) -> list[dict[str, Any]]:
    """The rows of the view over quotes of these values."""
    (view,) = [path.read_text("utf-8") for path in view_files() if path.stem.endswith("_fact_evidence")]
    with duckdb.connect() as duck:
        listed = COLUMNS.replace("published_on", "published_on date").replace("start_char", "start_char bigint")
        kinds = (column if " " in column else f"{column} varchar" for column in listed.split(", "))
        duck.execute(f"create table quotes ({', '.join(kinds)})")
        duck.executemany(f"insert into quotes values ({', '.join('?' * len(COLUMNS.split(', ')))})", quotes)
        duck.execute(view)
        answer = duck.execute("select * from fact_evidence order by fact_id")
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def quote(evidence: str, day: str | None = "2024-01-01", **given: Any) -> tuple[Any, ...]:
    told: dict[str, Any] = dict.fromkeys(COLUMNS.split(", "))
    told |= {"fact_id": "f1", "evidence_id": evidence, "stance": "supports", "published_on": day, "start_char": 0}
    return tuple((told | given).values())


FULL = {"quote": "second", "title": "T", "source": "S", "attribution": "named", "speaker": "a minister"}


def test_what_the_first_quote_lacks_is_not_taken_from_another() -> None:
    bare = quote("e1", record_id="r1", quote="first", source="a list")
    (row,) = chosen(bare, quote("e2", "2024-02-01", article_id="a2", **FULL))
    assert {name: row[name] for name in OWN} == dict.fromkeys(OWN) | {
        "evidence_id": "e1",
        "record_id": "r1",
        "quote": "first",
        "source": "a list",
    }
    assert row["pieces"] == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (quote("e9"), quote("e1", stance="contradicts", day="2023-01-01", **FULL)),
        (quote("e9"), quote("e1", day=None, **FULL)),
        (quote("e9", article_id="a1", start_char=3), quote("e1", article_id="a1", start_char=4, **FULL)),
        (quote("e1"), quote("e2", **FULL)),
    ],
    ids=["what supports it", "what has a day", "what stands before", "by its id"],
)
def test_first_is(first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    for order in ((first, second), (second, first)):
        (row,) = chosen(*order)
        assert row["evidence_id"] == first[1]
        assert row["speaker"] is None


def test_the_day_is_that_of_the_first_account_whoever_denies_it() -> None:
    (row,) = chosen(quote("e1"), quote("e2", "2023-01-01", stance="contradicts"))
    assert (row["evidence_id"], f"{row['published_on']}") == ("e1", "2023-01-01")
