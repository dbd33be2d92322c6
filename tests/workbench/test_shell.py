"""The shell of `sqn sql` as a person meets it: keys in, a screen out."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pexpect
import pytest

from tests.workbench.terminal import READY, TAKEN, answered, plain, terminal

RUNAWAY = "select count(*) from range(100000000) a, range(100000000) b where (a.range * b.range) % 7 = 3;"


@pytest.fixture
def home(tmp_path: Path, snapshots: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "snapshots").symlink_to(snapshots)
    return folder


@pytest.fixture
def shell(home: Path) -> Iterator[Any]:
    with terminal(home, "sql") as child:
        child.expect_exact(READY)
        yield child


def test_a_statement_ends_in_a_semicolon_and_may_take_several_lines(shell: Any) -> None:
    shell.send("select 40 + 2\r  as answer\r")
    told = answered(shell, ";")
    assert "answer\n" in told
    assert "42" in told
    assert "sign" in answered(shell, "select ';' as sign -- ; is no end here\r;")


def test_alt_enter_runs_what_has_no_semicolon(shell: Any) -> None:
    told = answered(shell, "select 6 * 7 as product\x1b")
    assert "42" in told


def marked(told: str) -> str:
    """What stands above the mark in an error."""
    lines = told.splitlines()
    number = next(n for n, line in enumerate(lines) if line.strip() and set(line.strip()) == {"^"})
    mark = lines[number]
    return lines[number - 1][mark.index("^") : mark.rindex("^") + 1]


def test_an_error_shows_its_place_and_the_shell_goes_on(shell: Any) -> None:
    told = answered(shell, "select 1 as a, requestor from requests;")
    assert "error: Referenced column" in told
    assert marked(told) == "requestor"
    assert "42" in answered(shell, "select 6 * 7 as back;")


def test_the_mark_stands_below_its_place_on_a_narrow_terminal(home: Path) -> None:
    with terminal(home, "sql", columns=60) as shell:
        shell.expect_exact(READY)
        told = answered(shell, f"select {'1 + ' * 40} nowhere from requests;")
    assert marked(told) == "nowhere"
    assert max(len(line) for line in told.splitlines() if line.startswith("line 1")) <= 60


def test_ctrl_c_stops_a_runaway_query_and_leaves_the_shell(shell: Any) -> None:
    shell.send(RUNAWAY + "\r")
    shell.expect("Ctrl-C stops it")
    pressed = time.monotonic()
    shell.sendintr()
    shell.expect("the query was stopped")
    assert time.monotonic() - pressed < 10
    shell.expect_exact(READY)
    assert "42" in answered(shell, "select 6 * 7 as still;")


def test_ctrl_c_at_the_prompt_clears_the_line_and_ctrl_d_leaves(shell: Any) -> None:
    shell.send("select nonsense")
    shell.expect("nonsense")
    shell.send("\x03")
    shell.expect_exact(READY)
    told = answered(shell, "select 6 * 7 as next;")
    assert "42" in told
    assert "error" not in told
    shell.send("\x04")
    shell.expect_exact(pexpect.EOF)
    assert shell.wait() == 0


def test_several_statements_at_once_run_in_turn_and_stop_at_an_error(shell: Any) -> None:
    told = answered(shell, "select 'o' || 'ne' as a; select 't' || 'wo' as b;")
    assert told.index("one") < told.index("two")
    told = answered(shell, "select 'th' || 'ree' as c; select nowhere; select 'fo' || 'ur' as d; select 5;")
    assert "three" in told
    assert "2 after it were not run" in told
    assert "four" not in told


def test_history_lasts_over_sessions(home: Path) -> None:
    with terminal(home, "sql") as shell:
        shell.expect_exact(READY)
        answered(shell, "select 'remember ' ||\r'me' as first;")
        shell.send("\x04")
        shell.expect_exact(pexpect.EOF)
    assert (home / "shell_history").stat().st_mode & 0o777 == 0o600
    with terminal(home, "sql") as shell:
        shell.expect_exact(READY)
        assert "remember me" in answered(shell, "\x1b[A")


def test_a_completion_shows_what_it_means_and_is_put_in(shell: Any) -> None:
    for _ in range(40):  # the words are read beside the prompt, and come when they come
        shell.send("\x15select * from re")
        if shell.expect(["Who answered what", pexpect.TIMEOUT], timeout=2) == 0:
            break
    shell.send("\x15select 42 + 0 * count(*) as found from disag\t")
    shell.expect("reements")
    assert "42" in answered(shell, ";")


def test_values_are_bound_and_read_as_what_they_are(shell: Any) -> None:
    assert "$weapon = s-400 (text)" in answered(shell, "\\set weapon s-400")
    assert "2020-02-20 (date)" in answered(shell, "\\set since 2020-02-20")
    told = answered(shell, "select $weapon || '!' as w, typeof($since) as t;")
    assert "s-400!" in told
    assert "DATE" in told
    assert "$x has no value: `\\set x VALUE`" in answered(shell, "select $x;")


def test_a_saved_question_is_asked_and_its_answer_written(shell: Any, tmp_path: Path) -> None:
    answered(shell, "\\pager")
    told = answered(shell, "\\ask conditional_on_giving_up --weapon s-400")
    assert "error" not in told
    assert "Turkey" in told
    file = tmp_path / "answer.xlsx"
    assert "rows in" in answered(shell, f"\\output {file}")
    about = pd.read_excel(file, sheet_name="about", header=None, index_col=0)[1]
    assert about["saved as"] == "conditional_on_giving_up"
    assert about["$weapon"] == "s-400"
    assert len(pd.read_excel(file)) >= 1
    assert "Did you mean conditional" in answered(shell, "\\ask conditional_on_givingup")
    assert "No such option" in answered(shell, "\\ask refusals --wepon x")


def test_x_shows_each_row_as_a_block(shell: Any) -> None:
    assert "─ 1 ─" not in answered(shell, "select 1 as one, 2 as two;")
    answered(shell, "\\x")
    assert "─ 1 ─" in answered(shell, "select 1 as one, 2 as two;")


def test_what_is_longer_than_the_screen_goes_to_the_pager(home: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\necho PAGED\n")
    pager.chmod(0o755)
    with terminal(home, "sql", PAGER=str(pager), lines=20) as shell:
        shell.expect_exact(READY)
        assert "PAGED" not in answered(shell, "select * from range(5);")
        assert "PAGED" in answered(shell, "select range as n from range(60);")
        lines = (tmp_path / "paged").read_text().splitlines()
        assert len(lines) == 61
        assert not [line for line in lines if "\x1b" in line]
        answered(shell, "\\pager")
        assert "PAGED" not in answered(shell, "select range as n from range(60);")


def test_other_snapshots_formats_and_listings(shell: Any) -> None:
    answered(shell, "\\pager")
    answered(shell, "\\format json")
    assert '"a": 42' in answered(shell, "select 6 * 7 as a;")
    answered(shell, "\\format table")
    assert "conditional_on_giving_up" in answered(shell, "\\questions giving up")
    assert "request_id" in answered(shell, "\\d requests")
    assert "Did you mean requests" in answered(shell, "\\d reqests")
    assert "Did you mean snapshot" in answered(shell, "\\snapshott")
    assert "as of 2020-03-01" in answered(shell, "\\as-of 2020-03-01")
    told = answered(shell, "select max(published_on) <= date '2020-03-01' as early from articles;")
    assert "true" in told
    assert "sqn 2020-03-01>" in answered(shell, "select 1;") + plain(shell.buffer)
    assert "as of" not in answered(shell, "\\as-of")


def test_the_last_statement_goes_to_the_editor_and_comes_back(home: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/before/after/' \"$1\"\n")
    editor.chmod(0o755)
    with terminal(home, "sql", EDITOR=str(editor), VISUAL=str(editor)) as shell:
        shell.expect_exact(READY)
        answered(shell, "select upper('before') as word;")
        answered(shell, "\\edit")
        assert "AFTER" in answered(shell, ";")


def test_evidence_is_shown_in_the_shell(shell: Any) -> None:
    told = answered(shell, "select evidence_id from requests order by all limit 1;")
    found = told[told.index("e-") :][:18]
    told = answered(shell, f"\\evidence {found}")
    assert found in told
    assert "http" in told


def test_help_names_every_command(shell: Any) -> None:
    from workbench.cli.shell.commands import COMMANDS

    told = answered(shell, "\\?")
    assert [name for name in COMMANDS if f"\\{name}" not in told] == []
    shell.send("\\q\r")
    shell.expect_exact(TAKEN)
    shell.expect_exact(pexpect.EOF)
