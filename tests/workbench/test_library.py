"""The question library: strict reading of a file, and names and values led to what is bound."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from schema.errors import QueryError
from workbench.asking import ask
from workbench.heading import Chart, Expectation, Parameter
from workbench.library import check_columns, library, parse
from workbench.runner import run

HEAD = "-- title: A title\n-- question: What is it?\n"


def written(folder: Path, text: str, name: str = "what.sql") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_question_is_read(tmp_path: Path) -> None:
    question = parse(
        written(
            tmp_path,
            "-- title: A title\n-- question: What?\n"
            "-- param weapon: weapon = s-400        The system, with all below it\n"
            "-- param since: date? =                Only on or after this day\n"
            "-- param stage: choice(a|b) = b   Which\n"
            "-- param name: text? =\n"
            "-- chart: timeline x=day y=who\n-- evidence: evidence_id\n"
            "-- expect: rows >= 1; columns day, who\n"
            "select $weapon as day, $since as who, $stage, $name;\n",
        )
    )
    assert question.parameters == (
        Parameter("weapon", "weapon", "s-400", False, "The system, with all below it"),
        Parameter("since", "date", None, True, "Only on or after this day"),
        Parameter("stage", "choice", "b", False, "Which", ("a", "b")),
        Parameter("name", "text", None, True, ""),
    )
    assert question.expects == Expectation(("day", "who"), (">=", 1))
    assert [question.expects.fits(count) for count in (0, 1, 2)] == [False, True, True]
    assert question.chart == Chart("timeline", {"x": "day", "y": "who"})
    assert question.evidence == "evidence_id"
    assert question.unportable is None
    assert question.sql.startswith("select $weapon")


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("select 1", 1, "needs a line `-- title"),
        ("-- title: x\nselect 1", 1, "needs a line `-- question"),
        (HEAD + "-- titel: x\nselect 1", 3, "unknown key 'titel'. Did you mean title? Keys: title, question"),
        (HEAD + "-- evidense: x\nselect 1", 3, "Did you mean evidence"),
        (HEAD + "-- title: again\nselect 1", 3, "title stands twice"),
        (HEAD + "-- note:\nselect 1", 3, "nothing stands after `note:`"),
        (HEAD + "-- title x: again\nselect 1", 3, "only `param` takes a name"),
        (HEAD + "-- what is this\nselect 1", 3, "a header line is `-- key: value`"),
        (HEAD + "-- param x: wepon = s-400\nselect $x", 3, "unknown type 'wepon'. Did you mean weapon"),
        (HEAD + "-- param x: text =\nselect $x", 3, "x needs a default"),
        (HEAD + "-- param x text = a\nselect $x", 3, "a header line is `-- key: value`"),
        (HEAD + "-- param: text = a\nselect $x", 3, "a parameter is `-- param name: type = default"),
        (HEAD + "-- param X: text = a\nselect $X", 3, "'X' is no name of a parameter"),
        (HEAD + "-- param x: choice = a\nselect $x", 3, "options go with the type choice"),
        (HEAD + "-- param x: text(a|b) = a\nselect $x", 3, "options go with the type choice"),
        (HEAD + "-- param x: choice(a|b) = c\nselect $x", 3, "'c' is not among a, b"),
        (HEAD + "-- param x: date = soon\nselect $x", 3, "the default 'soon' is no date such as 2020-02-20"),
        (HEAD + "-- param x: integer = 1.5\nselect $x", 3, "is no integer such as 3"),
        (HEAD + "-- param x: integer = 9223372036854775808\nselect $x", 3, "is no integer"),
        (HEAD + "-- param x: number = nan\nselect $x", 3, "is no number such as 0.5"),
        (HEAD + "-- param format: text = a\nselect $format", 3, "option of the command itself"),
        (HEAD + "-- param as_of: date? =\nselect $as_of", 3, "option of the command itself"),
        (HEAD + "-- param x: text = a\n-- param x: text = b\nselect $x", 4, "the parameter x stands twice"),
        (HEAD + "-- param x: text = a\nselect 1", 3, "declared but not used: x"),
        (HEAD + "-- param since: text = a\nselect\n    1,\n    $sinse", 6, "$sinse. Did you mean since"),
        (HEAD + "-- expect: many rows\nselect 1", 3, "cannot read the expectation 'many rows'"),
        (HEAD + "-- expect: columns a b\nselect 1", 3, "cannot read the expectation 'columns a b'"),
        (HEAD + "-- chart: timelime x=a y=b\nselect 1", 3, "unknown chart 'timelime'. Did you mean timeline"),
        (HEAD + "-- chart: bars x=a\nselect 1", 3, "bars needs y=column"),
        (HEAD + "-- chart: bars x=a y=b color=c\nselect 1", 3, "no field 'color'. Did you mean colour? Fields: x, y"),
        (HEAD + "-- chart: bars x=a y=b x=c\nselect 1", 3, "x stands twice"),
        (HEAD + "-- chart: bars x y=b\nselect 1", 3, "a field of a chart is `name=column`"),
        (HEAD + "-- portable: yes\nselect 1", 3, "an exception is `-- portable: no (why)`"),
        (HEAD + "select 1; select 2", 3, "exactly one select"),
        (HEAD + "drop table fact", 3, "exactly one select"),
        (HEAD + "\nselect\n    1 selekt 1", 5, "yntax error"),
        (HEAD, 3, "exactly one select"),
    ],
)
def test_a_fault_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(QueryError, match=rf"what\.sql:{line}: ") as caught:
        parse(written(tmp_path, text))
    assert says in str(caught.value)


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "what.sql").write_bytes(HEAD.encode() + b"-- note: \xff\nselect 1")
    with pytest.raises(QueryError, match=r"what\.sql: is not UTF-8 at byte \d+: save it as UTF-8"):
        parse(tmp_path / "what.sql")


def test_an_exception_from_portable_sql_says_why(tmp_path: Path) -> None:
    question = parse(written(tmp_path, HEAD + "-- portable: no (lists are unfolded)\nselect 1 as a order by a"))
    assert question.unportable == "lists are unfolded"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("-- evidence: evidense_id", "no column 'evidense_id'. Did you mean evidence_id? Columns: day, evidence_id"),
        ("-- chart: bars x=day y=days", "no column 'days'. Did you mean day?"),
        ("-- expect: columns day, who", "no column 'who'."),
    ],
)
def test_what_the_answer_lacks_is_named_with_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    question = parse(written(tmp_path, f"{HEAD}{line}\nselect 1 as day, 2 as evidence_id"))
    with pytest.raises(QueryError, match=r"what\.sql:3: the answer has") as caught:
        check_columns(question, ("day", "evidence_id"))
    assert says in str(caught.value)


def test_two_questions_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, HEAD + "select 1")
    with pytest.raises(QueryError, match="another question has this name"):
        library(tmp_path)


def test_names_lead_to_ids_however_they_are_spelt(snapshots: Path) -> None:
    answers = [ask(snapshots, "transfers_of", {"weapon": name}).rows for name in ("s-400", "S400", "С-400", "SA-21")]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"weapon": "s-4000"}, "no weapon called 's-4000' is in the data. Did you mean s-400"),
        ({"since": "last week"}, "--since is 'last week', not a date such as 2020-02-20"),
        ({"wepon": "s-400"}, "has no parameter 'wepon'. Did you mean weapon? It takes: since, weapon"),
        ({"weapon": ""}, "--weapon needs a value"),
    ],
)
def test_a_wrong_parameter_says_what_to_do(given: dict[str, str], says: str, snapshots: Path) -> None:
    with pytest.raises(QueryError) as caught:
        ask(snapshots, "conditional_on_giving_up", given)
    assert says in str(caught.value)


def test_an_unknown_question_names_the_nearest(snapshots: Path) -> None:
    with pytest.raises(QueryError, match="Did you mean refusals"):
        ask(snapshots, "refusal", {})


def test_dates_are_bound_as_dates(snapshots: Path) -> None:
    rows = ask(snapshots, "unanswered", {"since": "2023-01-01"}).records()
    assert rows
    assert all(row["published_on"] >= dt.date(2023, 1, 1) for row in rows)


def test_an_answer_that_names_no_request_closes_one_all_the_same(snapshots: Path) -> None:
    """The Patriots that Turkey asked for by 2018 were refused in a later report of its own, which names no request."""
    open_still = ask(snapshots, "unanswered", {"addressee": "US"}).records()
    asked = {(row["requester"], row["action"], *(row["weapons"] or ())) for row in open_still}
    assert ("Turkey", "acquire", "Patriot") not in asked
    assert ("Turkey", "acquire", "F-16", "component") not in asked  # granted in January 2024
    assert ("Turkey", "deploy", "Patriot") in asked  # to be stationed is not to be sold
    assert ("Ukraine", "acquire", "Patriot") in asked  # it was refused MiG-29s alone


def test_who_is_told_to_hold_back_gains_no_hold(snapshots: Path) -> None:
    """Of the requests between two, `asked_by_other` counts no demand to hold back."""
    holding_back = ("cancel", "refrain", "dispose", "deactivate", "impose_sanction")
    asked = run(snapshots, "select requester, addressee, action from requests where requester_id <> addressee_id").rows
    demands = Counter((addressee, requester) for requester, addressee, action in asked if action in holding_back)
    requests = Counter((addressee, requester) for requester, addressee, _ in asked)
    held = {(row["holder"], row["over_whom"]): row for row in ask(snapshots, "leverage", {}).records()}
    assert any(demands[pair] and requests[pair] > demands[pair] for pair in held)
    for pair, row in held.items():
        assert row["asked_by_other"] <= requests[pair] - demands[pair], pair
    assert sum(row["asked_by_other"] for row in held.values()) > 0


def test_a_file_from_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    """A mark of the byte order at the head, and its line ends."""
    path = tmp_path / "what.sql"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "select 1 as one\n").replace("\n", "\r\n").encode())
    assert parse(path).title == "A title"
    assert "\r" not in parse(path).sql
