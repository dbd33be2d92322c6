"""Facets clicked and facts decided about by keys, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from loaders.ledger import now
from loaders.reviewing.queueing import Filters, facts_waiting
from loaders.reviewing.state import state_of
from schema.engine import open_engine, reading
from tests.browsing import watching
from tests.workbench.web.serving import served
from workbench.web.guard import accounts

PASSWORD = "a password of some length"
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_facets_narrow_and_are_taken_away(browser: Browser, answered: Path) -> None:
    with served(answered.parent) as address, watching(browser) as watched:
        page = watched.page
        page.goto(f"{address}/tables/requests")
        section = page.locator("section", has=page.get_by_role("heading", name="outcome")).last
        value = section.get_by_role("link").first
        count = value.locator(".rows").inner_text()
        value.click()
        expect(page.locator(".tally")).to_contain_text(f"{count} row")
        assert "?outcome=" in page.url
        watched.shoot("table")
        page.locator(".chips a").first.click()
        expect(page.locator(".chips")).to_have_count(0)
        page.get_by_label("Column", exact=True).select_option("published_on")
        expect(page.get_by_label("Comparison").locator("option")).to_have_text(
            ["is", "from, at least", "until, at most", "is empty"]
        )
        page.get_by_label("Value", exact=True).fill("2019")
        page.get_by_role("button", name="Narrow").click()
        expect(page).to_have_url(f"{address}/tables/requests?published_on=2019#rows")
        page.set_viewport_size({"width": 390, "height": 844})
        for path in (
            "/tables",
            "/tables/requests",
            "/tables/article",
            "/tables/actor/US",
            "/dictionary",
            "/runs",
            "/snapshots",
        ):
            page.goto(address + path)
            assert page.evaluate(WIDE) <= 0, path


@pytest.fixture
def record(reviewable: Path, tmp_path: Path) -> Path:
    (tmp_path / "sqn.sqlite").write_bytes(reviewable.read_bytes())
    accounts.add(tmp_path / "accounts.json", "ana", PASSWORD, reviewer=True, now=now())
    return tmp_path


def test_keys_decide_and_undo(browser: Browser, record: Path) -> None:
    engine = open_engine(f"sqlite:///{record / 'sqn.sqlite'}")
    with reading(engine) as connection:
        first, second = facts_waiting(connection, Filters())[:2]
        before = state_of(connection, first)
    with served(record) as address, watching(browser) as watched:
        page = watched.page
        page.goto(f"{address}/review")
        page.get_by_label("Name").fill("ana")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".coded code")).to_have_text(first)
        page.keyboard.press("a")
        expect(page.locator(".done")).to_contain_text(f"{first} is accepted")
        expect(page.locator(".coded code")).to_have_text(second)
        watched.shoot("review")
        page.keyboard.press("r")
        page.keyboard.type("a told of another")  # keys in a field are words
        page.keyboard.press("Enter")
        expect(page.locator(".done")).to_contain_text(f"{second} is rejected")
        page.keyboard.press("u")
        expect(page.locator(".done")).to_contain_text(f"taken back: reject of {second}")
        page.keyboard.press("u")
        expect(page.locator(".done")).to_contain_text(f"taken back: accept of {first}")
        expect(page.locator(".coded code")).to_have_text(first)
        page.keyboard.press("e")
        expect(page.locator("form.edit")).to_be_visible()
    with reading(engine) as connection:
        assert state_of(connection, first) == before
        assert facts_waiting(connection, Filters())[:2] == [first, second]
    engine.dispose()
