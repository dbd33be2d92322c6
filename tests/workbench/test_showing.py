"""What a terminal and a pipe get of an answer: pages, colours, bytes."""

import os
import subprocess
from pathlib import Path

import pandas as pd
import pexpect
import pytest

from schema.settings import CHECKOUT
from tests.commanding import COMMAND
from tests.workbench.terminal import plain, terminal


@pytest.fixture
def home(snapshots: Path) -> Path:
    """A home with the sample published."""
    return snapshots.parent


def test_a_workbook_goes_through_a_pipe_but_not_to_a_terminal(home: Path, tmp_path: Path) -> None:
    with (tmp_path / "x.xlsx").open("wb") as file:
        subprocess.run(
            [*COMMAND, "sql", "select 42 as n", "--format", "xlsx"],
            stdout=file,
            cwd=CHECKOUT,
            env=os.environ | {"SQN_HOME": str(home)},
            check=True,
        )
    assert pd.read_excel(tmp_path / "x.xlsx")["n"].tolist() == [42]
    with terminal(home, "sql", "select 42 as n", "--format", "parquet") as child:
        child.expect("parquet is not for a terminal: name a file")
        child.expect_exact(pexpect.EOF)
        assert child.wait() == 2


def test_a_long_table_is_paged_on_a_terminal_unless_it_is_not_wanted(home: Path) -> None:
    statement = "select range as n from range(70)"
    with terminal(home, "sql", statement, lines=20, PAGER="wc -l") as child:
        child.expect_exact(pexpect.EOF)
        assert plain(child.before).split() == ["71"]
    with terminal(home, "sql", statement, "--no-pager", lines=20, PAGER="wc -l") as child:
        child.expect_exact(pexpect.EOF)
        assert plain(child.before).split()[-1] == "69"


def test_colours_are_for_terminals_and_can_be_turned_off(home: Path) -> None:
    with terminal(home, "tables", "nowhere") as child:
        child.expect_exact(pexpect.EOF)
        assert "\x1b[1;31merror" in child.before
    with terminal(home, "tables", "nowhere", NO_COLOR="1") as child:
        child.expect_exact(pexpect.EOF)
        assert "error:" in child.before
        assert "31m" not in child.before
