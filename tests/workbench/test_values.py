"""Rows of an answer are made Python values as they are read, and are otherwise a tuple of tuples."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from workbench import values
from workbench.runner import run
from workbench.values import PORTION, Rows, rows

MANY = 2 * PORTION + 7
TABLE = pa.table(
    {
        "n": range(MANY),
        "day": [dt.date(2024, 1, 1) + dt.timedelta(days=n % 300) if n % 3 else None for n in range(MANY)],
        "ids": [[f"a{n}", None] if n % 2 else [] for n in range(MANY)],
    }
)
WHOLE = tuple(rows(TABLE))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were made, portion after portion."""
    counts: list[int] = []

    def counted(table: pa.Table) -> object:
        counts.append(table.num_rows)
        return rows(table)

    monkeypatch.setattr(values, "rows", counted)
    return counts


@pytest.mark.parametrize(
    "wanted",
    [0, -1, PORTION, slice(3), slice(PORTION - 2, PORTION + 2), slice(None, None, -1), slice(-3, None), slice(9, 2)],
)
def test_places_and_slices_are_those_of_a_tuple(wanted: int | slice) -> None:
    assert Rows(TABLE)[wanted] == WHOLE[wanted]


def test_it_equals_a_tuple_of_its_rows() -> None:
    assert Rows(TABLE) == WHOLE
    assert WHOLE == Rows(TABLE)  # noqa: SIM300 - a tuple is to know it as well
    assert hash(Rows(TABLE.select(["n"]))) == hash(tuple((n,) for n in range(MANY)))
    assert Rows(TABLE) != WHOLE[:-1]
    assert Rows(TABLE) != (*WHOLE[:-1], (0, None, []))
    assert not Rows(TABLE.slice(0, 0))
    with pytest.raises(IndexError):
        Rows(TABLE)[MANY]


def test_only_what_is_read_is_made_and_once(made: list[int]) -> None:
    some = Rows(TABLE)
    assert len(some) == MANY
    assert some
    assert made == []
    assert some[:5] == WHOLE[:5]
    assert next(iter(some)) == WHOLE[0]
    assert made == [PORTION]
    assert some[-1] == WHOLE[-1]
    assert tuple(some) == tuple(some)
    assert made == [PORTION, 7, PORTION]


def test_an_answer_is_not_made_python_values_before_somebody_reads_it(snapshots: Path, made: list[int]) -> None:
    answer = run(snapshots, "select range as n from range(100000)")
    assert len(answer.rows) == 100_000
    assert answer.rows[99_999] == (99_999,)
    assert made == [PORTION]
