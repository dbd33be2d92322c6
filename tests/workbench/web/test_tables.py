"""Tables looked at row by row: every state is an address, what it shows is what its SQL and its files hold."""

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from starlette.testclient import TestClient

from loaders.snapshots import current
from tests.workbench.web.serving import sound, words
from workbench.people import for_people
from workbench.web.browse.shape import SAME_ROWS

REQUESTS = "/tables/requests"


def rows(client: TestClient, address: str, **query: Any) -> list[dict[str, Any]]:
    response = client.get(f"{address}.json", params=query)
    assert response.status_code == 200, response.text
    return list(response.json()["rows"])


def test_the_list_has_the_views_for_people_first_and_every_table(client: TestClient) -> None:
    names = [one["name"] for one in client.get("/tables.json").json()["rows"]]
    people = for_people()
    assert names[: len(people)] == people
    assert {"article", "fact", "load_run", "resolved_fact"} <= set(names)
    page = sound(client.get("/tables").text)
    listed = [link.get("href") for link in page.findall(".//ul[@class='shelf']/li/a")]
    assert listed == [f"/tables/{name}" for name in names]


def test_every_table_has_a_sound_page(client: TestClient) -> None:
    for one in client.get("/tables.json").json()["rows"]:
        response = client.get(f"/tables/{one['name']}")
        assert response.status_code == 200, (one["name"], words(sound(response.text).find(".//main")))
        page = sound(response.text)
        found = len(page.findall(".//tbody/tr"))
        assert found == min(50, one["rows"]) if one["rows"] is not None else found <= 50, one["name"]


def test_rows_that_are_told_without_counting_are_as_many(client: TestClient) -> None:
    told = {one["name"]: one["rows"] for one in client.get("/tables.json").json()["rows"]}
    for view in SAME_ROWS:
        counted = client.get("/sql.json", params={"q": f"select count(*) as rows from {view}"}).json()["rows"][0][
            "rows"
        ]
        assert told[view] == counted, view
        assert told[view] is not None


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"outcome": "refused"}, lambda row: row["outcome"] == "refused"),
        ({"outcome": ["refused", "granted"]}, lambda row: row["outcome"] in ("refused", "granted")),
        ({"quote__has": "PATRIOT"}, lambda row: "patriot" in row["quote"].lower()),
        ({"published_on": "2019"}, lambda row: (row["published_on"] or "").startswith("2019")),
        ({"published_on": "2019-06"}, lambda row: (row["published_on"] or "").startswith("2019-06")),
        ({"published_on__from": "2020", "published_on__to": "2021-03"},
         lambda row: "2020-01-01" <= (row["published_on"] or "") <= "2021-03-31"),
        ({"confidence__from": ".5"}, lambda row: row["confidence"] >= 0.5),
        ({"origins__to": "1"}, lambda row: row["origins"] <= 1),
        ({"weapons": "S-400"}, lambda row: "S-400" in (row["weapons"] or [])),
        ({"weapons__has": "s-4"}, lambda row: any("s-4" in one.lower() for one in row["weapons"] or [])),
        ({"beneficiary__empty": "yes"}, lambda row: row["beneficiary"] is None),
        ({"beneficiary__empty": "no"}, lambda row: row["beneficiary"] is not None),
    ],
)  # fmt: skip
def test_a_filter_takes_the_rows_of_which_it_holds_and_no_others(client: TestClient, query: Any, holds: Any) -> None:
    everything = rows(client, REQUESTS)
    expected = [row["request_id"] for row in everything if holds(row)]
    assert 0 < len(expected) < len(everything)
    assert [row["request_id"] for row in rows(client, REQUESTS, **query)] == expected
    page = sound(client.get(REQUESTS, params=query).text)
    assert len(page.findall(".//tbody/tr")) == min(50, len(expected))
    assert words(page.find(".//p[@class='tally']")).startswith(f"{len(expected)} row")


