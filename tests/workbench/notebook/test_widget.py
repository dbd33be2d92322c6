"""The library as a widget: what its page is told for what it asks."""

from pathlib import Path
from typing import Any

import pytest

import workbench as wb
from workbench.heading import TYPES
from workbench.library import library
from workbench.notebook import widget

pytestmark = pytest.mark.usefixtures("home")


class Page:
    """A page that asks and keeps what it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.library = widget.Library()
        self.told: list[dict[str, Any]] = []
        monkeypatch.setattr(self.library, "send", self.told.append)

    def asks(self, what: str, **more: object) -> dict[str, Any]:
        self.library.asked(None, {"id": "7", "do": what, **more}, [])
        assert self.told[-1]["id"] == "7"
        return self.told[-1]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    return Page(monkeypatch)


def test_it_knows_every_question_with_its_parameters(page: Page) -> None:
    assert {one["name"] for one in page.library.questions} == set(library())
    assert all(p["kind"] in TYPES for one in page.library.questions for p in one["parameters"])


def test_a_question_is_asked_drawn_read_and_cited(page: Page) -> None:
    told = page.asks("ask", question="conditional_on_giving_up", given={"weapon": "s-400", "since": ""})
    assert told["total"] == len(told["rows"]) == len(told["evidence"]) > 0
    assert told["code"] == "wb.ask('conditional_on_giving_up', weapon='s-400')"
    assert page.library.answer is not None
    assert eval(told["code"], {"wb": wb}).result.rows == page.library.answer.result.rows
    assert page.asks("chart", theme="dark", width=500)["spec"]["$schema"].endswith("v5.json")
    (read,) = page.asks("evidence", ids=told["evidence"][0])["passages"]
    assert read["said"] == told["rows"][0][told["columns"].index("quote")]
    assert page.library.answer.result.snapshot.id in page.asks("cite")["citation"]


def test_options_come_from_the_data(page: Page) -> None:
    told = page.asks("options", question="conditional_on_giving_up", parameter="weapon")["options"]
    assert ("s-400", "S-400") in [tuple(one) for one in told]


def test_what_goes_wrong_is_told_in_words(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no weapon called" in page.asks("ask", question="refusals", given={"weapon": "s-4000000"})["error"]
    assert "nothing was asked" in page.asks("cite")["error"]
    assert "nothing was asked" in page.asks("evidence", ids=["x"])["error"]

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.notebook.api.run", stop)
    monkeypatch.setattr("workbench.notebook.api.ask_question", stop)
    assert "stopped" in page.asks("ask", question="refusals", given={})["error"]
    with pytest.raises(AttributeError):
        page.asks("unheard_of")
    assert "fault of the program" in page.told[-1]["error"]


def test_no_more_rows_are_sent_than_a_page_shows(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(widget, "ROWS", 2)
    told = page.asks("ask", question="conditional_on_giving_up", given={})
    assert len(told["rows"]) == len(told["words"]) == 2 < told["total"]


def test_what_draws_is_sent_whole_and_asks_nobody(page: Page) -> None:
    script = page.asks("vega")["script"]
    assert "sqnVegaEmbed" in script
    own = (Path(widget.__file__).parent / "library.js").read_text("utf-8")
    assert "http" not in own
    assert "innerHTML" not in own
