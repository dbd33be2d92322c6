"""Pages of requests, facts, actors and weapons: what they say stands in answers, and every link leads."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.workbench.web.serving import sound, words

READ = ("/actors/TR", "/actors/recep-tayyip-erdogan", "/weapons/s-400", "/weapons/weapons", "/map", "/network",
        "/network?between=TR,US", "/actors", "/weapons")  # fmt: skip
TOLD = ("/requests/{}", "/actors/TR", "/weapons/s-400", "/network", "/network?between=TR,US", "/map")
# The last but one turns the direction of writing round.
HOSTILE = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "<script>alert(1)</script>", "x" * 10_000, "' or 1=1 --",
           "f-0000", "%00", "nobody-at-all", "\u202eevil", "a/b")  # fmt: skip


def rows(client: TestClient, sql: str) -> list[dict[str, Any]]:
    response = client.get("/sql.json", params={"q": sql})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["rows"]
    return found


@pytest.fixture
def chained(client: TestClient) -> str:
    """The request to which most hangs on."""
    told = rows(
        client,
        """
        select requests.request_id
        from requests
        left join responses on responses.request_id = requests.request_id
        group by requests.request_id
        order by count(responses.response_id) + max(requests.conditions) desc, max(requests.origins) desc, 1
        limit 1
        """,
    )
    return str(told[0]["request_id"])


def test_a_request_is_a_chain_whose_steps_are_those_of_its_question(client: TestClient, chained: str) -> None:
    page = sound(client.get(f"/requests/{chained}").text)
    steps = client.get("/questions/chain_of_request.json", params={"request": chained}).json()["rows"]
    assert len(steps) > 1
    items = [one for one in page.iter("li") if (one.get("id") or "").startswith("step-")]
    assert len(items) == len(steps)
    for item, step in zip(items, steps, strict=True):
        assert step["step"] in item.get("class")
        assert step["quote"] in "".join(item.itertext())
        assert ("loose" in item.get("class")) == step["link"].startswith("same parties")
    days = [step["day"] for step in steps if step["day"]]
    assert days == sorted(days)


def test_each_mark_of_the_line_of_time_leads_to_its_step(client: TestClient, chained: str) -> None:
    page = sound(client.get(f"/requests/{chained}").text)
    ids = {one.get("id") for one in page.iter()}
    strip = next(one for one in page.iter("nav") if one.get("class") == "strip")
    marks = [one.get("href") for one in strip.iter() if (one.get("href") or "").startswith("#step-")]
    steps = client.get("/questions/chain_of_request.json", params={"request": chained}).json()["rows"]
    assert len(marks) == len([step for step in steps if step["day"]])
    assert {mark.removeprefix("#") for mark in marks} <= ids


def test_every_quote_of_a_request_leads_to_its_sentence(client: TestClient, chained: str) -> None:
    page = sound(client.get(f"/requests/{chained}").text)
    quotes = [a for block in page.iter("blockquote") for a in block.iter("a")]
    assert quotes
    for quote in quotes:
        article = client.get(quote.get("href"), follow_redirects=True)
        assert article.status_code == 200
        marked = " ".join(words(one) for one in sound(article.text).iter("mark") if one.get("id") == "here")
        assert not marked or marked.split()[0] in words(quote)


def test_origins_are_counted_as_the_view_does_and_copies_stand_under_what_they_copy(client: TestClient) -> None:
    told = rows(client, "select request_id, origins from requests where accounts > origins order by request_id limit 3")
    assert told, "the sample has a request that copies tell"
    for one in told:
        page = sound(client.get(f"/requests/{one['request_id']}").text)
        origins = [li for li in page.iter("li") if li.get("class") == "origin"]
        assert len(origins) == one["origins"]
    copies = rows(
        client,
        """
        select quotes.fact_id from quotes
        join story_article on story_article.article_id = quotes.article_id and story_article.role <> 'origin'
        order by 1 limit 1
        """,
    )
    text = client.get(f"/facts/{copies[0]['fact_id']}", follow_redirects=True).text
    assert "Reprint" in text or "Reworded copy" in text


def test_what_accounts_differ_on_stands_side_by_side(client: TestClient) -> None:
    told = client.get("/questions/disagreements.json").json()["rows"]
    assert told
    one = told[0]
    page = sound(client.get(f"/facts/{one['fact_id']}", follow_redirects=True).text)
    sides = [words(side.find("h4")) for side in page.iter("section") if side.get("class") == "side"]
    for value in set(one["said_values"]):
        assert any(side.startswith(value.replace("_", " ")) for side in sides), (value, sides)


@pytest.mark.parametrize("kind", ["request", "condition", "response", "sanction", "transfer"])
def test_a_fact_of_every_kind_has_a_sound_page(client: TestClient, kind: str) -> None:
    told = rows(client, f"select fact_id, weapons, quote from facts where kind = '{kind}' order by fact_id limit 8")
    for one in told:
        response = client.get(f"/facts/{one['fact_id']}", follow_redirects=False)
        assert response.status_code == (303 if kind == "request" else 200)
        page = sound(client.get(f"/facts/{one['fact_id']}", follow_redirects=True).text)
        told_by_page = words(page.find(".//main"))
        assert re.sub(r"\s+", " ", one["quote"]) in told_by_page
        for weapon in one["weapons"] or []:
            assert weapon in told_by_page
        as_json = client.get(f"/facts/{one['fact_id']}.json", follow_redirects=True).json()
        assert as_json[kind][f"{kind}_id"] == one["fact_id"]


def test_an_account_leads_to_the_fact_it_is_of(client: TestClient) -> None:
    told = rows(
        client, "select account_id, fact_id from account where account_id <> fact_id order by account_id limit 2"
    )
    assert told
    for one in told:
        response = client.get(f"/facts/{one['account_id']}", follow_redirects=False)
        assert response.status_code == 303
        assert response.headers["location"].endswith(one["fact_id"])


def test_an_actor_has_what_it_did_and_what_was_done_to_it(client: TestClient) -> None:
    page = sound(client.get("/actors/TR").text)
    assert words(page.find(".//h1")) == "Turkey"
    told = client.get("/questions/counterparts.json", params={"actor": "TR"}).json()["rows"]
    counts: dict[str, int] = {}
    for one in told:
        counts[one["part"]] = counts.get(one["part"], 0) + one["facts"]
    tiled = next(one for one in page.iter("nav") if one.get("class") == "tiles")
    tiles = {a.get("href"): words(a.find("strong")) for a in tiled.iter("a")}
    for part, count in counts.items():
        assert tiles[f"#{part.replace(' ', '-')}"] == f"{count:,}", part
    assert "Türkiye" in words(page)
    ids = {one.get("id") for one in page.iter()}
    assert {href.removeprefix("#") for href in tiles} <= ids


def test_panels_that_hold_nothing_are_left_out(client: TestClient) -> None:
    quiet = rows(
        client,
        """
        select actor_id from actors
        where kind = 'state' and actor_id not in (select party_id from parties where party_id is not null)
          and actor_id not in (select body_id from post)
        order by actor_id limit 1
        """,
    )[0]["actor_id"]
    page = sound(client.get(f"/actors/{quiet}").text)
    headings = {words(one) for one in page.iter("h2")}
    assert headings == {"Names", "Further"}
    assert "No fact over arms is told of it" in words(page)
    assert page.find(".//figure") is None


def test_a_weapon_stands_in_its_tree_with_links_up_and_down(client: TestClient) -> None:
    page = sound(client.get("/weapons/s-400").text)
    crumbs = next(one for one in page.iter("p") if one.get("class") == "crumbs")
    assert words(crumbs).startswith("Weapons › weapons › air defence system")
    upper = sound(client.get("/weapons/long-range-air-defence").text)
    below = next(one for one in upper.iter("section") if one.get("aria-labelledby") == "below")
    assert "/weapons/s-400" in {a.get("href") for a in below.iter("a")}


@pytest.mark.parametrize("path", READ)
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    page = sound(client.get(path).text)
    links = sorted({a.get("href") for a in page.find(".//main").iter("a") if (a.get("href") or "").startswith("/")})
    assert len(links) > 5
    for link in links[:: max(1, len(links) // 40)]:
        assert client.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize(
    "path", ["/requests/{}", "/actors/TR", "/weapons/s-400", "/network", "/network?between=TR,US", "/map"]
)
def test_a_page_is_there_for_programs_at_the_same_address(client: TestClient, chained: str, path: str) -> None:
    split = urlsplit(path.format(chained))
    told = client.get(f"{split.path}.json", params=parse_qs(split.query)).json()
    assert told
    for panel in (told.get("panels", {}) if isinstance(told, dict) else {}).values():
        again = client.get(f"/questions/{panel['question']}.json", params=panel["parameters"]).json()["rows"]
        assert again == panel["rows"]


def test_another_name_leads_to_the_page(client: TestClient) -> None:
    for name, page in (
        ("/actors/Türkiye", "/actors/TR"),
        ("/actors/Turkey", "/actors/TR"),
        ("/weapons/S400", "/weapons/s-400"),
        ("/network?between=Turkey|USA", "/network?between=TR%2CUS"),
    ):
        assert client.get(name, follow_redirects=False).headers["location"] == page


def test_bounds_go_with_every_link(client: TestClient) -> None:
    text = client.get("/actors/TR", params={"as_of": "2020-06-01"}).text
    page = sound(text)
    inside = [a.get("href") for a in page.find(".//main").iter("a") if (a.get("href") or "").startswith("/")]
    assert inside
    assert all("as_of=2020-06-01" in href for href in inside)


@pytest.mark.parametrize("identifier", HOSTILE, ids=lambda one: one[:12])
@pytest.mark.parametrize("what", ["actors", "weapons", "requests", "facts"])
def test_an_id_that_nothing_has_is_told_so(client: TestClient, what: str, identifier: str) -> None:
    assert client.get(f"/{what}/{identifier}.json").status_code == 404
    response = client.get(f"/{what}/{identifier}")
    assert response.status_code == 404
    page = sound(response.text)
    assert "<script>alert" not in response.text
    assert len(words(page.find(".//main"))) < 1_500


@pytest.mark.parametrize("written", ["", "TR", "TR,US,RU", ",", "TR,nobody-at-all", "x" * 9_000, "<b>,US"])
def test_a_pair_that_is_none_is_told_so(client: TestClient, written: str) -> None:
    response = client.get("/network", params={"between": written})
    assert response.status_code == 404
    sound(response.text)


def test_what_the_network_cannot_draw_is_told_at_the_field(client: TestClient) -> None:
    response = client.get("/network", params={"weapon": "s-4000"})
    assert response.status_code == 400
    assert "s-4000" in words(sound(response.text))
    assert client.get("/network.json", params={"weapon": "s-4000"}).status_code == 400
    assert client.get("/map", params={"since": "yesterday"}).status_code == 400
    assert client.get("/actors", params={"page": "-1"}).status_code == 400


def test_lists_are_searched_by_any_name_and_by_kind(client: TestClient) -> None:
    def names(path: str, **query: str) -> list[str]:
        return [one["name"] for one in client.get(f"{path}.json", params=query).json()["rows"]]

    assert "Turkey" in names("/actors", q="türkiye")
    assert names("/actors", q="türkiye", kind="person") == []
    assert "S-400" in names("/weapons", q="триумф")
    assert "S-400" in names("/weapons", under="air-defence")
    assert "S-400" not in names("/weapons", under="tank")
    facts = [one["facts"] for one in client.get("/actors.json").json()["rows"]]
    assert facts == sorted(facts, reverse=True)
    assert facts[0] > 0


def test_names_in_any_answer_lead_to_their_pages(client: TestClient) -> None:
    page = sound(client.get("/questions/refusals").text)
    led = {words(a): a.get("href") for td in page.iter("td") for a in td.iter("a")}
    assert led["Turkey"] == "/actors/TR"
    assert any(href.startswith("/weapons/") for href in led.values())
    page = sound(
        client.get("/sql", params={"q": "select 'Turkey' as requester, 'Turkey' as quote, 's-400' as weapon_id"}).text
    )
    cells = {td.get("data-label"): [a.get("href") for a in td.iter("a")] for td in page.iter("td")}
    assert cells["requester"] == ["/actors/TR"]
    assert cells["weapon id"] == ["/weapons/s-400"]
    assert cells["quote"] == []
