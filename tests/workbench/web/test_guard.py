"""What stands before the pages: headers, names, sizes, rates, forms from elsewhere, who is asking, and the log."""

import datetime as dt
import ipaddress
import logging
import stat
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from schema.errors import ConfigError
from tests.workbench.web.serving import MANY, settings_of, sound, token
from workbench.library import library as known
from workbench.web.guard import accounts
from workbench.web.guard.outside import HEADERS, named
from workbench.web.pages import home
from workbench.web.pages.signing import local
from workbench.web.serving import check, secret_of
from workbench.web.settings import LOOPBACK, WebSettings, is_loopback

Opened = Callable[[WebSettings], TestClient]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PASSWORD = "a long enough password"
PROXY = (ipaddress.ip_network("10.0.0.5"),)


@pytest.fixture
def people(tmp_path: Path, answered: Path) -> Path:
    """A home with the snapshots of the tests and two accounts."""
    (tmp_path / "snapshots").symlink_to(answered)
    file = tmp_path / "accounts.json"
    accounts.add(file, "ana", PASSWORD, reviewer=True, now=NOW)
    accounts.add(file, "ben", PASSWORD, reviewer=False, now=NOW)
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/nope", "/questions.json", "/static/style.css", "/static/nope", "/sql?q=selec"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in response.headers["content-security-policy"]
    assert len(response.headers["x-request-id"]) == 8
    assert "strict-transport-security" not in response.headers


def test_over_https_browsers_are_told_to_stay_there(opened: Opened, answered: Path) -> None:
    response = opened(settings_of(answered.parent, https=True)).get("/questions")
    assert "max-age" in response.headers["strict-transport-security"]
    assert "secure" in response.headers["set-cookie"].lower()


def test_the_session_cookie_is_for_http_and_this_site_alone(client: TestClient) -> None:
    cookie = client.get("/questions").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[::1", "localhost:8460@evil"])
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    response = client.get("/", headers={"Host": host})
    assert response.status_code == 421
    assert response.headers["content-security-policy"]


def test_our_names_are_taken_on_any_port() -> None:
    assert all(named(host, LOOPBACK) for host in ("localhost", "LOCALHOST:1", "127.0.0.1:8460", "[::1]:80"))


def test_a_request_that_sends_too_much_is_refused(opened: Opened, answered: Path) -> None:
    client = opened(settings_of(answered.parent, body=1000))
    assert client.post("/theme", content=b"x" * 1001).status_code == 413

    def piecemeal() -> object:
        yield from [b"x" * 400] * 3

    assert client.post("/theme", content=piecemeal()).status_code == 413  # type: ignore[arg-type]
    assert client.post("/theme", content=b"x", headers={"Content-Length": "-1"}).status_code == 413


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"_token": "wrong"}},
        {"data": {}},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
        {"headers": {"Origin": "http://evil.example"}},
        {"headers": {"Origin": "null"}},
    ],
)
def test_a_form_from_elsewhere_is_refused(client: TestClient, change: dict[str, dict[str, str]]) -> None:
    good = {"_token": token(client), "theme": "dark", "next": "/questions"}
    assert client.post("/theme", data=good, follow_redirects=False).status_code == 303
    told = client.post("/theme", **{"data": good, **change}, follow_redirects=False)  # type: ignore[arg-type]
    assert told.status_code == 403
    sound(told.text)


def test_a_reader_without_a_session_changes_nothing(client: TestClient) -> None:
    known = token(client)
    client.cookies.clear()
    assert client.post("/theme", data={"_token": known, "theme": "dark"}).status_code == 403


def test_colours_are_remembered_and_only_our_own_pages_follow(client: TestClient) -> None:
    form = {"_token": token(client), "theme": "dark"}
    away = client.post("/theme", data=form | {"next": "https://evil.example/"}, follow_redirects=False)
    assert away.headers["location"] == "/"
    assert 'data-theme="dark"' in client.get("/questions").text
    client.post("/theme", data=form | {"theme": "<b>"})
    assert 'data-theme="dark"' in client.get("/questions").text


