"""Whatever an answer holds, a chart of it is valid, its picture well-formed, and nothing of it runs in a browser."""

import datetime as dt
import math
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.charts.answers import answer, charts, faults, marks
from workbench.charts import drawn, why_not
from workbench.heading import Chart, chart

WORDS: list[Any] = [
    "<script>window.bad = 1</script>", "</script><script>window.bad = 1</script>", "<img src=x onerror='bad = 1'>",
    "\"'`\\", "\u202eevil\u202c עברית مرحبا", "x" * 10_000, "", None, "\x00\x01\ud800 a", "a,b.c[0]", "datum.x",
    "中文" * 50, "_", "constructor", "__proto__", "toString", "null", "'><b>",
]  # fmt: skip
NUMBERS: list[Any] = [
    1, None, math.nan, math.inf, -5, 10**400, Decimal("1.50"), Decimal("NaN"), 0, 1e308, -1e308, 1e-9, True, "7",
]  # fmt: skip
DAYS: list[Any] = [
    dt.date(2020, 1, 2), None, dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.date(1850, 5, 5), "10000-01-01", "infinity",
    dt.datetime(2020, 1, 1, 12, 30, tzinfo=dt.UTC), "0044-03-15 BC",
]  # fmt: skip
LISTS: list[Any] = [None, [], ["a", None, "<b>"], {"k": [1]}, b"\xff"]
EACH = pytest.mark.parametrize("kind", charts(), ids=lambda kind: f"{kind.kind} {' '.join(kind.fields.values())}")


def hostile(count: int) -> list[dict[str, Any]]:
    """So many rows of anything, the same each time."""
    chance = random.Random(7)
    columns = {
        "day": DAYS, "until": DAYS, "word": WORDS, "other": WORDS, "number": NUMBERS, "year": [2019, 2020, None, 1850],
        "list": LISTS, "state": ["TR", "USA", "Germany", None, "SU", "<x>", "SG"], "quote": WORDS,
        "evidence_id": ["e-1", None, "'><img onerror=x>"],
    }  # fmt: skip
    return [{column: chance.choice(values) for column, values in columns.items()} for _ in range(count)]


@EACH
@pytest.mark.parametrize("count", [1, 3, 60, 1_000])
def test_hostile_values(kind: Chart, count: int, capfd: pytest.CaptureFixture[str]) -> None:
    result = answer(hostile(count))
    for theme, width in (("light", 760), ("dark", 360)):
        drawing = drawn(kind, result, '</script>"<b> & \x00 title', theme=theme, width=width, link="/e/")  # type: ignore[arg-type]
        if drawing is None:
            assert count < 60 or kind.fields.get("state") == "word"  # none of the words is a state
            assert why_not(kind, result).startswith("no chart: no row")
            continue
        assert faults(drawing) == []
        assert marks(drawing.svg()) >= 1
    assert capfd.readouterr().err == ""


@EACH
def test_ten_thousand_rows_are_drawn_with_some_thousand_marks(kind: Chart) -> None:
    drawing = drawn(kind, answer([*hostile(10_000), {"word": "Turkey", "list": ["a"]}]), "A title")
    assert drawing is not None
    assert 1 <= marks(drawing.svg()) <= 6_000


def test_days_that_no_axis_holds_are_counted() -> None:
    rows = [{"day": day, "word": "a"} for day in ("10000-01-01", "infinity", None, dt.date(9999, 12, 31))]
    drawing = drawn(chart("here", "timeline x=day y=word"), answer(rows), "A title")
    assert drawing is not None
    assert drawing.left_out == "3 rows without a day are not drawn"


def test_nothing_of_an_answer_runs_in_a_browser(tmp_path: Path) -> None:
    """Each kind as a page in Chromium: it shows marks, tells a tooltip, runs nothing of the data, and asks nobody."""
    browser = Path("/usr/bin/chromium")
    if not browser.exists():
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 900, "height": 700})
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for place, told in enumerate(
            (
                "timeline x=day y=word colour=other label=word",
                "bars x=word y=number",
                "network source=word target=other",
            )
        ):
            drawing = drawn(chart("here", told), answer(hostile(40)), "</title><script>window.bad = 1</script>")
            assert drawing is not None
            file = tmp_path / f"{place}.html"
            file.write_text(drawing.html(), "utf-8")
            page.goto(file.as_uri())
            page.evaluate("window.sqn.then(() => true)")
            boxes = [mark.bounding_box() for mark in page.query_selector_all("#chart svg .role-mark path[aria-label]")]
            box = [box for box in boxes if box and box["width"] > 4 and box["height"] > 4 and box["y"] < 600][-1]
            page.mouse.move(box["x"] + box["width"] / 2 - 1, box["y"] + box["height"] / 2)
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_selector("#vg-tooltip-element.visible")
            assert page.evaluate("window.bad") is None
            assert page.query_selector_all("img, #vg-tooltip-element script") == []
        chromium.close()
    assert [url for url in asked if not url.startswith("file://")] == []
    # Vega-Lite 5 is made for Vega 5, and its charts are drawn by Vega 6 alike
    assert {line for line in said if not line.startswith("The compiled spec uses Vega v5")} == set()
