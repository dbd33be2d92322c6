"""`%%sql`: variables bound, answers kept, errors that fail the cell, and a stop that stops."""

import re
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from schema.errors import QueryError
from workbench.notebook.answer import Answer
from workbench.notebook.stopping import Stopped
from workbench.runner import runner

ENDLESS = "select count(*) from range(100000000) a, range(100000000) b where a.range * b.range % 7 = 3"


def ran(shell: InteractiveShell, cell: str, **variables: Any) -> Any:
    shell.user_ns.update(variables)
    return shell.run_cell(cell)  # type: ignore[no-untyped-call]


def failed(shell: InteractiveShell, cell: str, **variables: Any) -> str:
    """What a cell says that fails with a QueryError."""
    done = ran(shell, cell, **variables)
    assert isinstance(done.error_in_exec, QueryError), done
    return str(done.error_in_exec)


def test_a_cell_is_one_select(shell: InteractiveShell) -> None:
    done = ran(shell, "%%sql\nselect count(*) as n from fact;")
    assert done.success
    assert isinstance(done.result, Answer)
    assert done.result.df.n[0] > 0


def test_a_line_is_one_too(shell: InteractiveShell) -> None:
    assert ran(shell, "found = %sql select 1 as n, $word as word", word="x").success
    assert shell.user_ns["found"].result.rows == ((1, "x"),)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("it's; drop table fact --", "it's; drop table fact --"),
        (3, 3),
        (None, None),
        (["a", "b"], ["a", "b"]),
        (pd.Series(["a", "b"]), ["a", "b"]),
        (pd.Series([1, 2]).sum(), 3),
    ],
)
def test_variables_are_bound_never_pasted(shell: InteractiveShell, value: object, told: object) -> None:
    assert ran(shell, "%%sql --as found\nselect $given as given", given=value).success
    assert shell.user_ns["found"].result.rows == ((told,),)


def test_an_answer_is_kept_with_and_without_showing_it(shell: InteractiveShell) -> None:
    assert isinstance(ran(shell, "%%sql --as shown\nselect 1 as n").result, Answer)
    assert ran(shell, "%%sql quiet <<\nselect 2 as n").result is None
    assert ran(shell, "%%sql other << --as-of 2019-12-31\nselect max(published_on) as day from articles").result is None
    assert shell.user_ns["shown"].result.rows == ((1,),)
    assert shell.user_ns["quiet"].result.rows == ((2,),)
    assert str(shell.user_ns["other"].result.rows[0][0]) <= "2019-12-31"


def test_a_chart_goes_with_it(shell: InteractiveShell) -> None:
    cell = "%%sql --chart 'bars x=kind y=n' --title 'Facts by kind'\nselect kind, count(*) as n from fact group by kind"
    drawn = ran(shell, cell).result.chart
    assert drawn is not None
    assert drawn.title == "Facts by kind"


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("%%sql\nselect requestor\nfrom requests", "(?s)requestor.*line 1"),
        ("%%sql\nselect 1,\nfrom from", "(?s)line 2"),
        ("%%sql\ndrop table fact", "."),
        ("%%sql\nselect $wepon as x", r"\$wepon is no variable of this notebook. Did you mean weapon"),
        ("%%sql --as-off 2020-01-01\nselect 1", "Did you mean --as-of"),
        ("%%sql --as-of\nselect 1", "expected one argument"),
        ("%%sql --as-of yesterday\nselect 1", "yesterday"),
        ("%%sql --snapshot none\nselect 1", "none"),
        ("%%sql --as 'two words'\nselect 1", "no name of a variable"),
        ("%%sql --chart 'bar x=a y=b'\nselect 1 as a, 2 as b", "Did you mean bars"),
        ("%%sql --chart 'bars x=a y=c'\nselect 1 as a, 2 as b", "no column 'c'"),
        ("%%sql --title 'open\nselect 1", "No closing quotation"),
    ],
)
def test_an_error_fails_the_cell_in_few_lines(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str, told: str
) -> None:
    assert re.search(told, failed(shell, cell, weapon="s-400"))
    shown = capsys.readouterr().out
    assert "Traceback" not in shown
    assert 0 < len(shown.strip().splitlines()) <= 6


def test_a_failed_cell_keeps_nothing(shell: InteractiveShell) -> None:
    failed(shell, "%%sql --as kept --chart 'bars x=a y=c'\nselect 1 as a")
    assert "kept" not in shell.user_ns


def test_a_stop_ends_the_query_at_once_and_leaves_the_kernel(
    shell: InteractiveShell, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(shell, "%%sql\nselect 1").success
    worker = runner(home / "snapshots").workers[0].process
    assert worker is not None
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        signal.raise_signal(signal.SIGINT)

    threading.Timer(1, press).start()
    done = ran(shell, f"%%sql\n{ENDLESS}")
    assert time.monotonic() - pressed[0] < 10
    assert isinstance(done.error_in_exec, Stopped)
    assert isinstance(done.error_in_exec, KeyboardInterrupt)
    assert len(capsys.readouterr().out.strip().splitlines()[-1:]) == 1
    assert worker.wait(10) is not None
    assert ran(shell, "%%sql\nselect 2 as n").result.result.rows == ((2,),)
