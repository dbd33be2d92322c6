"""From a row to its sentence: the article with its facts marked, and the record of a data set."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from extraction.names.reference import Reference
from loaders.publish import publish
from tests.loading import load_source
from tests.workbench.web.serving import settings_of, sound, words
from workbench.runner import run
from workbench.web.application import application


def plain(node: Any) -> str:
    """The words of an article's page without the numbers of its facts."""
    told = (node.text or "") if node.get("class", "").split(" ")[0] != "ref" else ""
    return told + "".join(plain(child) + (child.tail or "") for child in node)


def test_every_article_stands_there_whole_with_each_quote_marked(client: TestClient, answered: Path) -> None:
    articles = run(answered, "select id, text from article order by id").rows
    assert len(articles) > 50
    for identifier, written in articles:
        page = sound(client.get(f"/articles/{identifier}").text)
        shown = "".join(plain(p) for p in page.findall(".//article/p") if "part-" in p.get("class", ""))
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", written)
        quotes = client.get(f"/articles/{identifier}.json").json()["quotes"]
        marked = list(page.iter("mark"))
        for quote in quotes:
            assert written[quote["start_char"] : quote["end_char"]]
        assert bool(marked) == bool(quotes)


def test_evidence_leads_to_its_words_in_the_article(client: TestClient, answered: Path) -> None:
    rows = run(answered, "select evidence_id, quote from quotes where article_id is not null order by 1 limit 40").rows
    assert rows
    for identifier, quote in rows:
        led = client.get(f"/evidence/{identifier}", follow_redirects=False)
        assert led.status_code == 303
        assert led.headers["location"].endswith(f"evidence={identifier}#here")
        page = sound(client.get(led.headers["location"]).text)
        on = [mark for mark in page.iter("mark") if "on" in mark.get("class", "").split()]
        assert on[0].get("id") == "here"
        assert words(on[0]).split()[0] in quote
        assert re.sub(r"\s", "", quote) in re.sub(r"\s", "", "".join(plain(mark) for mark in on))


def test_a_snapshot_in_the_address_stays_in_it(client: TestClient, answered: Path) -> None:
    identifier = run(answered, "select evidence_id from quotes where article_id is not null").rows[0][0]
    snapshot = client.get("/").text.split("snapshot <code>")[1].split("<")[0]
    led = client.get(f"/evidence/{identifier}?snapshot={snapshot}", follow_redirects=False)
    assert f"snapshot={snapshot}" in led.headers["location"]


def test_a_record_is_shown_with_its_values_as_released(client: TestClient, answered: Path) -> None:
    record = run(answered, "select record_id, quote from quotes where record_id is not null limit 1").rows[0]
    page = sound(client.get(f"/evidence/{record[0]}").text)
    assert record[1] in words(page)
    assert page.findall(".//table[@class='record']//td")


def test_a_fact_shows_all_that_stands_behind_it(client: TestClient, answered: Path) -> None:
    most = "select fact_id, count(*) from quotes group by 1 having count(*) > 1 order by 2 desc, 1 limit 1"
    fact, pieces = run(answered, most).rows[0]
    page = sound(client.get(f"/evidence/{fact}").text)
    assert len(page.findall(".//ol[@class='pieces']/li")) == pieces


@pytest.mark.parametrize("path", ["/articles/a-0", "/evidence/e-0", "/articles/a-0.json", "/articles/%3Cscript%3E"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "<script>" not in response.text


def test_an_article_is_never_taken_for_html(tmp_path: Path, reference: Reference, empty: Engine) -> None:
    """Its text, headline, byline and address are anybody's: none of them becomes a part of the page."""
    bad = '<img src=x onerror="alert(1)"> </p><script>alert(2)</script> {{ 7 * 7 }}'
    file = tmp_path / "bad.jsonl"
    said = f"Turkey asked the United States for Patriot missiles {bad}."
    told = {"title": bad, "text": said, "byline": bad, "url": "javascript:alert(3)", "published_on": "2020-01-01"}
    file.write_text(json.dumps(told) + "\n")
    load_source(empty, reference, "articles", file, tmp_path)
    with empty.begin() as connection:
        connection.execute(text("update article set url = 'javascript:alert(3)'"))
    publish(empty, tmp_path / "snapshots")
    with TestClient(application(settings_of(tmp_path)), base_url="http://localhost") as client:
        listed = client.get("/articles.json").json()["rows"]
        assert listed
        for path in (
            "/articles",
            f"/articles/{listed[0]['article_id']}",
            "/search?q=Patriot",
            "/questions/who_asks_whom",
        ):
            response = client.get(path)
            assert response.status_code == 200
            page = sound(response.text)
            assert not [one for one in page.iter() if one.get("onerror") or one.get("src") == "x"]
            assert not [a for a in page.iter("a") if a.get("href", "").startswith("javascript")]
            assert "49" not in words(page.find(".//main//h1"))
