"""The feed of a question: what Atom wants of it, entries that stay the same, and how a reader finds it."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from loaders.snapshots import current
from tests.workbench.web.serving import settings_of, sound
from tests.workbench.web.test_guard import Opened
from workbench.library import library
from workbench.web.pages.feed import add, identifier

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TOLD = [name for name, question in library().items() if question.evidence]


def required(feed: ET.Element) -> None:
    """Fails where RFC 4287 asks for something that is not there, or is there twice."""
    assert feed.tag == f"{ATOM}feed"
    for one in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            (found,) = one.findall(f"{ATOM}{name}")
            assert (found.text or "").strip(), name
        assert MOMENT.fullmatch(one.findtext(f"{ATOM}updated") or "")
        assert all(MOMENT.fullmatch(day.text or "") for day in one.findall(f"{ATOM}published"))
        assert (one.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert one.find(f"{ATOM}author/{ATOM}name") is not None
        kinds = [(link.get("rel"), link.get("type")) for link in one.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert ("alternate", "text/html") in kinds
        assert all((link.get("href") or "").startswith("http") for link in one.findall(f"{ATOM}link"))
    assert feed.find(f"{ATOM}link[@rel='self']") is not None
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)), "an entry stands twice"


@pytest.mark.parametrize("name", TOLD)
def test_every_question_whose_rows_lead_to_a_sentence_has_a_feed(client: TestClient, name: str) -> None:
    response = client.get(f"/questions/{name}.atom")
    assert response.headers["content-type"] == "application/atom+xml"
    required(ET.fromstring(response.text))
    told = feedparser.parse(response.content)
    assert not told.bozo, told.bozo_exception
    rows = client.get(f"/questions/{name}.json").json()["rows"]
    wanted = {row[library()[name].evidence or ""] for row in rows} - {None}
    assert len(told.entries) == min(100, len(wanted))
    moments = [entry.updated for entry in told.entries]
    assert moments == sorted(moments, reverse=True)


def test_an_entry_is_a_sentence_and_leads_to_it(client: TestClient) -> None:
    told = feedparser.parse(client.get("/questions/refusals.atom", params={"responder": "US"}).content)
    assert told.feed.title == "Refusals, responder US"
    rows = {row["evidence_id"]: row for row in client.get("/questions/refusals.json?responder=US").json()["rows"]}
    assert len(told.entries) == len(rows)
    for entry in told.entries:
        evidence = entry.link.rpartition("/")[2]
        assert entry.content[0].value == rows[evidence]["quote"]
        assert entry.id == identifier(f"evidence {evidence}")
        assert client.get(f"/evidence/{evidence}").status_code == 200


def test_ids_are_of_the_sentence_and_not_of_snapshot_or_question(client: TestClient, answered: Path) -> None:
    def ids(path: str) -> list[str]:
        return [entry.id for entry in feedparser.parse(client.get(path).content).entries]

    here = ids("/questions/refusals.atom")
    assert here == ids(f"/questions/refusals.atom?snapshot={current(answered).id}")
    assert set(here) & set(ids("/questions/refusals_and_reasons.atom"))
    assert set(ids("/questions/refusals.atom?as_of=2020-12-31")) < set(here)
    assert current(answered).id not in client.get("/questions/refusals.atom").text


def test_what_a_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/questions/refusals.atom")
    again = client.get("/questions/refusals.atom", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_tells_of_its_feed_with_the_same_parameters(client: TestClient) -> None:
    page = sound(client.get("/questions/refusals", params={"responder": "US"}).text)
    (link,) = [one for one in page.iter("link") if one.get("rel") == "alternate"]
    assert link.get("href") == "/questions/refusals.atom?responder=US"
    assert client.get(link.get("href")).status_code == 200
    assert 'rel="alternate"' not in client.get("/questions/who_asks_whom").text
    assert client.get("/questions/who_asks_whom.atom").status_code == 404
    assert client.get("/questions/refusals.atom", params={"weapon": "s-4000"}).status_code == 400


def test_behind_https_links_are_https(opened: Opened, answered: Path) -> None:
    text = opened(settings_of(answered.parent, https=True)).get("/questions/refusals.atom").text
    assert "https://localhost/evidence/" in text
    assert "http://localhost" not in text


def test_words_are_text_and_what_xml_cannot_hold_is_left_out() -> None:
    made = ET.Element("feed")
    add(made, "content", "a \x00\x08 <script>alert(1)</script> & \ud800 b", type="text")
    written = ET.tostring(made, encoding="unicode")
    assert "<script>" not in written
    assert ET.fromstring(written)[0].text == "a  <script>alert(1)</script> &  b"
