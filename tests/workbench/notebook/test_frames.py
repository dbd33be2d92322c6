"""Answers as data frames: types that an analyst reckons with, whatever the values."""

from pathlib import Path

import pandas as pd
import pytest

from workbench.notebook.frames import frame
from workbench.runner import run


@pytest.mark.parametrize(
    ("sql", "kind", "first"),
    [
        ("date '2020-02-20'", "datetime64[us]", pd.Timestamp("2020-02-20")),
        ("null::date", "datetime64[us]", None),
        ("timestamptz '2020-02-20 10:00:00+03'", "datetime64[us, UTC]", pd.Timestamp("2020-02-20T07:00:00Z")),
        ("timestamp '2020-02-20 10:00:00'", "datetime64[us]", pd.Timestamp("2020-02-20T10:00:00")),
        ("count(*)", "Int64", 1),
        ("null::bigint", "Int64", None),
        ("sum(2)", "Int64", 2),
        ("3::utinyint", "Int64", 3),
        ("true", "boolean", True),
        ("null::boolean", "boolean", None),
        ("1.5::double", "float64", 1.5),
        ("1.50::decimal(14, 2)", "float64", 1.5),
        ("'words'", "str", "words"),
        ("null::varchar", "str", None),
        ("['Patriot', null]", "object", ["Patriot", None]),
        ("{'at': date '2020-02-20'}", "object", None),
        ("date 'infinity'", "object", "infinity"),
        ("date '0044-03-15 (BC)'", "object", "0044-03-15 (BC)"),
        ("12345678901234567890123456789012345678::hugeint", "object", 12345678901234567890123456789012345678),
        ("18446744073709551615::ubigint", "object", 18446744073709551615),
        ("'granted'::enum('granted', 'refused')", "str", "granted"),
    ],
)
def test_a_column_has_the_type_of_what_is_in_it(snapshots: Path, sql: str, kind: str, first: object) -> None:
    told = frame(run(snapshots, f"select {sql} as one"))
    assert told["one"].dtype == kind
    if first is None and kind != "object":
        assert told["one"].isna().all()
    elif first is not None:
        assert told["one"][0] == first


def test_an_answer_without_rows_has_its_columns_and_types(snapshots: Path) -> None:
    told = frame(run(snapshots, "select published_on, weapons, conditions from requests where false"))
    assert list(told.columns) == ["published_on", "weapons", "conditions"]
    assert told.published_on.dtype == "datetime64[us]"
    assert told.conditions.dtype == "Int64"


def test_pandas_reckons_with_days(snapshots: Path) -> None:
    told = frame(run(snapshots, "select published_on from requests where published_on is not null"))
    years = told.groupby(told.published_on.dt.year).size()
    assert years.sum() == len(told) > 0
