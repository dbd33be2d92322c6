"""What a notebook asks: questions and SQL with Python's values, days and snapshots, lists to look things up in."""

import datetime as dt
import subprocess
import sys

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import workbench as wb
from schema.errors import QueryError
from schema.settings import CHECKOUT

pytestmark = pytest.mark.usefixtures("home")


@pytest.mark.parametrize(
    "since", ["2020-01-01", dt.date(2020, 1, 1), dt.datetime(2020, 1, 1, tzinfo=dt.UTC), pd.Timestamp("2020-01-01")]
)
def test_a_day_may_be_any_kind_of_day(since: object) -> None:
    answer = wb.ask("conditional_on_giving_up", since=since)
    assert 0 < len(answer) < len(wb.ask("conditional_on_giving_up"))
    assert answer.df.stated_on.min() >= pd.Timestamp("2020-01-01")


def test_yes_and_no_may_be_true_and_false() -> None:
    told = wb.ask("promised_and_delivered", short_only=True)
    assert told.given == {"short_only": "yes"}
    assert wb.ask("promised_and_delivered", short_only=False).given == {"short_only": "no"}


def test_errors_name_what_was_meant() -> None:
    with pytest.raises(QueryError, match="Did you mean refusals"):
        wb.ask("refusal")
    with pytest.raises(QueryError, match="Did you mean weapon"):
        wb.ask("refusals", wepon="s-400")  # other spelling: what is put right
    with pytest.raises(QueryError, match="no weapon called"):
        wb.ask("refusals", weapon="s-4000000")
    with pytest.raises(QueryError, match="Did you mean requests"):
        wb.tables("request_s")


def test_a_notebook_is_pinned_to_a_day() -> None:
    whole = wb.ask("conditional_on_giving_up")
    told = wb.use(as_of=dt.date(2019, 12, 31))
    assert {"what": "as of", "value": "2019-12-31"} in told.rows
    pinned = wb.ask("conditional_on_giving_up")
    assert len(pinned) < len(whole)
    assert "as of 2019-12-31" in pinned._repr_html_()
    assert len(wb.sql("select * from requests where published_on > date '2019-12-31'")) == 0
    assert len(wb.ask("conditional_on_giving_up", as_of="2022-12-31")) > len(pinned)
    with pytest.raises(QueryError):
        wb.use(as_of="yesterday")
    assert len(wb.ask("conditional_on_giving_up")) == len(pinned)
    with pytest.raises(QueryError, match="Did you mean dark"):
        wb.use(theme="darc")  # type: ignore[arg-type]
    wb.use()
    assert len(wb.ask("conditional_on_giving_up")) == len(whole)


def test_lists_to_look_things_up_in() -> None:
    assert {"conditional_on_giving_up"} <= set(wb.questions("giving up").df.name) < set(wb.questions().df.name)
    assert "conditions" in repr(wb.questions("giving up"))
    assert "<code>conditional_on_giving_up</code>" in wb.questions()._repr_html_()
    assert {"requests", "article"} <= set(wb.tables().df.name)
    uses = wb.tables().df.set_index("name")["for"]
    assert (uses["quotes"], uses["requests"], uses["article"]) == ("For people", "For people", "Tables")
    assert "requester" in set(wb.tables("requests").df.name)
    assert "newest article" in repr(wb.snapshot())
    assert len(wb.questions("no such words")) == 0
    assert "0 of" in wb.questions("no such words")._repr_html_()


def test_an_error_is_short_in_a_notebook(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    done = shell.run_cell("import workbench as wb\nwb.ask('refusal')")  # type: ignore[no-untyped-call]
    assert isinstance(done.error_in_exec, QueryError)
    told = capsys.readouterr().out
    assert "Did you mean refusals" in told
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) <= 3


def test_the_library_is_a_module_that_opens_itself() -> None:
    from workbench.library import find

    assert wb.library.find is find
    assert callable(wb.library)


def test_asking_from_a_worker_needs_no_notebook() -> None:
    """The process that answers SQL imports this package, and has to be up in a moment."""
    seen = "import sys, workbench.sandbox.worker; print({'IPython', 'pandas', 'anywidget'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, cwd=CHECKOUT, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