@pytest.mark.parametrize("path", ["//evil", "/\\evil", "http://evil", "evil", "", "/a\nb", "/\t/evil", "javascript:1"])
def test_only_paths_of_ours_are_followed(path: str) -> None:
    assert local(path) == "/"


def test_who_asks_too_often_is_told_when_to_come_back(opened: Opened, answered: Path) -> None:
    client = opened(settings_of(answered.parent, rates=replace(MANY, questions="3/minute")))
    answers = [client.get("/questions/refusals.json?_sort=quote") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert client.get("/questions").status_code == 200


def test_one_reader_is_answered_so_many_requests_at_a_time_and_all_so_many(
    opened: Opened, answered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, within = threading.Event(), threading.Semaphore(0)

    def slow() -> object:
        within.release()
        assert go.wait(30)
        return known()

    def ask(client: TestClient, answers: list[int]) -> None:
        answers.append(client.get("/").status_code)

    monkeypatch.setattr(home, "library", slow)
    for rates, status in ((replace(MANY, at_once=2), 429), (replace(MANY, in_all=2), 503)):
        go.clear()
        client = opened(settings_of(answered.parent, rates=rates))
        answers: list[int] = []
        waiting = [threading.Thread(target=ask, args=(client, answers)) for _ in range(2)]
        for one in waiting:
            one.start()
        for _ in waiting:
            assert within.acquire(timeout=30)
        refused = client.get("/questions")
        go.set()
        for one in waiting:
            one.join()
        assert (refused.status_code, answers) == (status, [200, 200])
        assert refused.headers["retry-after"]
        assert client.get("/questions").status_code == 200


def test_closed_pages_are_for_who_signs_in(opened: Opened, people: Path) -> None:
    client = opened(settings_of(people, closed=True))
    led = client.get("/questions/refusals?responder=US", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=/questions/refusals%3Fresponder%3DUS")
    assert client.get("/questions.json").status_code == 401
    assert client.get("/evidence/e-1.json").status_code == 401
    assert client.get("/static/style.css").status_code == 200
    form = {"_token": token(client, led.headers["location"]), "name": "ana", "next": "/questions"}
    for name, password in (("ana", "wrong"), ("nobody", PASSWORD), ("", "")):
        wrong = client.post("/sign-in", data=form | {"name": name, "password": password})
        assert wrong.status_code == 403
        assert "do not go together" in wrong.text
    before = dict(client.cookies)
    signed = client.post("/sign-in", data=form | {"password": PASSWORD}, follow_redirects=False)
    assert (signed.status_code, signed.headers["location"]) == (303, "/questions")
    assert dict(client.cookies) != before
    assert token(client) != form["_token"]
    assert "ana (reviewer)" in client.get("/questions").text
    client.post("/sign-out", data={"_token": token(client)})
    assert client.get("/questions.json").status_code == 401


def test_a_session_ends_with_the_account_and_with_another_password(opened: Opened, people: Path) -> None:
    client, file = opened(settings_of(people, closed=True)), people / "accounts.json"
    for name, end in (
        ("ana", lambda: accounts.add(file, "ana", PASSWORD + "!", reviewer=True, now=NOW)),
        ("ben", lambda: accounts.remove(file, "ben")),
    ):
        form = {"_token": token(client, "/sign-in"), "name": name, "password": PASSWORD}
        client.post("/sign-in", data=form)
        assert client.get("/questions.json").status_code == 200
        end()
        assert client.get("/questions.json").status_code == 401
        client.cookies.clear()


def test_guessing_passwords_is_slow(opened: Opened, people: Path) -> None:
    client = opened(settings_of(people, closed=True, rates=replace(MANY, sign_in="3/minute")))
    form = {"_token": token(client, "/sign-in"), "name": "ana", "password": "guess"}
    assert [client.post("/sign-in", data=form).status_code for _ in range(4)] == [403, 403, 403, 429]


def test_a_session_of_our_own_making_lets_nobody_in(opened: Opened, people: Path) -> None:
    honest = opened(settings_of(people, closed=True))
    forged = opened(settings_of(people, closed=True, secret="another secret, as long as the real one is"))
    form = {"_token": token(forged, "/sign-in"), "name": "ana", "password": PASSWORD}
    forged.post("/sign-in", data=form)
    assert forged.get("/questions.json").status_code == 200
    honest.cookies.update(forged.cookies)
    assert honest.get("/questions.json").status_code == 401


def test_a_proxy_names_the_reader_and_nobody_else_can(people: Path) -> None:
    from workbench.web.application import application

    settings = settings_of(people, closed=True, trust_header="X-Forwarded-User", trust_from=PROXY)
    told = {"X-Forwarded-User": "ana"}
    with TestClient(application(settings), base_url="http://localhost", client=("10.0.0.5", 1)) as client:
        assert "ana (reviewer)" in client.get("/questions", headers=told).text
        assert client.get("/questions").status_code == 403
    with TestClient(application(settings), base_url="http://localhost", client=("10.0.0.6", 1)) as client:
        assert client.get("/questions", headers=told).status_code == 403


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host": "0.0.0.0"}, "account add"),
        ({"host": "192.168.1.4"}, "192.168.1.4"),
        ({"names": (*LOOPBACK, "sqn.example")}, "sqn.example"),
        ({"closed": True}, "nobody has an account"),
        ({"trust_header": "X-User", "closed": True}, "--trust-from"),
        ({"trust_from": PROXY}, "--trust-header"),
    ],
)
def test_it_does_not_start_where_anybody_could_read(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        check(settings_of(tmp_path, **changes))


def test_it_starts_on_this_machine_with_accounts_and_behind_a_proxy(tmp_path: Path, people: Path) -> None:
    check(settings_of(tmp_path))
    check(settings_of(people, closed=True, host="0.0.0.0"))
    check(settings_of(tmp_path, closed=True, host="0.0.0.0", trust_header="X-User", trust_from=PROXY))
    assert [is_loopback(host) for host in ("127.0.0.9", "::1", "localhost", "0.0.0.0", "sqn.example")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_accounts_and_the_key_are_for_their_owner_alone(people: Path) -> None:
    file = people / "accounts.json"
    assert PASSWORD not in file.read_text()
    assert "$argon2id$" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = secret_of(people)
    assert len(key) > 40
    assert secret_of(people) == key
    assert stat.S_IMODE((people / "web.key").stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        accounts.Accounts(file).all()
    (people / "web.key").chmod(0o604)
    with pytest.raises(ConfigError, match="chmod 600"):
        secret_of(people)


@pytest.mark.parametrize(
    ("name", "password"), [("a b", PASSWORD), ("", PASSWORD), ("x" * 65, PASSWORD), ("a", "short")]
)
def test_a_poor_name_or_password_is_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(ConfigError):
        accounts.add(tmp_path / "accounts.json", name, password, reviewer=False, now=NOW)
    assert not (tmp_path / "accounts.json").exists()


def test_the_log_has_a_line_a_request_without_what_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "sqn.web"):
        client.get("/questions/refusals?responder=US")
        client.get("/nope%0d%0aforged%20line")
    lines = [record.getMessage() for record in caplog.records if record.name == "sqn.web"]
    assert len(lines) == 2
    assert lines[0].split()[:5] == ["testclient", "-", "GET", "/questions/refusals", "200"]
    assert "US" not in lines[0]
    assert not any("\n" in line or "\r" in line for line in lines)


def test_a_fault_of_ours_is_a_page_with_a_number_that_the_log_has(
    opened: Opened, answered: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the inside of it")

    monkeypatch.setattr(home, "library", broken)
    client = opened(settings_of(answered.parent))
    response = client.get("/")
    assert response.status_code == 500
    assert "the inside of it" not in response.text
    assert "Traceback" not in response.text
    number = response.headers["x-request-id"]
    assert number in sound(response.text).find(".//main/div").findall(".//code")[-1].text
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)
    assert response.headers["content-security-policy"]


def test_nothing_published_is_told_as_such(opened: Opened, tmp_path: Path) -> None:
    response = opened(settings_of(tmp_path)).get("/")
    assert response.status_code == 503
    assert "sqn publish" in response.text
    sound(response.text)
