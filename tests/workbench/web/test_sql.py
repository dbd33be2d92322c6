"""SQL of one's own on its page: answered, marked where it is wrong, stopped, remembered where it cannot change."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from schema.errors import QueryError
from tests.workbench.web.serving import served, sound, words
from workbench.runner import Result, Runner
from workbench.sandbox.process import Limits
from workbench.web.answers import Answers, fickle

ENDLESS = "select count(*) from range(1000000000) a, range(1000) b where a.range % 7 = b.range % 5"


def test_a_statement_is_answered_and_its_rows_lead_to_their_sentences(client: TestClient) -> None:
    page = sound(client.get("/sql", params={"q": "select quote, evidence_id from requests limit 3"}).text)
    rows = page.findall(".//tbody/tr")
    assert len(rows) == 3
    assert all(row.get("data-href", "").startswith("/evidence/e-") for row in rows)
    assert client.get("/sql.json", params={"q": "select 1 as one"}).json()["rows"] == [{"one": 1}]
    assert client.get("/sql.csv", params={"q": "select 1 as one"}).text == "one\n1\n"


def test_an_error_is_told_with_its_place(client: TestClient) -> None:
    response = client.get("/sql", params={"q": "select requester,\n  adressee from requests"})
    assert response.status_code == 400
    fault = sound(response.text).find(".//*[@id='fault']")
    assert (fault.get("data-line"), fault.get("data-column"), fault.get("data-length")) == ("2", "3", "8")
    assert "addressee" in words(fault)
    told = client.get("/sql.json", params={"q": "select requester,\n  adressee from requests"})
    assert (told.status_code, told.json()["place"]) == (400, {"line": 2, "column": 3, "length": 8})


@pytest.mark.parametrize(
    "statement",
    [
        "insert into article select * from article",
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/x'",
        "select 1; select 2",
        "copy article to '/tmp/x'",
        "pragma database_list",
    ],
)
def test_what_is_no_reading_of_the_snapshot_is_refused(client: TestClient, statement: str) -> None:
    assert client.get("/sql", params={"q": statement}).status_code == 400
    assert client.get("/sql.csv", params={"q": statement}).status_code == 400


def test_a_page_shows_so_many_rows_and_the_files_hold_all(client: TestClient) -> None:
    statement = "select range as number from range(25000)"
    page = client.get("/sql", params={"q": statement, "_page": "100"})
    assert "Only the first 10,000 rows" in page.text
    assert "Page 100 of 100" in page.text
    assert client.get("/sql.csv", params={"q": statement}).text.count("\n") == 25_001


def test_the_schema_holds_every_view_with_its_columns_and_what_they_mean(client: TestClient) -> None:
    told = {one["name"]: one for one in client.get("/schema.json").json()["rows"]}
    assert {"requests", "conditions", "article"} <= set(told)
    columns = {column["name"]: column for column in told["requests"]["columns"]}
    assert columns["requester"]["meaning"]


def test_the_same_is_answered_once(answered: Path) -> None:
    answers = Answers(answered, Limits(), 1)
    try:
        first = answers.run("select count(*) from article where id <> $id", {"id": "x"})
        assert answers.run("select count(*) from article where id <> $id", {"id": "x"}) is first
        assert answers.run("select count(*) from article where id <> $id", {"id": "y"}) is not first
        assert answers.run("select 1 = $n", {"n": 1}) is not answers.run("select 1 = $n", {"n": True})
        assert answers.run("select random()") != answers.run("select random()")
        with pytest.raises(QueryError):
            answers.run("select nothing")
        with pytest.raises(QueryError):
            answers.run("select nothing")
    finally:
        answers.close()


def test_what_is_remembered_has_its_room(answered: Path) -> None:
    answers = Answers(answered, Limits(), 1, room=100_000)
    try:
        for number in range(60):
            answers.run(f"select {number}")
        assert 0 < answers.taken <= 100_000
        assert len(answers.kept) < 60
        large = answers.run("select range from range(100000)")
        assert answers.run("select range from range(100000)") is not large
    finally:
        answers.close()


def test_what_may_change_is_known_by_its_words() -> None:
    assert all(fickle(sql) for sql in ("select now()", "select CURRENT_DATE", "from t using sample 5", "select uuid()"))
    assert not any(fickle(sql) for sql in ("select known from t", "select age_of_it, nowhere from t"))


def test_a_reader_who_goes_away_stops_the_query(answered: Path) -> None:
    with served(answered.parent) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            path = "/sql.json?q=" + ENDLESS.replace(" ", "+").replace("%", "%25")
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(1.5)
        started = time.monotonic()
        done = threading.Event()

        def again() -> None:
            assert httpx.get(f"{address}/sql.json", params={"q": "select 1 as n"}, timeout=25).json()["rows"] == [
                {"n": 1}
            ]
            done.set()

        one = threading.Thread(target=again)
        one.start()
        one.join(25)
        assert done.is_set(), "the worker was not free"
        assert time.monotonic() - started < 20


def test_what_several_ask_at_once_is_answered_once(answered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Runner.run

    def counted(self: Runner, sql: str, *given: Any, **more: Any) -> Result:
        asked.append(sql)
        time.sleep(0.3)
        return real(self, sql, *given, **more)

    monkeypatch.setattr(Runner, "run", counted)
    answers = Answers(answered, Limits(), 1)
    try:
        with ThreadPoolExecutor(8) as pool:
            told = list(pool.map(answers.run, ["select count(*) from article"] * 8))
        assert asked == ["select count(*) from article"]
        assert all(one is told[0] for one in told)
        gone = threading.Event()
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(answers.run, "select nothing")
            time.sleep(0.1)
            gone.set()
            second = pool.submit(answers.run, "select nothing", stop=gone)
            for one, says in ((first, "nothing"), (second, "stopped")):
                with pytest.raises(QueryError, match=says):
                    one.result()
        assert not answers.asking
    finally:
        answers.close()
