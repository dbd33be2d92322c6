"""What Tab offers in `%%sql` and in calls of the workbench."""

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell


def offered(shell: InteractiveShell, cell: str) -> list[str]:
    """What is offered at the `|` of a cell, in order; each is what stands in the cell afterwards from there on."""
    cursor = cell.index("|")
    text = cell.replace("|", "")
    with provisionalcompleter():
        found = list(shell.Completer.completions(text, cursor))
    assert all(text[one.start : one.end] == text[one.start : cursor] for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("%%sql\nselect * from req|", "requests"),
        ("%%sql\nselect requ| from requests", "request_id"),
        ("%%sql\nselect r.form| from requests as r", "formality"),
        ("%%sql\nselect r.form|\nfrom requests r join conditions c using (request_id)", "formality"),
        ("%%sql\nselect stanc|\nfrom conditions", "stance"),
        ("%%sql\nselect count(*) from facts gro|", "group"),
        ("%%sql\nselect $my_w|", "my_weapon"),
        ("%%sql --as-|\nselect 1", "--as-of"),
        ("%%sql --sn|\nselect 1", "--snapshot"),
        ("%%sql --chart 'ti|", "timeline"),
        ("found = %sql select * from req|", "requests"),
        ("wb.ask('conditional_on|", "conditional_on_giving_up"),
        ('answer = wb.ask("giving|', "conditional_on_giving_up"),
        ('wb.ask("refusals", we|', "weapon="),
        ('wb.ask("refusals",\n    as|', "as_of="),
        ('wb.ask("refusals", weapon="s-4|', "s-400"),
        ('wb.ask("roles", kind="comp|', "company"),
        ("wb.tables('trans|", "transfers"),
    ],
)
def test_what_stands_next_is_offered_first(shell: InteractiveShell, cell: str, first: str) -> None:
    shell.user_ns["my_weapon"] = "s-400"
    assert offered(shell, cell)[:1] == [first], offered(shell, cell)[:5]


def test_only_what_fits_is_offered_in_sql(shell: InteractiveShell) -> None:
    told = offered(shell, "%%sql\nselect * from tran|")
    assert {"transfers", "transfer"} <= set(told)
    assert all("tran" in one for one in told)


def test_python_is_completed_as_before(shell: InteractiveShell) -> None:
    shell.user_ns["my_weapon"] = "s-400"
    assert "my_weapon" in offered(shell, "my_wea|")
    assert "my_weapon" in offered(shell, "print(my_wea|")


def test_loading_it_twice_offers_everything_once(shell: InteractiveShell) -> None:
    shell.run_line_magic("reload_ext", "workbench")
    told = offered(shell, "%%sql\nselect * from req|")
    assert len(told) == len(set(told))
    shell.run_line_magic("unload_ext", "workbench")
    assert "conditions" not in offered(shell, "%%sql\nselect * from condi|")


def test_where_nothing_is_published_nothing_breaks(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SQN_HOME", "/nowhere")
    assert "conditions" not in offered(shell, "%%sql\nselect * from condi|")
    assert "s-400" not in offered(shell, 'wb.ask("refusals", weapon="s-4|')
    assert "Traceback" not in capfd.readouterr().err
