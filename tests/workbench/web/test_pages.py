"""Each page as a reader gets it: sound HTML, what it should show, and every state an address."""

import io
import json
import re
from pathlib import Path

import nbformat
import pyarrow.parquet as parquet
import pytest
from starlette.testclient import TestClient

from loaders.snapshots import current
from tests.workbench.web.serving import sound, words
from workbench.library import library
from workbench.web.application import PAGES
from workbench.web.pages.home import BEGINNINGS

QUESTION = "/questions/conditional_on_giving_up"


@pytest.mark.parametrize(
    "path", [path for path, _, methods in PAGES if "GET" in methods and "{" not in path and ".json" not in path]
)
def test_every_page_without_a_name_in_its_address_is_sound(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == (403 if path == "/review" else 200)  # which is for reviewers
    sound(response.text)


@pytest.mark.parametrize("name", sorted(library()))
def test_every_question_has_a_sound_page_with_its_answer_and_its_sql(client: TestClient, name: str) -> None:
    response = client.get(f"/questions/{name}")
    assert response.status_code == 200, response.text
    page = sound(response.text)
    assert words(page.find(".//h1")) == library()[name].title
    rows = client.get(f"/questions/{name}.json").json()["rows"]
    assert len(page.findall(".//tbody/tr")) == min(len(rows), 100)
    assert library()[name].sql.split("\n")[0] in "".join(page.find(".//pre").itertext())


def test_questions_to_begin_with_are_questions() -> None:
    assert set(BEGINNINGS) <= set(library())


def test_the_home_page_says_what_is_in_the_snapshot_and_how_fresh_it_is(client: TestClient, answered: Path) -> None:
    text = words(sound(client.get("/").text))
    snapshot = current(answered)
    assert f"articles{snapshot.rows['article']}" in text.replace(" ", "")
    assert snapshot.id in text
    assert "newest article" in text


def test_a_parameter_changes_the_answer_and_an_order_its_rows(client: TestClient) -> None:
    all_of_them = client.get("/questions/refusals.json").json()["rows"]
    some = client.get("/questions/refusals.json", params={"responder": "United States"}).json()["rows"]
    assert 0 < len(some) < len(all_of_them)
    days = [row["published_on"] for row in all_of_them if row["published_on"]]

    def shown(order: str) -> list[str]:
        page = sound(client.get("/questions/refusals", params={"_sort": order}).text)
        cells = [td for td in page.iter("td") if td.get("data-label") == "published on"]
        return [words(cell) for cell in cells]

    assert shown("published_on") == sorted(days)
    assert shown("-published_on") == sorted(days, reverse=True)


def test_rows_are_filtered_by_words_in_any_column_or_one(client: TestClient) -> None:
    def rows(**query: str) -> int:
        return len(sound(client.get("/questions/refusals", params=query).text).findall(".//tbody/tr"))

    assert 0 < rows(_find="turkey") < rows()
    assert rows(_find="turkey", _in="source") == 0
    told = client.get("/questions/refusals", params={"_find": "no such words"}).text
    assert "No row has “no such words”" in told


def test_what_cannot_be_asked_is_told_at_the_field(client: TestClient) -> None:
    response = client.get("/questions/refusals", params={"weapon": "s-4000"})
    assert response.status_code == 400
    page = sound(response.text)
    field = page.find(".//input[@name='weapon']")
    assert field.get("aria-invalid") == "true"
    fault = page.find(f".//*[@id='{field.get('aria-describedby').split()[1]}']")
    assert "s-400" in words(fault)
    assert "--" not in words(fault)
    since = client.get(QUESTION, params={"since": "soon"})
    assert since.status_code == 400
    assert "soon" in words(sound(since.text))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"_sort": "nothing"}, "no column"),
        ({"_page": "-1"}, "counted from 1"),
        ({"colour": "red"}, "no parameter"),
        ({"snapshot": "2000"}, "no snapshot"),
        ({"as_of": "soon"}, "soon"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(client: TestClient, query: dict[str, str], says: str) -> None:
    response = client.get("/questions/refusals", params=query)
    assert response.status_code == 400
    assert says in words(sound(response.text))


def test_a_question_that_is_none_is_not_found_and_the_nearest_is_named(client: TestClient) -> None:
    response = client.get("/questions/refusal")
    assert response.status_code == 404
    assert "refusals" in words(sound(response.text).find(".//main"))
    told = client.get("/questions/refusal.json")
    assert told.json()["status"] == 404
    assert told.json()["id"] == told.headers["x-request-id"]


def test_files_hold_the_same_rows(client: TestClient) -> None:
    rows = client.get("/questions/refusals.json").json()["rows"]
    assert rows
    lines = client.get("/questions/refusals.csv").text.splitlines()
    assert lines[0].split(",") == list(rows[0])
    table = parquet.read_table(io.BytesIO(client.get("/questions/refusals.parquet").content))
    assert table.num_rows == len(rows)
    assert client.get("/questions/refusals.md").text.count("\n") == len(rows) + 2
    assert client.get("/questions/refusals.xls").status_code == 404


def test_the_notebook_asks_the_same_of_the_same_snapshot(client: TestClient, answered: Path) -> None:
    response = client.get(f"{QUESTION}.ipynb", params={"weapon": "S-400"})
    notebook = nbformat.reads(response.text, 4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    source = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    assert "weapon='S-400'" in source
    assert current(answered).id in source
    compile(source, "notebook", "exec")


def test_a_chart_is_a_picture_and_a_specification_in_light_and_dark(client: TestClient) -> None:
    page = sound(client.get(QUESTION).text)
    figure = page.find(".//figure[@class='chart']")
    assert figure.find(".//img").get("alt")
    for source in [figure.find(".//img").get("src"), *(s.get("srcset") for s in figure.iter("source"))]:
        picture = client.get(source)
        assert picture.headers["content-type"].startswith("image/svg+xml")
        assert picture.text.startswith("<svg")
        assert "script" not in picture.headers["content-security-policy"]
    assert client.get(figure.get("data-spec")).json()["$schema"].endswith("v5.json")
    assert client.get(f"{QUESTION}.png").content.startswith(b"\x89PNG")
    assert client.get(f"{QUESTION}.svg", params={"_width": "100000"}).status_code == 400


def test_what_was_seen_is_not_sent_twice_and_a_pinned_page_is_kept(client: TestClient, answered: Path) -> None:
    first = client.get(QUESTION)
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(QUESTION, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    pinned = client.get(QUESTION, params={"snapshot": current(answered).id})
    assert pinned.headers["cache-control"] == "private, max-age=600"
    for link in re.findall(r'href="(/[^"]*)"', pinned.text):
        if not link.startswith(("/static/", QUESTION)):
            assert f"snapshot={current(answered).id}" in link, link
    assert client.get("/questions/nope").headers["cache-control"] == "no-store"


def test_a_derived_snapshot_is_asked_by_a_day(client: TestClient) -> None:
    then = client.get("/questions/refusals", params={"as_of": "2020-12-31"})
    assert then.status_code == 200
    sound(then.text)
    assert "published by 31 December 2020" in words(sound(then.text))
    days = [row["published_on"] for row in client.get("/questions/refusals.json?as_of=2020-12-31").json()["rows"]]
    assert days
    assert max(days) <= "2020-12-31"


def test_an_answer_is_cited_with_its_snapshot(client: TestClient, answered: Path) -> None:
    shown = client.get("/questions/refusals", params={"responder": "US"}).text
    form = sound(shown).find(".//form[@action='/questions/refusals/citation']")
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert fields["responder"] == "US"
    told = client.post("/questions/refusals/citation", data=fields)
    assert told.status_code == 200, told.text
    page = sound(told.text)
    assert current(answered).id in words(page.find(".//pre"))
    saved = client.post("/questions/refusals/citation", data=fields | {"_form": "cite.json"})
    assert json.loads(saved.text)["snapshot"] == current(answered).id


def test_search_finds_weapons_actors_questions_and_articles_by_any_of_their_names(client: TestClient) -> None:
    found = client.get("/search.json", params={"q": "s-400"}).json()
    assert found["weapons"][0]["weapon_id"] == "s-400"
    assert found["questions"]
    assert found["articles"]
    assert client.get("/search.json", params={"q": "Türkiye"}).json()["actors"][0]["actor_id"] == "TR"
    assert "Nothing has “zzzz”" in client.get("/search", params={"q": "zzzz"}).text
    sound(client.get("/search", params={"q": "<script>alert(1)</script>"}).text)
