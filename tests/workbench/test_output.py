"""Answers as text."""

import csv
import datetime as dt
import io
import json
import uuid
from decimal import Decimal

import pytest
from rich.console import Console

from loaders.snapshots import Snapshot
from workbench.output import FORMATS, rendered
from workbench.runner import Result

NONE = Snapshot("", "", "", "", "", None, {}, "")
RESULT = Result(
    ("who", "day", "weapons", "number", "share", "quote"),
    (
        ("Turkey", dt.date(2020, 2, 20), ["Patriot", "S-400"], Decimal("2.00"), 0.5, 'a "quote" | with\na break'),
        (None, None, None, None, None, None),
    ),
    NONE,
)


def test_json_keeps_lists_and_numbers() -> None:
    assert json.loads(rendered(RESULT, "json"))[0] == {
        "who": "Turkey",
        "day": "2020-02-20",
        "weapons": ["Patriot", "S-400"],
        "number": 2,
        "share": 0.5,
        "quote": 'a "quote" | with\na break',
    }
    lines = rendered(RESULT, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(rendered(RESULT, "json"))


def test_csv_comes_back_whole() -> None:
    rows = list(csv.reader(io.StringIO(rendered(RESULT, "csv"))))
    assert rows[0] == list(RESULT.columns)
    assert rows[1] == ["Turkey", "2020-02-20", "Patriot; S-400", "2", "0.5", 'a "quote" | with\na break']
    assert rows[2] == [""] * 6


def test_markdown_escapes_what_would_break_it() -> None:
    lines = rendered(RESULT, "md").splitlines()
    assert len(lines) == 4
    assert lines[2].endswith('| a "quote" \\| with a break |')


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_terminal(width: int) -> None:
    console = Console(width=width, force_terminal=False)
    lines = rendered(RESULT, "table", console).splitlines()
    assert max(len(line) for line in lines) <= width
    assert any("Turkey" in line for line in lines)


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_is_no_error(form: str) -> None:
    shown = rendered(Result(("who",), (), NONE), form, Console(width=80))
    assert shown.endswith("\n") or (form == "jsonl" and shown == "")


def test_markup_in_the_data_is_only_text() -> None:
    result = Result(("quote",), (("[red]not colour[/red] [link=x]",),), NONE)
    assert "[red]not colour[/red] [link=x]" in rendered(result, "table", Console(width=80))


def test_no_rows_on_a_narrow_terminal_are_the_names_in_lines() -> None:
    names = tuple(f"a_long_name_{n}" for n in range(12))
    lines = rendered(Result(names, (), NONE), "table", Console(width=40)).splitlines()
    assert len(lines) < len(names)
    assert " ".join(lines).split() == list(names)


def test_json_holds_what_json_has_no_word_for() -> None:
    identifier = uuid.UUID("a54427d4-1108-41b3-9e14-d5a23a3ea667")
    values = (
        identifier,
        float("nan"),
        float("-inf"),
        [float("inf")],
        Decimal("0.12345678901234567890"),
        Decimal("0.25"),
        {dt.date(2020, 2, 20): 1},
        dt.timedelta(days=1),
        True,
    )
    result = Result(tuple(f"c{n}" for n in range(len(values))), (values,), NONE)

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    (row,) = json.loads(rendered(result, "json"), parse_constant=refuse)
    assert list(row.values()) == [
        str(identifier),
        "NaN",
        "-Infinity",
        ["Infinity"],
        "0.12345678901234567890",
        0.25,
        {"2020-02-20": 1},
        "1 day, 0:00:00",
        True,
    ]
    assert json.loads(rendered(result, "jsonl"), parse_constant=refuse) == row
