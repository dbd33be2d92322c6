"""The hash of an answer: the same rows in any order, batch or type of number give one, any other rows another."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.settings import CHECKOUT
from workbench.citing import cite_sql
from workbench.row_hash import canonical, digested
from workbench.runner import run

ZONE = dt.timezone(dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (Decimal("5.00"), "5"),
        (Decimal("-0.0"), "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("12.50"), "12.5"),
        (Decimal("NaN"), '"NaN"'),
        (0.1, "1.000000000e-01"),
        (0.1 + 0.2, "3.000000000e-01"),
        (-0.0, "0.000000000e+00"),
        (1e300, "1.000000000e+300"),
        (float("-inf"), '"-Infinity"'),
        ('say "no"\n\x01é', '"say \\"no\\"\\n\\u0001é"'),
        (dt.date(2020, 3, 1), '"2020-03-01"'),
        (dt.datetime(2020, 3, 1, 12, 0, tzinfo=ZONE), '"2020-03-01T10:00:00.000000Z"'),
        (dt.datetime(2020, 3, 1, 12, 0, 0, 5), '"2020-03-01T12:00:00.000005"'),  # noqa: DTZ001 - a moment without a zone
        (dt.time(1, 2, 3), '"01:02:03.000000"'),
        (b"\x00\xff", '"00ff"'),
        (["b", None, "a"], '["b",null,"a"]'),
        ({"b": 1, "a": [Decimal("2.0")]}, '{"a":[2],"b":1}'),
    ],
)
def test_each_value_is_written_in_one_way(value: Any, written: str) -> None:
    assert canonical(value) == written


def test_it_is_what_it_is_said_to_be() -> None:
    """Reckoned with nothing but JSON and SHA-256."""
    rows: list[list[Any]] = [["b", 2], ["a", None], ["b", 2]]
    table = pa.table({"who": [row[0] for row in rows], "n": [row[1] for row in rows]})
    told = sorted(hashlib.sha256(json.dumps(row, separators=(",", ":")).encode()).digest() for row in rows)
    head = hashlib.sha256(b'["who","n"]').digest()
    got = digested(("who", "n"), [table])
    assert got.sha256 == hashlib.sha256(head + b"".join(told)).hexdigest()
    assert got.rows == 3
    assert got.of_rows(3) == tuple(digest[:8].hex() for digest in told)
    assert got.of_rows(2) == ()


VALUES = st.one_of(st.none(), st.text(max_size=5))
ROWS = st.lists(st.tuples(VALUES, st.one_of(st.none(), st.integers(-9, 9))), max_size=12)


@given(ROWS, st.randoms(use_true_random=False))
def test_order_and_batches_make_no_difference(rows: list[tuple[Any, Any]], chance: Any) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    some = chance.randint(0, len(rows))
    assert digested(("a", "b"), [table_of(rows)]) == digested(
        ("a", "b"), [table_of(shuffled[:some]), table_of(shuffled[some:])]
    )


@given(ROWS, ROWS)
def test_other_rows_have_another_hash(some: list[tuple[Any, Any]], others: list[tuple[Any, Any]]) -> None:
    same = sorted(some, key=repr) == sorted(others, key=repr)
    hashes = [digested(("a", "b"), [table_of(rows)]).sha256 for rows in (some, others)]
    assert (hashes[0] == hashes[1]) == same


def table_of(rows: list[tuple[Any, Any]]) -> pa.Table:
    return pa.table({"a": pa.array([row[0] for row in rows], pa.string()), "b": pa.array([row[1] for row in rows])})


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("select 1::tinyint as n", "select 1.00::decimal(9, 2) as n", True),
        ("select 1::hugeint as n", "select 1::bigint as n", True),
        ("select 1 as n", "select 1::double as n", False),
        ("select 1 as n", "select '1' as n", False),
        ("select 1 as n", "select 1 as m", False),
        ("select 1 as n", "select 1 as n union all select 1", False),
        ("select null as n", "select 'null' as n", False),
        ("select '' as n", "select null::varchar as n", False),
        ("select 1 as n where false", "select '1' as n where false", True),
        ("select ['a', 'b'] as n", "select ['b', 'a'] as n", False),
        ("select ['a, b'] as n", "select ['a', 'b'] as n", False),
        ("select {'a': 1, 'b': 2} as n", "select {'b': 2, 'a': 1} as n", True),
        ("select map {'a': 1, 'b': 2} as n", "select map {'b': 2, 'a': 1} as n", True),
        (
            "select sum(x / 10) as n from range(1, 99) t(x)",
            "select sum((99 - x) / 10) as n from range(1, 99) t(x)",
            True,
        ),
        (
            "select timestamptz '2020-03-01 12:00:00+02' as n",
            "select timestamptz '2020-03-01 10:00:00+00' as n",
            True,
        ),
        ("select timestamp '2020-03-01 10:00:00' as n", "select timestamptz '2020-03-01 10:00:00+00' as n", False),
        ("select date '0044-03-15 (BC)' as n", "select date '0044-03-16 (BC)' as n", False),
        ("select x as n from range(3) t(x)", "select x as n from range(3) t(x) order by x desc", True),
        ("select interval 1 day as n", "select interval 24 hours as n", False),
        ("select 'é' as n", "select 'e\u0301' as n", False),
    ],
)
def test_what_is_the_same_answer(snapshots: Path, left: str, right: str, same: bool) -> None:
    hashes = [cite_sql(snapshots, statement).rows_sha256 for statement in (left, right)]
    assert (hashes[0] == hashes[1]) == same


def test_the_recipe_of_the_docs_reckons_the_same(snapshots: Path) -> None:
    recipe = (CHECKOUT / "docs" / "citing.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    place: dict[str, Any] = {}
    exec(recipe, place)
    statement = (
        "select fact_id, kind, 1.5 as n, 0.1::double as f, ['a', null] as l, {'b': 1} as s, published_on from quotes"
    )

    answer = run(snapshots, statement)
    assert answer.rows
    assert place["row_hash"](list(answer.columns), answer.rows) == cite_sql(snapshots, statement).rows_sha256
