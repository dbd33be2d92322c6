"""What the shell makes of what is typed: where statements end, which tables they name, and what may be completed."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from workbench.cli.shell.completing import Shellwords, SqlCompleter
from workbench.cli.shell.state import value_of
from workbench.cli.shell.statements import is_complete, parameters, parts, sources
from workbench.cli.shell.vocabulary import Column, Vocabulary
from workbench.library import library

WORDS = Vocabulary(
    tables={"requests": ("view", "Who asked whom"), "responses": ("view", "Who answered"), "fact": ("table", "A fact")},
    columns={
        "requests": (Column("request_id", "VARCHAR", "Request"), Column("requester", "VARCHAR", "Who asks")),
        "responses": (Column("responder", "VARCHAR", "Who answers"), Column("request_id", "VARCHAR", "To which")),
    },
    functions={"regexp_matches": "(string, pattern) Whether it matches", "lower": "(string) In lower case"},
)
COMMANDS = Shellwords(
    {"ask": "a saved question", "as-of": "by a day", "q": "leave"},
    library(),
    lambda _, parameter: [("s-400", "S-400 Triumf"), ("patriot", "Patriot")] if parameter == "weapon" else [],
    lambda: [("20261126T1", "today")],
    ("table", "csv"),
    lambda: {"weapon": "s-400 (text)"},
)


def offered(typed: str, after: str = "", *, asked: bool = True) -> dict[str, str]:
    document = Document(typed + after, len(typed))
    completer = SqlCompleter(lambda: WORDS, COMMANDS)
    found = completer.get_completions(document, CompleteEvent(completion_requested=asked))
    return {one.text: one.display_meta_text for one in found}


@pytest.mark.parametrize(
    ("typed", "complete"),
    [
        ("", True),
        ("select 1", False),
        ("select 1;", True),
        ("select 1; -- said", True),
        ("select ';'", False),
        ("select ';", False),
        ("select 1 -- ;", False),
        ("select 1 /* ;", False),
        ("select $$ ;", False),
        ("select $tag$ $$; $tag$;", True),
        ('select "a;b', False),
        ("select 'it''s';", True),
        ("\\d requests", True),
        (".tables", True),
        ("select .5", False),
        ("select 1; select 2", False),
        ("select 1;\n\\x", True),
        (";", True),
    ],
)
def test_enter_runs_what_is_complete(typed: str, complete: bool) -> None:
    assert is_complete(typed) is complete


def test_a_paste_is_told_apart() -> None:
    typed = "select ';' as a; -- one\n\\x\nselect 2;\n\n.tables\nselect 3"
    assert [tuple(part) for part in parts(typed)] == [
        (False, "select ';' as a"),
        (True, "\\x"),
        (False, "select 2"),
        (True, ".tables"),
        (False, "select 3"),
    ]


PIECES = [
    "1",
    "'a;b'",
    "'it''s'",
    '";"',
    "$$;$$",
    "$t$;$$ ' $t$",
    "e'\\';'",
    "/* ; ' */ 2",
    "-- ; '\n3",
    "'--'",
    "'/*'",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), min_size=1, max_size=4))
def test_statements_are_split_as_the_database_splits_them(statements: list[list[str]]) -> None:
    text = ";\n".join("select " + ", ".join(piece.replace('";"', '1 as ";"') for piece in one) for one in statements)
    ours = [part.text for part in parts(text)]
    theirs = [statement.query.strip().removesuffix(";").strip() for statement in duckdb.extract_statements(text)]
    assert len(ours) == len(theirs) == len(statements)
    assert is_complete(text + ";")


def test_names_after_a_dollar_are_parameters_outside_of_quotes() -> None:
    assert parameters("select $a, '$b', $$ $c $$, $a -- $d\n, $e") == ["a", "e"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("select * from requests", {"requests": "requests"}),
        ("select * from requests r where r.", {"r": "requests"}),
        ("select * from requests as r join responses on", {"r": "requests", "responses": "responses"}),
        ("select * from requests r, responses s where", {"r": "requests", "s": "responses"}),
        ("select * from requests left join responses x using (a)", {"requests": "requests", "x": "responses"}),
        ("with a as (select * from fact f) select * from a", {"f": "fact", "a": "a"}),
        ("select 'from nowhere' from fact", {"fact": "fact"}),
        ("select * from range(5) t", {}),
    ],
)
def test_the_tables_of_a_statement(statement: str, named: dict[str, str]) -> None:
    assert sources(statement) == named


def test_columns_of_an_alias_are_offered_with_what_they_mean() -> None:
    assert offered("select r.", " from requests r, responses s") == {
        "request_id": "varchar · Request",
        "requester": "varchar · Who asks",
    }
    assert list(offered("select s.resp", " from requests r join responses s using (request_id)")) == ["responder"]


def test_tables_stand_after_from_and_columns_elsewhere() -> None:
    assert list(offered("select * from re", asked=False)) == ["requests", "responses"]
    assert list(offered("select * from ", asked=False)) == ["requests", "responses", "fact"]
    first, *others = offered("select requeste", " from requests")
    assert first == "requester"
    assert "lower" in offered("select low")
    assert offered("select regexp_m")["regexp_matches"].startswith("(string, pattern)")
    assert "select" in offered("sel")
    assert "SELECT" in offered("SEL")
    assert others == []


def test_other_statements_of_the_text_do_not_count() -> None:
    assert "responder" not in offered("select * from responses; select r.", " from requests r")


def test_nothing_is_offered_in_quotes_and_comments_or_unasked() -> None:
    assert offered("select 'from re") == {}
    assert offered("select 1 -- from re") == {}
    assert offered("select 1 ", asked=False) == {}


def test_a_part_of_a_name_finds_it() -> None:
    assert "requester" in offered("select ester", " from requests")


def test_bound_values_questions_and_their_parameters() -> None:
    assert offered("select $w") == {"$weapon": "s-400 (text)"}
    assert offered("\\as") == {"\\ask": "a saved question", "\\as-of": "by a day"}
    assert offered(".as") == {".ask": "a saved question", ".as-of": "by a day"}
    assert "conditional_on_giving_up" in offered("\\ask cond")
    assert list(offered("\\ask conditional_on_giving_up --w")) == ["--weapon"]
    assert offered("\\ask conditional_on_giving_up --weapon s") == {"s-400": "S-400 Triumf"}
    assert list(offered("\\ask conditional_on_giving_up --weapon s-400 --")) == ["--since"]
    assert list(offered("\\d resp")) == ["responses"]
    assert list(offered("\\format c")) == ["csv"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("s-400", "s-400"),
        ("3", 3),
        ("'3'", "3"),
        ("0.5", 0.5),
        ("null", None),
        ("TRUE", True),
        ("2020-02-30", "2020-02-30"),
    ],
)
def test_a_value_is_read_as_what_it_looks_like(written: str, value: object) -> None:
    assert value_of(written) == value
    assert type(value_of(written)) is type(value)
