"""The notebooks in a real JupyterLab in a real browser, cut off from other hosts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from schema.settings import CHECKOUT
from tests.browsing import Watched, watching
from tests.jupyter import WAIT, Server, opened, ran, serving

ASKED = """import workbench as wb
%load_ext workbench
wb.ask("conditional_on_giving_up", weapon="s-400")"""
LIBRARY = "import workbench as wb\nlibrary = wb.library()\nlibrary"


@pytest.fixture(scope="module")
def server(browser: Browser, snapshots: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001
    """JupyterLab on the snapshot of the sample; not started where there is no browser to look at it."""
    home, room = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("jupyterlab")
    (home / "snapshots").symlink_to(snapshots)
    with serving(home, room) as server:
        shutil.copy(CHECKOUT / "notebooks" / "tour.ipynb", server.folder)
        yield server


@pytest.fixture(params=["Light", "Dark"])
def lab(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Watched]:
    """A page on a JupyterLab of either theme."""
    server.theme(request.param)
    with watching(browser, dark=request.param == "Dark", width=1360, height=1000) as watched:
        yield watched


def chosen(page: Page, name: str) -> Locator:
    """The library of questions with one of them chosen by searching for it."""
    library = page.locator(".sqn-library")
    library.get_by_role("searchbox").fill(name)
    library.locator(f".sqn-list button[data-name={name}]").click()
    return library


def test_an_answer_shows_its_chart_and_opens_its_sentence(lab: Watched, server: Server) -> None:
    server.write("answer.ipynb", ASKED)
    notebook = opened(lab.page, server, "answer.ipynb")
    output = ran(lab.page, notebook, 0)
    expect(output.locator(".vega-embed svg")).to_be_visible(timeout=WAIT)
    cell = output.locator("details", has_text="unless").first
    cell.locator("summary").click()
    expect(cell.locator("mark")).to_be_visible()
    assert "unless" in cell.locator("mark").inner_text()
    assert len(cell.locator("p").inner_text()) > len(cell.locator("mark").inner_text())
    dark = lab.page.evaluate("document.body.dataset.jpThemeLight") == "false"
    ground = output.locator(".vega-embed svg").first.evaluate("svg => getComputedStyle(svg).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == dark
    lab.shoot(f"notebook-answer-{'dark' if dark else 'light'}")


def test_the_library_asks_draws_reads_and_cites(lab: Watched, server: Server) -> None:
    page = lab.page
    server.write("library.ipynb", LIBRARY, "len(library.answer)")
    notebook = opened(page, server, "library.ipynb")
    ran(page, notebook, 0)
    library = page.locator(".sqn-library")
    expect(library.locator(".sqn-list button")).to_have_count(len(list((CHECKOUT / "queries").glob("[a-z]*/*.sql"))))
    chosen(page, "conditional_on_giving_up")
    expect(library.locator("datalist option").first).to_be_attached(timeout=WAIT)
    library.locator("button.sqn-run").click()
    expect(library.locator(".sqn-chart svg")).to_be_visible(timeout=WAIT)
    row = library.locator("tr.sqn-leads", has_text="unless").first
    row.press("Enter")
    mark = library.locator("tr.sqn-behind mark").first
    expect(mark).to_be_visible(timeout=WAIT)
    assert "unless" in mark.inner_text()
    dark = page.evaluate("document.body.dataset.jpThemeLight") == "false"
    mark.scroll_into_view_if_needed()
    lab.shoot(f"notebook-library-{'dark' if dark else 'light'}")
    library.get_by_role("button", name="Cite").click()
    expect(library.locator(".sqn-citation")).to_contain_text("Requests conditional on giving up", timeout=WAIT)
    expect(library.locator(".sqn-code code")).to_have_text("wb.ask('conditional_on_giving_up', weapon='s-400')")
    assert int(ran(page, notebook, 1).inner_text().split()[-1]) == library.locator("tr.sqn-leads").count()


def test_the_library_goes_by_keys_and_says_what_is_wrong(watched: Watched, server: Server) -> None:
    page = watched.page
    server.theme("Light")
    server.write("keys.ipynb", LIBRARY)
    ran(page, opened(page, server, "keys.ipynb"), 0)
    library = page.locator(".sqn-library")
    library.get_by_role("searchbox").fill("refusals")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    title = library.locator(".sqn-list button[aria-current]").inner_text()
    expect(library.locator("h2")).to_have_text(title)
    chosen(page, "refusals")
    assert "null" not in library.inner_text()
    library.get_by_label("weapon").fill("s-4000000")
    library.get_by_label("weapon").press("Enter")
    expect(library.get_by_role("alert")).to_contain_text("no weapon called", timeout=WAIT)
    watched.shoot("notebook-library-error")
    library.get_by_label("weapon").fill("")
    library.locator("button.sqn-run").click()
    heads = library.locator("th")
    expect(heads.first).to_be_visible(timeout=WAIT)
    first = library.locator("tbody tr").first.inner_text()
    heads.first.get_by_role("button").click()
    heads.first.get_by_role("button").click()
    expect(heads.first).to_have_attribute("aria-sort", "descending")
    cells = [cell.inner_text() for cell in library.locator("tbody tr td:first-child").all()]
    known = [cell for cell in cells if cell]
    assert known == sorted(known, reverse=True)
    assert first


def test_cells_of_sql_answer_complete_and_fail(watched: Watched, server: Server) -> None:
    page = watched.page
    server.theme("Light")
    server.write(
        "sql.ipynb",
        "%load_ext workbench\nstage = 'delivered'",
        "%%sql --as found\nselect supplier, count(*) as n from transfers where stage = $stage group by all order by n",
        "%%sql\nselect requestor from requests",
        "%%sql\nselect * from transf",
        "len(found)",
    )
    notebook = opened(page, server, "sql.ipynb")
    ran(page, notebook, 0)
    answer = ran(page, notebook, 1)
    expect(answer.locator("th")).to_have_text(["supplier", "n"])
    expect(answer.locator(".jp-OutputArea-child")).to_have_count(1)
    rows = answer.locator("tbody tr").count()
    wrong = ran(page, notebook, 2).locator("[data-mime-type='application/vnd.jupyter.stderr']")
    expect(wrong).to_contain_text("QueryError")
    expect(wrong).to_contain_text("requester")
    assert "Traceback" not in wrong.inner_text()
    notebook.locator(".jp-CodeCell").nth(3).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    expect(page.locator(".jp-Completer")).to_contain_text("transfers", timeout=WAIT)
    watched.shoot("notebook-sql")
    page.keyboard.press("Escape")
    assert ran(page, notebook, 4).inner_text().split()[-1] == str(rows)


def test_the_tour_runs_from_top_to_bottom(watched: Watched, server: Server) -> None:
    page = watched.page
    server.theme("Light")
    notebook = opened(page, server, "tour.ipynb")
    ran(page, notebook, 0)  # a page that has only just come up forgets what it is told; this one listens now
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = notebook.locator(".jp-CodeCell").last
    expect(last.locator(".sqn-library")).to_be_visible(timeout=2 * WAIT)
    assert notebook.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    watched.shoot("notebook-tour-end")
