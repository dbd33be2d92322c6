"""The review queue in the browser: who may decide, what a decision does, and what happens to a stale one."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from loaders.ledger import now
from loaders.reviewing.queueing import Filters, facts_waiting, leads_waiting, next_waiting, pairs_waiting
from loaders.reviewing.state import state_of
from schema.engine import open_engine, reading
from schema.models import Fact, Judgement, Lead, Review
from tests.workbench.web.serving import settings_of, sound, token, words
from workbench.web.application import application
from workbench.web.guard import accounts

PASSWORD = "a password of some length"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Accounts of two reviewers and a reader."""
    file = tmp_path_factory.mktemp("people") / "accounts.json"
    for name, reviewer in (("ana", True), ("ben", True), ("eve", False)):
        accounts.add(file, name, PASSWORD, reviewer=reviewer, now=now())
    return file


@pytest.fixture
def home(reviewable: Path, people: Path, tmp_path: Path) -> Path:
    """A record of three reports and who may read and review it; nothing is published."""
    (tmp_path / "sqn.sqlite").write_bytes(reviewable.read_bytes())
    shutil.copy(people, tmp_path / "accounts.json")
    return tmp_path


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{home / 'sqn.sqlite'}")
    yield made
    made.dispose()


@pytest.fixture
def signed(home: Path) -> Callable[[str], TestClient]:
    """Signs somebody in; no snapshot is asked, so nothing that answers SQL is started."""

    def sign(name: str) -> TestClient:
        client = opened(home)
        form = {"_token": token(client, "/sign-in"), "name": name, "password": PASSWORD, "next": "/sign-in"}
        assert client.post("/sign-in", data=form).status_code == 200
        return client

    return sign


def opened(home: Path) -> TestClient:
    return TestClient(application(settings_of(home)), base_url="http://localhost", raise_server_exceptions=False)


