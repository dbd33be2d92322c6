"""Answers as workbooks of Excel: what is typed stays typed, and nothing in them is ever run."""

import datetime as dt
import io
import itertools
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from schema.errors import QueryError
from workbench import spreadsheets
from workbench.exporting import export
from workbench.runner import Runner
from workbench.spreadsheets import write_workbook


def written(columns: list[str], rows: list[tuple[Any, ...]], **about: str) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_workbook(file, columns, rows, about)
    return openpyxl.load_workbook(file)


def moment(written: str) -> dt.datetime:
    """A moment without a zone, as spreadsheets have it."""
    return dt.datetime.fromisoformat(written)


def test_values_keep_their_types() -> None:
    rows = [
        (1, 0.5, Decimal("12.50"), True, dt.date(2020, 2, 20), dt.datetime(2020, 2, 20, 13, 5, tzinfo=dt.UTC), "word"),
        (None, None, None, None, None, None, "last"),
    ]
    sheet = written(list("abcdefg"), rows)["answer"]
    first = list(next(sheet.iter_rows(min_row=2)))
    assert [cell.value for cell in first] == [
        1,
        0.5,
        12.5,
        True,
        moment("2020-02-20 00:00"),
        moment("2020-02-20 13:05"),
        "word",
    ]
    assert [cell.data_type for cell in first] == ["n", "n", "n", "b", "d", "d", "s"]
    assert (first[2].number_format, first[4].number_format) == ("0.00", "yyyy-mm-dd")
    assert [cell.value for cell in sheet[3]] == [None] * 6 + ["last"]


def test_a_moment_of_another_zone_is_told_in_utc() -> None:
    east = dt.datetime(2020, 1, 1, 2, 0, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    assert written(["at"], [(east,)])["answer"]["A2"].value == moment("2019-12-31 23:00")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1", "=cmd|' /C x'!A0"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula(text: str) -> None:
    book = written([text], [(text,), ([text, text],)], question=text)
    for cell in (book["answer"]["A1"], book["answer"]["A2"], book["answer"]["A3"], book["about"]["B1"]):
        assert cell.data_type == "s", cell
        assert cell.value.startswith(text)
        assert cell.quotePrefix


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**15, "1000000000000000"),
        (-(2**63), "-9223372036854775808"),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (dt.date(1066, 10, 14), "1066-10-14"),
        (dt.date(1900, 2, 28), "1900-02-28"),
        (["S-400", "Patriot"], "S-400; Patriot"),
        ({"a": 1}, '{"a": 1}'),
        (b"\x01\xff", "01ff"),
        ("a\x00b\x1bc\ufffe", "a\ufffdb\ufffdc\ufffd"),
    ],
)
def test_what_a_spreadsheet_cannot_hold_exactly_is_text(value: object, text: str) -> None:
    cell = written(["x"], [(value,)])["answer"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)


def test_the_heading_stays_in_sight_and_can_be_filtered() -> None:
    sheet = written(["who", "quote"], [("Turkey", "q" * 300)] * 4)["answer"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B5"
    assert sheet["A1"].font.bold
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 60


def test_no_rows_are_a_heading() -> None:
    sheet = written(["who"], [])["answer"]
    assert [cell.value for cell in sheet["A"]] == ["who"]


def test_a_text_longer_than_a_cell_is_said_to_be_cut() -> None:
    book = written(["text"], [("x" * 40_000,), ("short",)])
    assert len(book["answer"]["A2"].value) == 32_767
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["shortened"].startswith("1 cells")
    assert "shortened" not in {row[0].value for row in written(["text"], [("short",)])["about"].iter_rows()}


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 1000)
    assert write_workbook(io.BytesIO(), ["n"], ((n,) for n in range(1000)), {}) == 1000
    with pytest.raises(QueryError, match=r"holds 1,000 rows, and there are more.*\.parquet"):
        write_workbook(io.BytesIO(), ["n"], ((n,) for n in itertools.count()), {})
    with pytest.raises(QueryError, match="16,384 columns"):
        write_workbook(io.BytesIO(), [f"c{n}" for n in range(16_385)], [], {})


TYPED = """
    select i as n, i * 0.5::double as share, (i * 1.25)::decimal(9, 2) as price, i % 2 = 0 as even,
        date '2020-01-31' + i::integer as day, timestamptz '2020-01-31 12:00:00+00' + to_hours(i::integer) as moment,
        'text ' || i as text, case when i = 2 then null else '=' || i end as formula, [i, i + 1] as list
    from range(5) t(i)
"""


@pytest.fixture(scope="module")
def runner(snapshots: Path) -> Any:
    runner = Runner(snapshots)
    yield runner
    runner.close()


def test_pandas_reads_back_what_was_answered(runner: Runner, tmp_path: Path) -> None:
    """From each format, with the types that the format has."""
    wanted = pd.DataFrame(runner.run(TYPED).records())
    for suffix in ("xlsx", "parquet", "csv", "json", "jsonl"):
        assert export(runner, TYPED, None, tmp_path / f"x.{suffix}") == 5
    parquet = pd.read_parquet(tmp_path / "x.parquet")
    assert [list(value) for value in parquet["list"]] == list(wanted["list"])
    same(parquet.drop(columns="list"), wanted.drop(columns="list"))
    excel = pd.read_excel(tmp_path / "x.xlsx")
    assert str(excel["day"].dtype).startswith("datetime64")
    assert list(excel["list"]) == ["; ".join(map(str, value)) for value in wanted["list"]]
    same(excel.drop(columns="list"), wanted.drop(columns="list"))
    csv = pd.read_csv(tmp_path / "x.csv", parse_dates=["day", "moment"])
    same(csv.drop(columns="list"), wanted.drop(columns="list"))
    json = pd.read_json(tmp_path / "x.json", dtype=False)
    assert list(json["list"]) == list(wanted["list"])
    same(json.drop(columns="list"), wanted.drop(columns="list"))
    pd.testing.assert_frame_equal(pd.read_json(tmp_path / "x.jsonl", lines=True, dtype=False), json)


def same(read: pd.DataFrame, wanted: pd.DataFrame) -> None:
    """Asserts that two frames hold the same, whichever of pandas' types for days, moments and texts they use."""
    assert list(read.columns) == list(wanted.columns)
    for name in wanted.columns:
        assert values(read[name]) == values(wanted[name]), name


def values(column: Any) -> list[object]:
    if column.name in ("day", "moment"):
        return list(pd.to_datetime(column, utc=True))
    if column.name in ("share", "price"):
        return [float(value) for value in column]
    return list(column.astype(object).where(column.notna(), None))
