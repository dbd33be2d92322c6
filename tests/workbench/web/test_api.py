"""What programs get: one shape for all of it, faults in the same words, and a description that fits what is served."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from loaders.snapshots import current
from tests.workbench.web.serving import sound, words
from workbench.library import library
from workbench.web.application import PAGES
from workbench.web.describing import SCHEMAS, WORDS, document

HEAD = {"snapshot", "as_of", "recorded_as_of", "published_at", "notice", "links"}


@pytest.mark.parametrize("name", sorted(library()))
def test_every_question_answers_in_the_same_shape_with_the_columns_it_promises(client: TestClient, name: str) -> None:
    told = client.get(f"/questions/{name}.json", params={"_rows": "3"}).json()
    assert set(told) >= HEAD
    names = [column["name"] for column in told["columns"]]
    assert set(library()[name].expects.columns) <= set(names)
    assert all(list(row) == names for row in told["rows"])
    assert len(told["rows"]) == min(3, told["total"])
    assert told["pages"] == max(1, -(-told["total"] // 3))
    schema = client.get("/openapi.json").json()
    path = schema["paths"][f"/questions/{name}.json"]["get"]
    content = path["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**content, "components": schema["components"]}).validate(told)


def test_rows_have_types_and_pages_that_lead_through_all_of_them(client: TestClient, answered: Path) -> None:
    whole = client.get("/questions/refusals.json").json()
    assert whole["snapshot"] == current(answered).id
    types = {column["name"]: column["type"] for column in whole["columns"]}
    assert (types["published_on"], types["weapons"], types["quote"]) == ("date", "list", "text")
    rows, address = [], "/questions/refusals.json?_rows=4&_sort=-published_on"
    while address:
        told = client.get(address).json()
        rows += told["rows"]
        assert len(told["rows"]) <= 4
        address = told["links"].get("next", "")
    assert len(rows) == whole["total"]
    days = [row["published_on"] for row in rows if row["published_on"]]
    assert days == sorted(days, reverse=True)
    past = client.get("/questions/refusals.json", params={"_rows": "4", "_page": "99"}).json()
    assert past["rows"] == []
    assert client.get(past["links"]["previous"]).json()["rows"]
    some = client.get("/questions/refusals.json", params={"_find": "turkey"}).json()
    assert 0 < some["total"] < whole["total"]


def test_links_lead_to_the_page_and_to_the_same_for_good(client: TestClient, answered: Path) -> None:
    told = client.get("/questions/refusals.json", params={"responder": "US", "_find": "F-16"}).json()
    sound(client.get(told["links"]["html"]).text)
    again = client.get(told["links"]["permanent"]).json()
    assert again["rows"] == told["rows"]
    assert f"snapshot={current(answered).id}" in told["links"]["permanent"]
    then = client.get("/questions/refusals.json", params={"as_of": "2020-12-31"}).json()
    assert then["as_of"] == "2020-12-31"


@pytest.mark.parametrize("path", ["/questions.json", "/articles.json", "/schema.json", "/search.json?q=s-400"])
def test_lists_and_things_have_the_same_head(client: TestClient, path: str) -> None:
    assert set(client.get(path).json()) >= HEAD


def test_articles_are_told_a_page_at_a_time(client: TestClient) -> None:
    first = client.get("/articles.json").json()
    assert first["pages"] == -(-first["total"] // 50)
    second = client.get(first["links"]["next"]).json()
    assert {row["article_id"] for row in first["rows"]}.isdisjoint(row["article_id"] for row in second["rows"])
    one = client.get(f"/articles/{first['rows'][0]['article_id']}.json").json()
    assert HEAD | {"text", "quotes"} <= set(one)


@pytest.mark.parametrize("form", ["csv", "jsonl", "md", "parquet"])
def test_each_page_with_rows_has_them_as_files(client: TestClient, form: str) -> None:
    evidence = client.get("/questions/refusals.json").json()["rows"][0]
    quoted = client.get(f"/evidence/{evidence['evidence_id']}.json").json()["rows"][0]
    for path in (
        "/articles",
        f"/articles/{evidence['article_id']}",
        f"/evidence/{quoted['fact_id']}",
        "/questions/refusals",
    ):
        response = client.get(f"{path}.{form}")
        assert response.status_code == 200, (path, response.text)
        assert response.content
        assert f".{form}" in response.headers["content-disposition"]
    assert client.get("/articles.xls").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/questions/refusals.json?weapon=s-4000", 400, "s-400"),
        ("/questions/refusals.json?_sort=nothing", 400, "no column"),
        ("/questions/refusals.json?_rows=0", 400, "1 to 10,000"),
        ("/questions/refusals.json?snapshot=x", 400, "no snapshot"),
        ("/questions/refusal.json", 404, "refusals"),
        ("/articles/a-0.json", 404, "a-0"),
        ("/sql.json?q=selec", 400, "selec"),
        ("/nope.json", 404, "no page"),
    ],
)
def test_a_fault_says_the_same_to_programs_as_to_people(client: TestClient, path: str, status: int, says: str) -> None:
    told = client.get(path)
    assert told.status_code == status
    assert told.headers["content-type"] == "application/json"
    jsonschema.validate(told.json(), SCHEMAS["Fault"])
    assert told.json()["status"] == status
    assert says in told.json()["detail"]
    page = client.get(path.replace(".json", ""))
    if "_rows" not in path:  # which a page has no use for
        assert page.status_code == status
        assert says in words(sound(page.text))


def test_a_citation_for_programs_is_one_that_can_be_checked_and_keeps_nothing(
    client: TestClient, answered: Path
) -> None:
    from workbench.citation_forms import of_json

    before = sorted(file.name for file in answered.iterdir())
    told = client.get("/questions/refusals/citation.json", params={"responder": "US"})
    made = of_json(told.text, "the answer")
    assert (made.question, made.snapshot) == ("refusals", current(answered).id)
    assert client.get("/sql/citation.json", params={"q": "select 1 as one"}).json()["rows"] == 1
    assert sorted(file.name for file in answered.iterdir()) == before


def test_the_description_is_made_of_what_is_served(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    served = {
        path.replace(":path", "") for path, _, methods in PAGES if "GET" in methods and "." in path.rpartition("/")[2]
    }
    assert served - {"/questions/{name}.{form}"} <= set(told["paths"])
    assert set(WORDS) <= served, "WORDS names an address that is not served"
    for name, question in library().items():
        given = {
            one["name"]: one for one in told["paths"][f"/questions/{name}.json"]["get"]["parameters"] if "name" in one
        }
        assert set(given) == {p.name for p in question.parameters}
        for p in question.parameters:
            schema = given[p.name]["schema"]
            schema = schema["anyOf"][0] if "anyOf" in schema else schema
            assert schema.get("enum", []) == list(p.options)
            assert (schema.get("format") == "date") == (p.kind == "date")


def test_another_route_is_described_without_being_told_of() -> None:
    def page(request: object) -> None:
        """What a new page gives."""

    told = document([Route("/things/{id}.json", page, methods=["GET"])])["paths"]["/things/{id}.json"]["get"]
    assert told["summary"] == "What a new page gives."
    assert told["parameters"][0]["name"] == "id"


def test_the_page_for_people_lists_every_question(client: TestClient) -> None:
    page = sound(client.get("/api").text)
    for question in library().values():
        assert question.question in words(page)


def test_every_word_of_a_page_s_forms_and_links_is_described_for_programs(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    some = client.get("/questions/refusals.json").json()["rows"][0]
    pages = ["/search?q=s-400", "/articles?q=turkey", "/actors?kind=state", "/weapons?level=family", "/runs"]
    pages += ["/network", "/network?between=US,TR", "/map", "/tables/requests", f"/articles/{some['article_id']}"]
    told = 0
    for page in pages:
        tree = sound(client.get(page).text)
        for address, names in [*forms_of(tree, page), *links_of(tree)]:
            described = description_of(paths, address)
            if described is None:
                continue
            missing = names - {one["name"] for one in described["parameters"] if "name" in one}
            missing -= {one["$ref"].rpartition("/")[2] for one in described["parameters"] if "$ref" in one}
            missing -= {"evidence"}  # which sentence of an article the page begins at; its data are the same
            missing -= {"q"} if "#/components/parameters/statement" in str(described) else set()
            assert not missing, (page, address, missing)
            told += 1
    assert told > 20


def forms_of(tree: Any, page: str) -> list[tuple[str, set[str]]]:
    """Where the forms of a page lead, with the names of their fields."""
    return [
        (
            one.get("action", page).partition("?")[0],
            {field.get("name") for tag in ("input", "select") for field in one.iter(tag) if field.get("name")},
        )
        for one in tree.iter("form")
        if one.get("method", "get").lower() == "get"
    ]


def links_of(tree: Any) -> list[tuple[str, set[str]]]:
    """Where the links of a page lead, with the words that they give."""
    found = [urlsplit(one.get("href", "")) for one in tree.iter("a")]
    return [(one.path, set(dict(parse_qsl(one.query)))) for one in found if one.path.startswith("/") and one.query]


def description_of(paths: dict[str, Any], address: str) -> dict[str, Any] | None:
    """What is said of the data under an address; None where columns and parameters of any name may stand in it."""
    for path, told in paths.items():
        base = path.removesuffix(".json").removesuffix(".{form}")
        if base != path and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", base), address):
            described: dict[str, Any] = told["get"]
            return None if any(one.get("style") == "form" for one in described["parameters"]) else described
    return None