def test_flags_and_moments_are_filtered_too(client: TestClient) -> None:
    told = rows(client, "/tables/load_run")
    day = told[0]["started_at"][:10]
    assert len(rows(client, "/tables/load_run", started_at=day)) == len(
        [r for r in told if r["started_at"][:10] == day]
    )
    assert not rows(client, "/tables/load_run", started_at__to="1999")
    judged = rows(client, "/tables/judgement")
    machine = [row for row in judged if not row["by_person"]]
    assert machine
    assert len(rows(client, "/tables/judgement", by_person="no")) == len(machine)


def test_facets_count_what_stands_in_the_rows(client: TestClient) -> None:
    page = sound(client.get(REQUESTS).text)
    everything = rows(client, REQUESTS)
    facets = {
        section.get("aria-labelledby").removeprefix("facet-"): section
        for section in page.findall(".//details/div/section")
    }
    assert {"requester", "addressee", "weapons", "outcome", "action", "published_on"} <= set(facets)
    for column in ("requester", "outcome", "weapons", "published_on"):
        expected: Counter[str] = Counter()
        for row in everything:
            value = row[column]
            values = (
                (value or ["empty"])
                if column == "weapons"
                else [value[:4] if column == "published_on" and value else value or "empty"]
            )
            expected.update(values)
        shown = {}
        for link in facets[column].findall(".//a"):
            name, count = (words(span) for span in link.findall("span"))
            shown[name] = int(count)
            narrowed = client.get(link.get("href").replace("#rows", ""))
            assert words(sound(narrowed.text).find(".//p[@class='tally']")).startswith(f"{count} row"), (column, name)
        assert shown == {name: expected[name.replace(" ", "_") if column == "outcome" else name] for name in shown}
        assert sorted(shown.values(), reverse=True) == [count for _, count in expected.most_common(len(shown))]


def test_a_chosen_value_is_taken_away_again(client: TestClient) -> None:
    page = sound(client.get(REQUESTS, params={"outcome": "refused", "requester": "Turkey"}).text)
    chips = {words(link): link.get("href") for link in page.findall(".//ul[@class='chips']/li/a")}
    assert "outcome=refused" not in chips["outcome is refused × (take this away)"]
    assert "requester=Turkey" in chips["outcome is refused × (take this away)"]
    assert chips["Show all rows"] == REQUESTS


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"outcome": "refused", "published_on__from": "2019", "_sort": "-confidence"},
        {"weapons": "S-400", "quote__has": "it's"},
        {"quote__has": "'; drop table fact; --"},
        {"quote__has": "\\' $v1 \" % _ \n $v2", "requester": "$v1"},
        {"published_on": "2020", "confidence__to": "0.75"},
    ],
)
def test_the_sql_that_is_shown_gives_the_same_rows(client: TestClient, query: dict[str, str]) -> None:
    page = sound(client.get(REQUESTS, params=query).text)
    sql = "".join(page.find(".//details[@class='code']/pre/code").itertext())
    assert client.get("/sql.json", params={"q": sql}).json()["rows"] == rows(client, REQUESTS, **query)
    link = page.find(".//details[@class='code']/p/a").get("href")
    assert client.get(link).status_code == 200


def test_of_every_table_the_sql_can_be_asked(client: TestClient) -> None:
    for one in client.get("/tables.json").json()["rows"]:
        page = sound(client.get(f"/tables/{one['name']}").text)
        sql = "".join(page.find(".//details[@class='code']/pre/code").itertext())
        assert client.get("/sql.json", params={"q": f"{sql}\nlimit 3"}).status_code == 200, sql


def test_pages_hold_each_row_once_in_the_order_that_is_asked_for(client: TestClient) -> None:
    for table, key, order in (("post", "id", "person_id"), ("actors", "actor_id", "-kind"), ("fact", "id", "")):
        everything = [row[key] for row in rows(client, f"/tables/{table}", **({"_sort": order} if order else {}))]
        seen: list[str] = []
        for page in range(1, 5):
            parsed = sound(client.get(f"/tables/{table}", params={"_sort": order, "_page": str(page)}).text)
            seen += [words(td) for td in parsed.iter("td") if "keyed" in td.get("class", "")]
        assert seen == everything[:200], table
        assert len(set(seen)) == 200


