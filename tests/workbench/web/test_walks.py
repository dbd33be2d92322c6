"""What a reader does in a browser, with scripts and without, on a desk and a telephone; and what axe finds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsing import Watched, watching
from tests.workbench.web.serving import served
from workbench.library import library

QUESTION = "/questions/conditional_on_giving_up"
READ = ("/", "/questions", QUESTION, "/articles", "/search?q=s-400", "/sql?q=select+1+as+one", "/sign-in", "/nope",
        f"{QUESTION}?weapon=s-4000", f"{QUESTION}?since=2090-01-01", f"{QUESTION}?as_of=2020-12-31", "/actors/TR",
        "/weapons/s-400", "/network", "/map", "/tables", "/dictionary", "/runs", "/snapshots")  # fmt: skip
FAULTS = "40[04]"  # which the pages of READ answer that are not as asked
KINDS = ("bars", "grid", "lines", "map", "network", "points", "timeline")
LIGHT = {"resultTypes": ["violations"]}  # what is right is counted but not told at length
DARK = LIGHT | {"runOnly": ["color-contrast"]}  # nothing but colours is other than in the light; other spelling: axe's
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(answered: Path) -> Iterator[str]:
    """The pages, served by a process of its own as `sqn web` does."""
    with served(answered.parent) as address:
        yield address


def test_from_a_question_by_another_parameter_to_the_sentence_in_its_article(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.get_by_role("link", name="Which requests were conditional on S-400 removal?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Requests conditional on giving up a weapon system")
    expect(page.locator("figure.chart .drawn svg")).to_be_visible(timeout=20_000)
    rows = page.locator("tbody tr")
    assert rows.count() > 1
    page.locator("#p-since").fill("2020-01-01")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(f"{address}{QUESTION}?weapon=s-400&since=2020-01-01")
    quote = rows.first.locator("td").first.inner_text()
    rows.first.locator("td").nth(1).click()
    expect(page.locator("#here")).to_be_in_viewport()
    assert page.locator("mark.on").first.inner_text().split()[0] in quote
    watched.shoot("article")


def test_from_a_request_through_its_chain_to_a_citation_that_leads_back(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/sql?q=select+request_id,+quote+from+requests+where+outcome+=+'refused'+order+by+1+limit+1")
    page.locator("#answer td a[href^='/requests/']").first.click()
    expect(page.locator("ol.chain > li").first).to_be_visible()
    expect(page.get_by_role("link", name="Permanent link")).to_be_visible()
    page.locator("ol.chain a[href^='/evidence/']").first.click()
    expect(page.locator("#here")).to_be_in_viewport()
    page.goto(f"{address}/questions/refusals?responder=US")
    page.get_by_role("button", name="Cite this answer").click()
    expect(page.locator("pre.quoted").first).to_contain_text("sha256")
    page.get_by_role("link", name="The answer that is cited").click()
    expect(page.get_by_text("nothing here changes")).to_be_visible()
    assert "snapshot=" in page.url
    assert "responder=US" in page.url


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_chart_is_drawn_under_the_policy_of_the_pages(watched: Watched, address: str, kind: str) -> None:
    page = watched.page
    named = [q.name for q in library().values() if q.chart and q.chart.kind == kind]
    for name in named:
        page.goto(f"{address}/questions/{name}")
        if page.locator("figure.chart").count():
            break
    drawn = page.locator("figure.chart .drawn svg")
    expect(drawn).to_be_visible(timeout=20_000)
    assert drawn.locator("path, rect, circle, text").count() > 5
    if kind in ("timeline", "lines"):
        axis = drawn.locator(".role-axis-label text").all_text_contents()
        assert any(re.fullmatch(r"(19|20)\d\d", one) for one in axis), axis


def test_charts_are_of_no_other_kinds() -> None:
    assert {q.chart.kind for q in library().values() if q.chart} == set(KINDS)


def test_a_dot_of_the_chart_leads_to_its_sentence(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address + QUESTION)
    dot = page.locator("figure.chart .drawn .mark-symbol path").first
    dot.hover(timeout=20_000)
    expect(page.locator(".bubble")).to_be_visible()
    dot.click()
    expect(page.locator("#here")).to_be_in_viewport()


def test_all_of_it_goes_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{QUESTION}")
    picture = page.locator("figure.chart img")
    expect(picture).to_be_visible()
    page.get_by_label("weapon", exact=True).fill("S400")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("link", name="stated on").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    page.locator("td.lead a").first.click()
    expect(page.locator("#here")).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("#here")).to_be_visible()
    page.goto(f"{address}/sql")
    page.get_by_label("Statement").fill("select 41 + 1 as answer")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("td")).to_have_text("42")
    page.goto(f"{address}/questions/refusals")
    page.get_by_role("button", name="Cite this answer").click()
    expect(page.get_by_role("heading", name="Citation", exact=True)).to_be_visible()
    context.close()


def write(page: Page, statement: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(statement)


def test_sql_is_completed_run_marked_and_stopped(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/sql")
    expect(page.locator(".cm-content")).to_be_visible(timeout=20_000)
    write(page, "select imposed_by from condit")
    page.keyboard.press("Control+Space")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("condition", timeout=20_000)
    page.keyboard.press("Escape")
    write(page, "select 41 + 1 as answer")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer td")).to_have_text("42", timeout=20_000)
    assert "q=select+41" in page.url
    expect(page.locator("#history li a")).to_have_text("select 41 + 1 as answer")
    write(page, "select adressee from requests")
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".cm-lintRange-error")).to_have_text("adressee", timeout=20_000)
    watched.forgive("400")
    # Chromium itself styles the words that are typed over others; the policy refuses that, and nothing is lost
    watched.errors = [error for error in watched.errors if "Applying inline style" not in error]
    watched.shoot("sql-fault")
    write(page, "select count(*) from range(1000000000) a, range(1000) b where a.range % 7 = b.range % 5")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".state")).to_have_text("Stopped")
    write(page, "select 7 as again")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer td")).to_have_text("7", timeout=25_000)
    watched.errors = [error for error in watched.errors if "Applying inline style" not in error]


def test_the_keyboard_reaches_search_content_and_rows(page: Page, address: str) -> None:
    page.goto(f"{address}/questions/refusals")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.locator("td.lead a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#here")).to_be_focused()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_that_axe_finds(browser: Browser, address: str, dark: bool) -> None:
    context = browser.new_context(
        color_scheme="dark" if dark else "light",  # other spelling: Playwright's
        bypass_csp=True,  # axe is put into the page, which the page's own policy refuses
    )
    page = context.new_page()
    page.goto(f"{address}{QUESTION}")
    evidence = page.locator("td.lead a").first.get_attribute("href")
    for path in (*READ, str(evidence)):
        page.goto(f"{address}{path}")
        page.wait_for_load_state("load")
        result = Axe().run(page, options=DARK if dark else LIGHT)
        assert len(result["passes"]) > (0 if dark else 10), path
        found = [(one["id"], one["nodes"][0]["html"][:200]) for one in result["violations"]]
        assert not found, path
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/static/mark.svg>')")
    assert "image-alt" in {one["id"] for one in Axe().run(page)["violations"]}, "what is wrong is not found"
    context.close()


def test_a_telephone_shows_each_page_without_scrolling_sideways(browser: Browser, address: str) -> None:
    with watching(browser, width=390, height=844) as watched:
        for path in (*READ, "/questions/who_asks_whom"):
            watched.page.goto(f"{address}{path}")
            assert watched.page.evaluate(WIDE) <= 0, path
        watched.forgive(FAULTS)
        watched.page.goto(f"{address}{QUESTION}")
        row = watched.page.locator("tbody tr").first
        expect(row.locator("td.rest").first).to_be_hidden()
        row.get_by_label("more").check()
        expect(row.locator("td.rest").first).to_be_visible()
        assert watched.page.evaluate(WIDE) <= 0
        row.locator("td.lead a").first.click()
        assert watched.page.evaluate(WIDE) <= 0
        watched.shoot("telephone", whole=True)
