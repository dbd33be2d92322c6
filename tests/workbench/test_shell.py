"""The shell of `sqn sql` as a person meets it: keys in, a screen out."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.workbench.terminal import plain, terminal

READY = "sqn> "
RUNAWAY = "select count(*) from range(100000000) a, range(100000) b where (a.range * b.range) % 7 = 3;"


@pytest.fixture
def home(tmp_path: Path, snapshots: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "snapshots").symlink_to(snapshots)
    return folder


@pytest.fixture
def shell(home: Path) -> Iterator[Any]:
    with terminal(home, "sql") as child:
        child.expect("Ctrl-D leaves")
        child.expect(READY)
        yield child


def answered(shell: Any, typed: str, shows: str) -> str:
    """Types a line and Enter, and waits for what is shown after it; hands back all that was shown until then."""
    shell.send(typed + "\r")
    shell.expect(shows)
    told = plain(shell.before + shell.after)
    shell.expect(READY)
    return told + plain(shell.before)


def test_a_statement_ends_in_a_semicolon_and_may_take_several_lines(shell: Any) -> None:
    shell.send("select 40 + 2\r")
    shell.expect("…")
    shell.send("  as answer\r")
    told = answered(shell, ";", "answer")
    assert "42" in told
    assert "1 row" in answered(shell, "select ';' as sign -- ; is no end here\r;", "sign")


def test_alt_enter_runs_what_has_no_semicolon(shell: Any) -> None:
    shell.send("select 6 * 7 as product\x1b\r")
    shell.expect("product")
    shell.expect("42")
    shell.expect(READY)


def test_an_error_shows_its_place_and_the_shell_goes_on(shell: Any) -> None:
    told = answered(shell, "select 1 as a, requestor from requests;", r"\^\^\^")
    lines = told.splitlines()
    mark = next(line for line in lines if set(line.strip()) == {"^"})
    marked = next(line for line in lines if line.startswith("line 1: "))
    assert marked[mark.index("^") : mark.rindex("^") + 1] == "requestor"
    assert "Candidate" in told
    assert "back" in answered(shell, "select 'still here' as back;", "still here")


def test_the_mark_stands_below_its_place_on_a_narrow_terminal(home: Path) -> None:
    with terminal(home, "sql", columns=60) as shell:
        shell.expect(READY)
        told = answered(shell, f"select {'1 + ' * 40} nowhere from requests;", r"\^\^\^")
    marked = next(line for line in told.splitlines() if line.startswith("line 1: "))
    mark = next(line for line in told.splitlines() if set(line.strip()) == {"^"})
    assert len(marked) <= 60
    assert marked[mark.index("^") : mark.rindex("^") + 1] == "nowhere"


def test_ctrl_c_stops_a_runaway_query_and_leaves_the_shell(shell: Any) -> None:
    shell.send(RUNAWAY + "\r")
    shell.expect("Ctrl-C stops it")
    pressed = time.monotonic()
    shell.sendintr()
    shell.expect("the query was stopped")
    assert time.monotonic() - pressed < 10
    shell.expect(READY)
    assert "alive" in answered(shell, "select 'alive' as still;", "still")


def test_ctrl_c_at_the_prompt_clears_the_line_and_ctrl_d_leaves(shell: Any) -> None:
    shell.send("select nonsense")
    shell.expect("nonsense")
    shell.send("\x03")
    shell.expect(READY)
    assert "error" not in answered(shell, "select 5 as five;", "five")
    shell.send("\x04")
    shell.expect_exact(__import__("pexpect").EOF)
    shell.close()
    assert shell.exitstatus == 0


def test_several_statements_at_once_run_in_turn_and_stop_at_an_error(shell: Any) -> None:
    told = answered(shell, "select 'one' as a; select 'two' as b;", "two")
    assert told.index("one") < told.rindex("two")
    told = answered(shell, "select 'three' as c; select nowhere; select 'four' as d; select 5;", "were not run")
    assert "three" in told
    assert "2 after it were not run" in told
    assert "four\n" not in told.split("error:")[1]


def test_history_lasts_over_sessions(home: Path) -> None:
    with terminal(home, "sql") as shell:
        shell.expect(READY)
        answered(shell, "select 'remember me' as first;", "first")
        shell.send("\x04")
        shell.expect_exact(__import__("pexpect").EOF)
    assert (home / "shell_history").stat().st_mode & 0o777 == 0o600
    with terminal(home, "sql") as shell:
        shell.expect(READY)
        shell.send("\x1b[A")
        shell.expect("remember me")
        shell.send("\r")
        shell.expect("1 row")


def test_a_completion_shows_what_it_means_and_is_put_in(shell: Any) -> None:
    time.sleep(1)  # the words are read beside the prompt
    for _ in range(20):
        shell.send("select * from disagre\t")
        if shell.expect(["on which its accounts", __import__("pexpect").TIMEOUT], timeout=2) == 0:
            break
        shell.send("\x03")
    shell.send(" limit 1;\r")
    shell.expect("1 row")


def test_values_are_bound_and_read_as_what_they_are(shell: Any) -> None:
    told = answered(shell, "\\set weapon s-400", "weapon")
    assert "$weapon = s-400 (text)" in told
    assert "2020-02-20 (date)" in answered(shell, "\\set since 2020-02-20", r"\(date\)")
    told = answered(shell, "select $weapon as w, typeof($since) as t;", "DATE")
    assert "s-400" in told
    assert "$x has no value" in answered(shell, "select $x;", "no value")


def test_a_saved_question_is_asked_and_its_answer_written(shell: Any, tmp_path: Path) -> None:
    told = answered(shell, "\\ask conditional_on_giving_up --weapon s-400", "given_up|rows are|shortened|Turkey")
    assert "error" not in told
    file = tmp_path / "answer.xlsx"
    assert "rows in" in answered(shell, f"\\output {file}", "rows in")
    about = pd.read_excel(file, sheet_name="about", header=None, index_col=0)[1]
    assert about["saved as"] == "conditional_on_giving_up"
    assert about["$weapon"] == "s-400"
    assert len(pd.read_excel(file)) >= 1
    assert "Did you mean conditional" in answered(shell, "\\ask conditional_on_givingup", "Did you mean")
    assert "No such option" in answered(shell, "\\ask refusals --wepon x", "No such option")


def test_x_shows_each_row_as_a_block(shell: Any) -> None:
    assert "─ 1 ─" not in answered(shell, "select 1 as one, 2 as two;", "two")
    answered(shell, "\\x", "as a block")
    told = answered(shell, "select 1 as one, 2 as two;", "two +2")
    assert "─ 1 ─" in told


def test_what_is_longer_than_the_screen_goes_to_the_pager(home: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\necho PAGED\n")
    pager.chmod(0o755)
    with terminal(home, "sql", PAGER=str(pager), lines=20) as shell:
        shell.expect(READY)
        assert "PAGED" not in answered(shell, "select * from range(5);", "5 rows")
        assert "PAGED" in answered(shell, "select range as n from range(60);", "PAGED")
        lines = (tmp_path / "paged").read_text().splitlines()
        assert len(lines) == 61
        assert not [line for line in lines if "\x1b" in line]
        answered(shell, "\\pager", "goes past")
        assert "PAGED" not in answered(shell, "select range as n from range(60);", "60 rows")


def test_other_snapshots_formats_and_listings(shell: Any) -> None:
    assert '"a": 1' in answered(shell, "\\format json\rselect 1 as a;", '"a": 1')
    answered(shell, "\\format table", "shown as table")
    assert "given up" in answered(shell, "\\questions giving up", "given up|giving_up")
    assert "request_id" in answered(shell, "\\d requests", "request_id")
    assert "Did you mean requests" in answered(shell, "\\d reqests", "Did you mean")
    assert "as of 2020-03-01" in answered(shell, "\\as-of 2020-03-01", "as of 2020-03-01")
    shell.send("select max(published_on) as newest from articles;\r")
    shell.expect("2020-0")
    shell.expect("sqn 2020-03-01> ")
    shell.send("\\as-of\r")
    shell.expect(READY)
    assert "Did you mean" in answered(shell, "\\snapshott", "Did you mean")


def test_the_last_statement_goes_to_the_editor_and_comes_back(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/before/after/' \"$1\"\n")
    editor.chmod(0o755)
    with terminal(home, "sql", EDITOR=str(editor), VISUAL=str(editor)) as shell:
        shell.expect(READY)
        answered(shell, "select 'before' as word;", "1 row")
        shell.send("\\edit\r")
        shell.expect("after' as word")
        shell.send(";\r")
        shell.expect("1 row")


def test_evidence_is_shown_in_the_shell(shell: Any) -> None:
    told = answered(shell, "select evidence_id from requests order by all limit 1;", r"e-[0-9a-f]{16}")
    found = told[told.index("e-") :][:18]
    told = answered(shell, f"\\evidence {found}", "http")
    assert found in told
    assert "error" not in told