def test_files_hold_the_rows_that_the_address_wants(client: TestClient) -> None:
    query = {"outcome": "refused", "_sort": "confidence"}
    told = rows(client, REQUESTS, **query)
    assert told
    lines = client.get(f"{REQUESTS}.csv", params=query).text.splitlines()
    assert lines[0].split(",") == list(told[0])
    table = parquet.read_table(io.BytesIO(client.get(f"{REQUESTS}.parquet", params=query).content))
    assert table["request_id"].to_pylist() == [row["request_id"] for row in told]
    assert client.get(f"{REQUESTS}.md", params=query).text.count("\n") == len(told) + 2
    assert client.get(f"{REQUESTS}.xls", params=query).status_code == 404


def test_rows_are_cited(client: TestClient) -> None:
    page = sound(client.get(REQUESTS, params={"outcome": "refused"}).text)
    form = next(one for one in page.iter("form") if one.get("action", "").startswith("/sql/citation"))
    posted = {one.get("name"): one.get("value") for one in form.iter("input")}
    response = client.post(form.get("action"), data=posted)
    assert response.status_code == 200
    assert "BibTeX" in response.text


def test_a_filter_from_the_form_becomes_an_address(client: TestClient) -> None:
    form = {"_column": "requester", "_operation": "has", "_value": "Tur", "outcome": "refused", "_sort": "confidence"}
    led = client.get(REQUESTS, params=form, follow_redirects=False)
    assert led.status_code == 303
    assert led.headers["location"] == f"{REQUESTS}?outcome=refused&_sort=confidence&requester__has=Tur"
    empty = client.get(
        REQUESTS, params={"_column": "place", "_operation": "empty", "_value": ""}, follow_redirects=False
    )
    assert empty.headers["location"] == f"{REQUESTS}?place__empty=yes"
    pinned = client.get(REQUESTS, params={**form, "snapshot": "2"}, follow_redirects=False)
    assert pinned.headers["location"].endswith("&snapshot=2") or pinned.status_code == 400


def test_columns_are_chosen(client: TestClient) -> None:
    page = sound(client.get(REQUESTS, params={"_show": ["outcome", "weapon_ids"]}).text)
    assert [words(th).rstrip("↓↑") for th in page.iter("th")] == ["request id", "outcome", "weapon ids"]
    every = sound(client.get(REQUESTS, params={"_all": "1"}).text)
    assert len(list(every.iter("th"))) > 35


def test_ids_lead_to_their_rows_and_pages(client: TestClient) -> None:
    page = sound(client.get("/tables/fact_object").text)
    links = {link.get("href") for td in page.iter("td") for link in td.iter("a")}
    assert any(link.startswith("/weapons/") for link in links)
    for link in sorted(links)[:10]:
        assert client.get(link).status_code == 200, link
    people = sound(client.get(REQUESTS).text)
    requester = next(
        td for td in people.iter("td") if td.get("data-label") == "requester" and td.find(".//a") is not None
    )
    target = requester.find(".//a")
    assert words(target) in client.get(target.get("href")).text


def test_a_row_shows_all_of_it_and_what_leads_there(client: TestClient) -> None:
    page = sound(client.get("/tables/actor/US").text)
    assert words(page.find(".//h1")) == "United States"
    counts = {
        (words(li.find("a")), li.find("a").get("href")): words(li).split()[-1]
        for li in page.findall(".//ul[@class='leading']/li")
    }
    for (_, link), count in counts.items():
        path, _, query = link.partition("?")
        assert len(client.get(f"{path}.json?{query}").json()["rows"]) == int(count.replace(",", "")), link
    told = client.get("/tables/actor/US.json").json()["row"]
    assert (told["id"], told["name"]) == ("US", "United States")
    text = client.get("/tables/article.json").json()["rows"][0]
    whole = sound(client.get(f"/tables/article/{text['id']}").text)
    assert text["text"].split()[-1] in words(whole.find(".//dl"))


