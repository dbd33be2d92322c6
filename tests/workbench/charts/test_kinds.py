"""Charts of all questions and of each kind: valid Vega-Lite 5 with data in it, drawn without a word of complaint."""

import datetime as dt
import json
from pathlib import Path

import pytest
import vl_convert

from schema.errors import QueryError
from tests.workbench.charts.answers import OF_EACH_KIND, answer, charts, faults, marks
from workbench.asking import ask
from workbench.charts import drawn, why_not
from workbench.charts.drawing import VEGA_LITE
from workbench.heading import CHARTS, chart
from workbench.library import Question, library

DRAWN = [question for question in library().values() if question.chart]
DAY = dt.date(2020, 2, 20)


def test_each_kind_is_tried() -> None:
    assert {told.split()[0] for told in OF_EACH_KIND} == set(CHARTS)


def test_questions_use_most_kinds() -> None:
    assert {question.chart.kind for question in DRAWN if question.chart} == set(CHARTS)


@pytest.mark.parametrize("question", DRAWN, ids=lambda question: question.name)
def test_chart_of_each_question(answered: Path, question: Question, capfd: pytest.CaptureFixture[str]) -> None:
    result = ask(answered, question.name, {})
    assert question.chart is not None
    for theme, width in (("light", 760), ("dark", 360)):
        drawing = drawn(question.chart, result, question.title, theme=theme, width=width)  # type: ignore[arg-type]
        if drawing is None:
            assert not result.rows, why_not(question.chart, result)
            continue
        assert faults(drawing) == []
        svg = vl_convert.vegalite_to_svg(drawing.spec, vl_version=VEGA_LITE, show_warnings=True)
        assert marks(svg) >= 1
        if "evidence_id" in result.columns and len(result.rows) == 1:
            assert '"evidence_id": "e-' in json.dumps(drawing.spec)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("told", OF_EACH_KIND)
def test_one_row(told: str) -> None:
    row = {
        "day": DAY, "until": DAY, "word": "Turkey", "other": "Germany", "number": 3, "year": 2020, "list": ["a", "b"],
        "state": "TR", "quote": "so it was", "evidence_id": "e-1",
    }  # fmt: skip
    drawing = drawn(chart("here", told), answer([row]), "A title")
    assert drawing is not None
    assert faults(drawing) == []
    assert marks(drawing.svg()) >= 1
    assert '"evidence_id": "e-1"' in json.dumps(drawing.spec)


@pytest.mark.parametrize("told", OF_EACH_KIND)
def test_nothing_to_draw(told: str) -> None:
    kind = chart("here", told)
    assert drawn(kind, answer([]), "A title") is None
    assert why_not(kind, answer([])) == "no chart: the answer has no rows"


def test_empty_values_are_named() -> None:
    timeline = chart("here", "timeline x=day y=word")
    rows = answer([{"word": "Turkey"}, {"word": "Germany"}])
    assert drawn(timeline, rows, "A title") is None
    assert why_not(timeline, rows) == "no chart: no row of the answer has a value in day"


def test_column_that_the_answer_lacks() -> None:
    with pytest.raises(QueryError, match="no column 'nowhere'"):
        drawn(chart("here", "bars x=nowhere y=number"), answer([{}]), "A title")


def test_same_answer_same_picture() -> None:
    rows = [{"word": word, "other": other, "number": 1} for word in "abcde" for other in "defgh"]
    for kind in charts():
        one, other = (drawn(kind, answer(rows), "A title") for _ in range(2))
        assert (one and one.svg()) == (other and other.svg())


def test_the_many_are_capped_and_it_is_said() -> None:
    rows = [{"word": f"actor {n}", "number": n} for n in range(1, 215)]
    drawing = drawn(chart("here", "bars x=word y=number"), answer(rows), "A title")
    assert drawing is not None
    assert drawing.left_out == "the 25 most of 214 by word; the others together: 17,955"
    assert drawing.spec["title"]["subtitle"] == ["the 25 most of 214 by word; the others together: 17,955"]


def test_days_that_are_not_exact_are_lines() -> None:
    rows = [
        {"day": dt.date(2019, 1, 1), "until": dt.date(2019, 12, 31), "word": "transfer"},
        {"day": DAY, "until": DAY, "word": "transfer"},
    ]
    drawing = drawn(chart("here", "timeline x=day y=word until=until"), answer(rows), "A title")
    assert drawing is not None
    assert [value.get("until") for value in drawing.spec["data"]["values"]] == ["2019-12-31", None]
    assert drawing.left_out == "a ring with a line: some day of that time"


def test_a_link_leads_to_the_sentence() -> None:
    rows = [{"day": DAY, "word": "request", "evidence_id": "e-1"}]
    drawing = drawn(chart("here", "timeline x=day y=word"), answer(rows), "A title", link="/evidence/")
    assert drawing is not None
    assert drawing.spec["data"]["values"][0]["href"] == "/evidence/e-1"
    assert 'href="/evidence/e-1"' in drawing.svg()


def test_rows_behind_one_mark_are_all_told() -> None:
    rows = [{"word": "Turkey", "number": 1, "evidence_id": f"e-{n}"} for n in range(3)]
    drawing = drawn(chart("here", "bars x=word y=number"), answer(rows), "A title")
    assert drawing is not None
    assert drawing.spec["layer"][0]["data"]["values"][0]["evidence_ids"] == ["e-0", "e-1", "e-2"]


@pytest.mark.parametrize(("written", "name"), [("TR", "Turkey"), ("DEU", "Germany"), ("Türkiye", "Turkey")])
def test_states_by_id_code_and_name(written: str, name: str) -> None:
    drawing = drawn(chart("here", "map state=state value=number"), answer([{"state": written, "number": 2}]), "A title")
    assert drawing is not None
    assert [value["name"] for value in drawing.spec["layer"][1]["data"]["values"]] == [name]


def test_states_without_outline() -> None:
    rows = [{"state": state, "number": 1} for state in ("SG", "SU", "Hezbollah")]
    drawing = drawn(chart("here", "map state=state value=number"), answer(rows), "A title")
    assert drawing is not None
    assert [value["iso3"] for value in drawing.spec["layer"][2]["data"]["values"]] == ["SGP"]
    assert drawing.left_out == "not on the map: Soviet Union, Hezbollah"


def test_marks_drawn_as_one_tell_all_their_rows() -> None:
    many = [{"day": DAY, "word": "Iran", "other": "asset freeze", "evidence_id": f"e-{n}"} for n in range(521)]
    others = [
        {"day": DAY + dt.timedelta(n), "word": "Iran", "other": f"embargo {n % 7}", "evidence_id": f"f-{n}"}
        for n in range(200)
    ]
    drawing = drawn(chart("here", "timeline x=day y=word label=other"), answer([*many, *others]), "A title")
    assert drawing is not None
    values = drawing.spec["data"]["values"]
    assert sum(int(value.get("rows", "1").replace(",", "")) for value in values) == 721
    assert len(values) < 60
