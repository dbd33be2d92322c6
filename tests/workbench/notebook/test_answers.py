"""Answers in a notebook: what they show, what leads to sentences, and that nothing in them is taken for HTML."""

import html.parser
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import workbench as wb
from loaders.snapshots import current
from schema.errors import QueryError
from workbench.heading import chart
from workbench.notebook.answer import SHOWN, Answer
from workbench.notebook.picture import VEGA_LITE
from workbench.runner import Result

pytestmark = pytest.mark.usefixtures("home")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


class Tags(html.parser.HTMLParser):
    """The names of elements, and the addresses that links lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.leads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.leads += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_an_answer_is_a_table_that_opens_its_sentences(home: Path) -> None:
    answer = wb.ask("conditional_on_giving_up", weapon="S400")
    page = answer._repr_html_()
    tags = Tags(page)
    assert tags.names.count("tr") == len(answer) + 1
    assert tags.names.count("details") == len(answer)
    assert tags.names.count("mark") >= len(answer)
    assert "unless" in page
    assert current(home / "snapshots").id in page
    assert "newest article" in page
    assert ".df</code> has article_id, evidence_id as well" in page
    assert all(re.fullmatch(r"https?://\S+", lead) for lead in tags.leads)
    assert tags.leads


def test_lists_are_items_and_what_is_empty_is_left_out() -> None:
    page = wb.sql("select ['Patriot', 'S-400'] as weapons, null as nothing, 1234567 as n, 2019 as year")._repr_html_()
    assert '<span class="sqn-item">Patriot</span><span class="sqn-item">S-400</span>' in page
    assert "nothing in nothing" in page
    assert ">1,234,567<" in page
    assert ">2019<" in page


def test_nothing_in_an_answer_is_taken_for_html(home: Path) -> None:
    statement = "select $evil as title, [$evil] as list, $evil || repeat('x', 200) as long, {'a': $evil} as struct"
    answer = wb.sql(statement, evil=HOSTILE)
    tags = Tags(answer._repr_html_())
    assert {"script", "img"}.isdisjoint(tags.names)
    assert not tags.leads
    names = Result((HOSTILE, "quote"), ((1, HOSTILE),), current(home / "snapshots"))
    assert {"script", "img"}.isdisjoint(Tags(Answer(names)._repr_html_()).names)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://a b", "//host.example"])
def test_only_addresses_of_the_web_are_followed(address: str) -> None:
    page = wb.sql("select $address as url, 'A headline' as title, $address as place", address=address)._repr_html_()
    assert not Tags(page).leads


def test_more_rows_than_are_shown_are_told_of() -> None:
    answer = wb.sql("select range as n from range(1200)")
    page = answer._repr_html_()
    assert Tags(page).names.count("tr") == SHOWN + 1
    assert "1,150 more rows" in page
    assert "… 1,180 more rows" in repr(answer)
    assert len(answer.df) == 1200


def test_a_single_row_and_none_are_told_in_words() -> None:
    assert "1 row ·" in wb.sql("select 1 as n")._repr_html_()
    page = wb.sql("select 1 as n where false")._repr_html_()
    assert "no rows ·" in page
    assert "table" not in Tags(page).names


def test_a_chart_shows_itself_and_has_a_picture_for_others() -> None:
    drawn = wb.ask("who_asks_whom").chart
    assert drawn is not None
    told, about = drawn._repr_mimebundle_()
    assert told[VEGA_LITE]["$schema"].endswith("v5.json")
    assert told["image/png"].startswith("iVBOR")
    assert 200 < about["image/png"]["width"] < 1000
    assert drawn.svg().startswith("<svg")


def test_an_answer_shows_its_chart_above_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda what, **_: shown.append(what))
    wb.ask("by_imposer")._ipython_display_()
    assert [type(one).__name__ for one in shown] == ["Picture", "dict"]
    assert sorted(shown[1]) == ["text/html", "text/plain"]
    shown.clear()
    wb.sql("select 1 as n")._ipython_display_()
    assert [type(one).__name__ for one in shown] == ["dict"]


def test_rows_are_drawn_another_way() -> None:
    answer = wb.ask("who_asks_whom")
    drawn = answer.draw("bars x=requester y=requests", title="By who asks")
    assert drawn is not None
    assert drawn.title == "By who asks"
    with pytest.raises(QueryError, match="no column 'requestor'"):
        answer.draw("bars x=requestor y=requests")
    with pytest.raises(QueryError, match="Did you mean bars"):
        answer.draw("bar x=requester y=requests")


def test_charts_go_with_the_theme(home: Path) -> None:
    light = wb.ask("by_imposer").chart
    chosen = home / "settings" / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
    chosen.parent.mkdir(parents=True)
    chosen.write_text('{\n    // Theme\n    "theme": "JupyterLab Dark"\n}')
    dark = wb.ask("by_imposer").chart
    wb.use(theme="light")
    assert light is not None
    assert dark is not None
    assert dark.spec["config"]["background"] != light.spec["config"]["background"]
    assert wb.ask("by_imposer").chart == light


def test_evidence_stands_in_its_paragraph_in_the_order_of_the_rows() -> None:
    answer = wb.ask("conditional_on_giving_up")
    read = answer.evidence()
    assert [passage.quote["evidence_id"] for passage in read] == list(dict.fromkeys(answer["evidence_id"]))
    for passage, quote in zip(answer[:3].evidence(), answer["quote"], strict=False):
        assert " ".join(passage.said.split()) == quote
        assert passage.before or passage.after
        assert "\n\n" not in passage.before + passage.after
    assert read.df.published_on.dtype == "datetime64[us]"
    assert f"»{read.passages[0].said}«" in repr(read)
    assert Tags(read._repr_html_()).names.count("mark") == len(read)
    assert answer.evidence(-1).passages == [read.passages[-1]]


def test_what_has_no_sentences_says_so() -> None:
    with pytest.raises(QueryError, match=r"no column leads to sentences.*requester"):
        wb.ask("who_asks_whom").evidence()
    with pytest.raises(QueryError, match="there is no row 999"):
        wb.ask("conditional_on_giving_up").evidence(999)
    with pytest.raises(QueryError, match="no evidence or fact 'e-none'"):
        wb.evidence("e-none")


def test_facts_lead_to_all_their_evidence() -> None:
    answer = wb.sql("select request_id from requests order by request_id limit 3")
    assert {passage.quote["fact_id"] for passage in answer.evidence()} == set(answer["request_id"])
    first = answer.evidence(0).passages[0]
    assert first in wb.evidence(str(first.quote["fact_id"])).passages


def test_some_of_the_rows_are_an_answer_too() -> None:
    answer = wb.ask("conditional_on_giving_up")
    assert answer[1:3].result.rows == answer.result.rows[1:3]
    pd.testing.assert_frame_equal(answer[1:3].df, answer.df[1:3].reset_index(drop=True))
    assert len(answer[:0].evidence()) == 0
    with pytest.raises(QueryError, match="Did you mean quote"):
        answer["quotes"]


def test_an_answer_is_cited() -> None:
    cited = wb.ask("conditional_on_giving_up", weapon="S400").cite()
    assert "Requests conditional on giving up a weapon system" in str(cited)
    assert cited.citation.rows_sha256 in cited.text
    assert "@" in cited.as_form("bibtex")
    assert Tags(cited._repr_html_()).names.count("details") == 1
    assert cited.citation.rows_sha256 == wb.ask("conditional_on_giving_up").cite().citation.rows_sha256
    assert "select 1 as n" in wb.sql("select $n as n /* select 1 as n */", n=1).cite().text
    with pytest.raises(QueryError, match="Did you mean bibtex"):
        cited.as_form("bibtext")


def test_a_chart_that_was_given_is_the_answers(home: Path) -> None:
    told = wb.ask("who_asks_whom").result
    answer = Answer(told, home / "snapshots", drawn_as=chart("x", "bars x=requester y=requests"), called="Given")
    assert answer.chart is not None
    assert answer.chart.title == "Given"