BAD = "x" * 10_000


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/tables/request", {"_sort": "nothing"}, 400),
        ("/tables/request", {"_sort": "-fact_id; drop table fact"}, 400),
        (REQUESTS, {"_sort": "weapons"}, 400),
        (REQUESTS, {"nothing": "1"}, 400),
        (REQUESTS, {"outcom": "refused"}, 400),
        (REQUESTS, {"outcome__like": "r%"}, 400),
        (REQUESTS, {"outcome__from": "a"}, 400),
        (REQUESTS, {"quantities": "1"}, 400),
        (REQUESTS, {"confidence": "much"}, 400),
        (REQUESTS, {"confidence": "nan"}, 400),
        (REQUESTS, {"confidence": "1e999999999"}, 400),
        (REQUESTS, {"confidence": "9" * 29}, 200),
        (REQUESTS, {"published_on": "2020-13"}, 400),
        (REQUESTS, {"published_on": "٢٠٢٠"}, 400),
        (REQUESTS, {"published_on__from": "0000"}, 400),
        (REQUESTS, {"published_on__to": "9999"}, 200),
        (REQUESTS, {"outcome__empty": "perhaps"}, 400),
        (REQUESTS, {"quote": BAD}, 400),
        (REQUESTS, {"quote__has": "a\0b"}, 400),
        (REQUESTS, {"_page": "0"}, 400),
        (REQUESTS, {"_page": "201"}, 400),
        (REQUESTS, {"_page": "200"}, 200),
        (REQUESTS, {"_page": "²"}, 400),
        (REQUESTS, {"_show": "nothing"}, 400),
        (REQUESTS, {"outcome": [f"v{n}" for n in range(21)]}, 400),
        (REQUESTS, {"outcome": "' or 1=1 --"}, 200),
        (REQUESTS, {"snapshot": "1999"}, 400),
        ("/tables/nothing", {}, 404),
        ("/tables/duckdb_settings", {}, 404),
        ("/tables/requests;drop", {}, 404),
        ("/tables/" + BAD[:3000], {}, 404),
        ("/tables/actor/nobody", {}, 404),
        ("/tables/actor/' or 1=1 --", {}, 404),
        ("/tables/actor/" + BAD[:3000], {}, 404),
        ("/tables/actor/a%00b", {}, 404),
        ("/tables/fact_object/f-1", {}, 404),
        ("/tables/nothing/1", {}, 404),
        ("/tables/nothing.csv", {}, 404),
        ("/tables/requests.csv", {"nothing": "1"}, 400),
        ("/dictionary/nothing", {}, 404),
        ("/dictionary/nothing.svg", {}, 404),
        ("/dictionary/facts.svg", {"theme": "</style>"}, 404),
        ("/runs/nothing", {}, 404),
        ("/runs/a%00b", {}, 404),
        ("/runs", {"page": "-1"}, 400),
        ("/runs", {"loader": BAD}, 200),
    ],
)
def test_what_is_not_there_or_cannot_be_read_is_told(client: TestClient, path: str, query: Any, status: int) -> None:
    response = client.get(path, params=query)
    assert response.status_code == status, response.text[:300]
    if response.headers["content-type"].startswith("text/html"):
        page = sound(response.text)
        assert len(words(page.find(".//main"))) < 40_000
        if status == 400:
            assert "cannot be answered" in words(page.find(".//main"))


def test_a_wrong_name_is_told_with_the_nearest(client: TestClient) -> None:
    assert "Did you mean outcome" in client.get(REQUESTS, params={"outcom": "refused"}).text
    assert "requests" in words(sound(client.get("/tables/request_s").text).find(".//main"))