def forms(client: TestClient, address: str = "/review") -> dict[str, dict[str, str]]:
    """What each button of the page would send, by its value."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    found: dict[str, dict[str, str]] = {}
    for form in sound(response.text).iter("form"):
        told = {one.get("name"): one.get("value") or "" for one in form.iter("input") if one.get("name")}
        for select_ in form.iter("select"):
            chosen = next((one for one in select_.iter("option") if one.get("selected") is not None), None)
            told[select_.get("name")] = chosen.get("value") if chosen is not None else ""
        for button in form.iter("button"):
            found.setdefault(
                button.get("value") or words(button).split()[0].lower(), told | {"what": button.get("value") or ""}
            )
    return found


def decisions(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        rows = connection.execute(
            select(Review.fact_id, Review.decision, Review.reviewer, Review.note).order_by(Review.decided_at)
        )
        return [(row.fact_id, str(row.decision), row.reviewer, row.note) for row in rows]


def test_only_reviewers_decide(home: Path, signed: Callable[[str], TestClient]) -> None:
    nobody = opened(home)
    led = nobody.get("/review?kind=request", follow_redirects=False)
    assert led.headers["location"] == "/sign-in?next=/review%3Fkind%3Drequest"
    assert nobody.get("/review.json").status_code == 401
    shown = {"_token": token(nobody, "/sign-in"), "at": "f-1", "what": "accept"}
    assert nobody.post("/review/decide", data=shown, follow_redirects=False).status_code == 303
    reader = signed("eve")
    refused = reader.get("/review")
    assert refused.status_code == 403
    assert "--reviewer" in words(sound(refused.text))
    assert reader.get("/review.json").status_code == 403
    shown = {"_token": token(reader, "/sign-in"), "at": "f-1", "what": "accept"}
    assert reader.post("/review/decide", data=shown).status_code == 403
    assert reader.post("/review/undo", data=shown).status_code == 403


def test_without_any_account_it_says_how_to_get_one(home: Path) -> None:
    (home / "accounts.json").unlink()
    told = opened(home).get("/review")
    assert told.status_code == 403
    assert "sqn web account add NAME --reviewer" in words(sound(told.text))


def test_the_least_sure_comes_first_with_its_sentence(signed: Callable[[str], TestClient], engine: Engine) -> None:
    client = signed("ana")
    with reading(engine) as connection:
        waiting = facts_waiting(connection, Filters())
        assert next_waiting(connection, Filters()) == waiting[0]
        assert [next_waiting(connection, Filters(), after=one) for one in waiting] == [*waiting[1:], None]
    page = sound(client.get("/review").text)
    told = client.get("/review.json").json()
    assert (told["id"], told["waiting"]) == (waiting[0], len(waiting))
    quote = told["facts"][0]["quotes"][0]
    assert words(page.find(".//mark")) == words_in(quote["passage"][quote["start"] : quote["end"]])
    skip = next(a.get("href") for a in page.iter("a") if a.get("data-key") == "s")
    assert client.get(skip.replace("/review?", "/review.json?")).json()["id"] == waiting[1]


def words_in(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_accept_reject_and_undo_bring_back_exactly_what_was(
    signed: Callable[[str], TestClient], engine: Engine
) -> None:
    client = signed("ana")
    with reading(engine) as connection:
        first, second = facts_waiting(connection, Filters())[:2]
        before = {fact: state_of(connection, fact) for fact in (first, second)}
    done = client.post("/review/decide", data=forms(client)["accept"])
    assert done.status_code == 200
    assert f"{first} is accepted" in words(sound(done.text))
    assert "after the next" in words(sound(done.text))
    client.post("/review/decide", data=forms(client)["reject"] | {"note": "told of another"})
    assert decisions(engine) == [(first, "accept", "ana", None), (second, "reject", "ana", "told of another")]
    back = client.post("/review/undo", data=forms(client)["undo"])
    assert f"taken back: reject of {second}" in words(sound(back.text))
    again = forms(client)["undo"]
    client.post("/review/undo", data=again)
    twice = client.post("/review/undo", data=again)
    assert twice.status_code == 409
    with reading(engine) as connection:
        assert {fact: state_of(connection, fact) for fact in (first, second)} == before
        assert next_waiting(connection, Filters()) == first


def test_a_form_is_taken_once_and_a_stale_one_not_at_all(signed: Callable[[str], TestClient], engine: Engine) -> None:
    ana, ben = signed("ana"), signed("ben")
    one, other = forms(ana)["accept"], forms(ben)["reject"]
    fact = one["at"]
    assert other["at"] == fact
    ana.post("/review/decide", data=one)
    stale = ben.post("/review/decide", data=other | {"note": "mine"})
    assert stale.status_code == 409
    says = words(sound(stale.text).find(".//div[@class='problem']"))
    assert "Nothing was changed" in says
    assert f"ana has decided about {fact}" in says
    assert ana.post("/review/decide", data=one).status_code == 409
    assert decisions(engine) == [(fact, "accept", "ana", None)]
    undo = ben.post("/review/undo", data=other | {"last": ""})
    assert undo.status_code == 409


def test_an_edit_takes_any_name_and_keeps_what_cannot_be_read(
    signed: Callable[[str], TestClient], engine: Engine
) -> None:
    client = signed("ana")
    form = forms(client, "/review?kind=request&edit=1")["edit"]
    fact = form["at"]
    with reading(engine) as connection:
        before = state_of(connection, fact)
    wrong = client.post("/review/decide", data=form | {"f-requester_id": "Atlantis", "f-place": "in <b>Rome</b>"})
    assert wrong.status_code == 400
    page = sound(wrong.text)
    assert "Atlantis" in words(page.find(".//div[@class='problem']"))
    assert page.find(".//input[@name='f-place']").get("value") == "in <b>Rome</b>"
    nothing = client.post("/review/decide", data=form)
    assert nothing.status_code == 400
    assert "nothing" in words(sound(nothing.text).find(".//div[@class='problem']"))
    assert decisions(engine) == []
    changes = {"f-requester_id": "Türkiye", "f-when": "2020-03", "f-weapons": "S400: 4", "f-place": "Rome"}
    saved = client.post("/review/decide", data=form | changes)
    assert saved.status_code == 200, words(sound(saved.text).find(".//main"))
    with reading(engine) as connection:
        after = state_of(connection, fact)
    assert after["fields"]["requester_id"] == "TR"
    assert (after["earliest"], after["latest"]) == ("2020-03-01", "2020-03-31")
    assert [(row["weapon_id"], row["quantity"]) for row in after["objects"]] == [("s-400", "4")]
    assert after["fields"]["addressee_id"] == before["fields"]["addressee_id"]
    assert after["review_state"] == "edited"


def test_accounts_are_merged_and_split_and_that_is_undone(signed: Callable[[str], TestClient], engine: Engine) -> None:
    client = signed("ana")
    with reading(engine) as connection:
        led = connection.scalar(select(Fact.id).where(Fact.merged_into_id.is_not(None)).order_by(Fact.id))
    assert led
    split = forms(client, f"/review?at={led}")["split"]
    done = client.post("/review/decide", data=split)
    assert "are two facts" in words(sound(done.text))
    with reading(engine) as connection:
        judged = connection.execute(select(Judgement.judged_by, Judgement.verdict).where(Judgement.by_person)).all()
        assert connection.scalar(select(Fact.merged_into_id).where(Fact.id == led)) is None
    assert [tuple(row) for row in judged] == [("ana", "different")]
    merge = forms(client, f"/review?at={led}&merge=1")["merge"]
    assert merge["other"] == split["other"]
    stale = client.post("/review/decide", data=split)
    assert stale.status_code == 409
    client.post("/review/decide", data=merge)
    with reading(engine) as connection:
        assert connection.scalar(select(Fact.merged_into_id).where(Fact.id == led)) is not None
    client.post("/review/undo", data=forms(client)["undo"])
    with reading(engine) as connection:
        assert connection.scalar(select(Fact.merged_into_id).where(Fact.id == led)) is None


@pytest.mark.parametrize(("queue", "what"), [("pairs", "different"), ("leads", "dismissed")])
def test_pairs_and_leads(
    answered: Path, home: Path, signed: Callable[[str], TestClient], engine: Engine, queue: str, what: str
) -> None:
    shutil.copy(answered.parent / "sqn.sqlite", home / "sqn.sqlite")
    client = signed("ana")
    waiting: Callable[..., list[Any]] = pairs_waiting if queue == "pairs" else leads_waiting
    with reading(engine) as connection:
        before = waiting(connection, Filters())
    assert before
    form = forms(client, f"/review?queue={queue}")[what]
    assert client.post("/review/decide", data=form).status_code == 200
    with reading(engine) as connection:
        assert waiting(connection, Filters()) == before[1:]
        if queue == "leads":
            assert connection.scalar(select(Lead.decided_by).where(Lead.id == before[0])) == "ana"
    assert client.post("/review/decide", data=form).status_code == 409
    client.post("/review/undo", data=forms(client, f"/review?queue={queue}")["undo"])
    with reading(engine) as connection:
        assert waiting(connection, Filters()) == before


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"queue": "nothing"}, 400),
        ({"at": "f-nothing"}, 400),
        ({"at": "' or 1=1 --"}, 400),
        ({"at": "x" * 10_000}, 400),
        ({"at": "a\0b"}, 400),
        ({"queue": "pairs", "at": "f-1,f-2"}, 400),
        ({"queue": "pairs", "at": ","}, 400),
        ({"queue": "leads", "at": "l-1"}, 400),
        ({"kind": "nothing"}, 400),
        ({"below": "much"}, 400),
        ({"below": "nan"}, 400),
        ({"actor": "Atlantis"}, 400),
        ({"weapon": "x" * 10_000}, 400),
        ({"after": "f-nothing"}, 200),
        ({"disputed": "1"}, 200),
        ({"second": "1"}, 200),
        ({"actor": "Türkiye", "weapon": "Patriot", "kind": "request"}, 200),
    ],
)
def test_what_cannot_be_shown_is_told(signed: Callable[[str], TestClient], query: dict[str, str], status: int) -> None:
    client = signed("ana")
    response = client.get("/review", params=query)
    assert response.status_code == status
    sound(response.text)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"what": "nothing"}, 400),
        ({"what": "coded"}, 400),
        ({"what": "merge", "other": "f-nothing"}, 400),
        ({"what": "merge", "other": ""}, 400),
        ({"what": "merge", "other": "' or 1=1 --", "judgement": "j-1"}, 409),
        ({"at": ""}, 400),
        ({"at": "f-nothing"}, 400),
        ({"queue": "nothing"}, 400),
        ({"what": "reject", "note": "x" * 10_000}, 400),
        ({"shown": "x"}, 409),
        ({"_token": "wrong"}, 403),
    ],
)
def test_a_wrong_form_changes_nothing(
    signed: Callable[[str], TestClient], engine: Engine, change: dict[str, str], status: int
) -> None:
    client = signed("ana")
    response = client.post("/review/decide", data=forms(client)["accept"] | change)
    assert response.status_code == status, words(sound(response.text).find(".//main"))
    sound(response.text)
    assert decisions(engine) == []


def test_it_says_so_where_the_record_cannot_be_reached(home: Path, signed: Callable[[str], TestClient]) -> None:
    client = signed("ana")
    (home / "sqn.sqlite").rename(home / "elsewhere.sqlite")
    told = client.get("/review")
    assert told.status_code == 503
    assert "needs the record database" in words(sound(told.text))
    assert not (home / "sqn.sqlite").exists()


def test_words_of_a_report_are_no_html(signed: Callable[[str], TestClient], engine: Engine) -> None:
    client = signed("ana")
    with reading(engine) as connection:
        for fact in facts_waiting(connection, Filters()):
            text = client.get("/review", params={"at": fact}).text
            assert "\x1b" not in text