def test_the_dictionary_explains_every_column_and_word(client: TestClient) -> None:
    page = sound(client.get("/dictionary").text)
    assert "RefusalReason" in words(page) or "Outcome" in words(page)
    for name in ("requests", "request", "load_run", "resolved_fact"):
        entry = sound(client.get(f"/dictionary/{name}").text)
        told = client.get(f"/dictionary/{name}.json").json()
        shown = [words(td.find("code")) for td in entry.iter("td") if td.get("class") == "lead"]
        assert shown == [column["name"] for column in told["columns"]]
    entry = sound(client.get("/dictionary/requests").text)
    assert any("who_asks_whom" in (link.get("href") or "") for link in entry.iter("a"))
    assert "refused" in words(next(one for one in entry.iter("section") if one.get("id") == "w-outcome"))
    found = sound(client.get("/dictionary", params={"q": "speaker"}).text)
    assert "speaker" in words(found.find(".//dl"))
    sound(client.get("/dictionary", params={"q": "<b>nothing</b>"}).text)


@pytest.mark.parametrize("name", ["schema", "facts", "operations"])
def test_a_picture_is_in_light_or_dark_and_can_do_nothing(client: TestClient, name: str) -> None:
    light, dark = (client.get(f"/dictionary/{name}.svg", params={"theme": theme}) for theme in ("light", "dark"))
    assert light.status_code == dark.status_code == 200
    assert light.headers["content-type"] == "image/svg+xml"
    assert "--paper: #14181d" in dark.text
    assert "--paper: #14181d" not in light.text
    assert "@media" not in light.text + dark.text
    assert "sandbox" in light.headers["content-security-policy"]
    assert "script" not in light.headers["content-security-policy"].replace("script-src", "")
    if name != "schema":
        assert re.search(r"<text[^>]*>load_run|<text[^>]*>request<", light.text)


def test_runs_and_what_they_could_not_take(client: TestClient) -> None:
    told = client.get("/runs.json").json()
    assert {one["loader"] for one in told["runs"]} >= {"articles", "sipri", "ofac"}
    for one in told["runs"]:
        assert one["read"] == one["inserted"] + one["updated"] + one["unchanged"] + one["rejected"]
    sound(client.get("/runs").text)
    rejecting = [one for one in told["runs"] if one["rejected"]]
    assert rejecting
    for one in rejecting:
        page = sound(client.get(f"/runs/{one['id']}").text)
        rejects = client.get(f"/runs/{one['id']}.json").json()["rejects"]
        assert len(rejects) == one["rejected"]
        text = words(page.find(".//main"))
        assert all(words_in(reject["reason"]) in text and reject["locator"] in text for reject in rejects)
    states = {one["state"] for one in told["standing"]}
    assert states <= {"fresh", "stale", "failing"}
    only = client.get("/runs.json", params={"loader": "sipri"}).json()["runs"]
    assert {one["loader"] for one in only} == {"sipri"}


def words_in(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_snapshots_lead_to_pages_as_they_were(client: TestClient, answered: Path) -> None:
    snapshot = current(answered)
    page = sound(client.get("/snapshots").text)
    assert snapshot.id in words(page)
    assert f"/?snapshot={snapshot.id}" in {link.get("href") for link in page.iter("a")}
    (told, *_) = client.get("/snapshots.json").json()["rows"]
    assert (told["id"], told["current"]) == (snapshot.id, "yes")
    for path in ("/tables", REQUESTS, "/tables/actor/US", "/dictionary", "/runs"):
        pinned = sound(client.get(path, params={"snapshot": snapshot.id}).text)
        ours = [a.get("href") for a in pinned.iter("a") if re.match(r"/(tables|dictionary|runs)\b", a.get("href", ""))]
        assert ours
        loose = {link for link in ours if f"snapshot={snapshot.id}" not in link}
        assert loose <= {path}, path  # the way to the newest


def test_json_and_pages_do_not_change_with_the_case_of_a_reader(client: TestClient) -> None:
    first = client.get("/tables/actor/US.json")
    again = client.get("/tables/actor/US.json", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert json.loads(first.text)["row"]["id"] == "US"
