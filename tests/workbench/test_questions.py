"""Every question of the library, asked: with its defaults, with nothing, with hostile values, on the real files."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.publish import publish
from loaders.resolution.resolving import resolve
from schema.errors import QueryError
from schema.settings import CHECKOUT
from tests.loading import load_source
from workbench.asking import ask, option_of, options
from workbench.cli.main import sqn
from workbench.heading import Parameter
from workbench.library import SUBJECTS, Question, check_columns, library
from workbench.runner import run

QUESTIONS = list(library().values())
EACH = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
GIVEN = {"date": "2020-01-01", "actor": "Türkiye", "weapon": "S400", "integer": "1", "number": "1", "text": "a"}
HOSTILE = {
    "date": "2020-01-01'; drop table fact; --",
    "integer": "1; drop table fact",
    "number": "nan",
    "text": "%'; drop table fact; --",
    "choice": "'; drop table fact; --",
    "actor": "' or '1'='1",
    "weapon": "s-400'; copy fact to '/tmp/x'; --",
    "article": "../../etc/passwd",
}
REAL_FILES = {
    "sipri": ["data/sipri/trade_register_extract.csv"],
    "ofac": ["data/ofac/sdn_2021-08-18.csv", "data/ofac/sdn_2024-05-03.csv"],
    "un": ["data/un/consolidated_2018-10-29.xml"],
    "gdelt": ["data/gdelt/20191024143000.export.CSV"],
    "articles": ["seeds"],
}
# What these ask about is in registers and lists: of the real ones they give more rows than of the small ones.
OF_REAL_FILES = """
    arms_programmes event_feed freshness from_order_to_sanction in_what_way leverage list_changes listed_on
    names_and_merges passed_on promised_and_delivered recorded_since register_deals register_without_news releases
    reliability roles sanctions_against told_of transfers_of undated unknown_parties
""".split()


def test_there_are_questions_of_each_subject() -> None:
    assert {question.subject for question in QUESTIONS} == set(SUBJECTS)
    assert len(QUESTIONS) >= 40
    assert min(Counter(question.subject for question in QUESTIONS).values()) >= 3


def test_no_two_questions_are_nearly_the_same() -> None:
    def words(question: Question) -> set[str]:
        return set(re.findall(r"[\w.$']+", re.sub(r"--.*", "", question.sql)))

    for place, one in enumerate(QUESTIONS):
        for other in QUESTIONS[place + 1 :]:
            alike = len(words(one) & words(other)) / len(words(one) | words(other))
            assert alike < 0.75, (one.name, other.name, alike)
            assert one.title != other.title


@EACH
def test_a_question_says_all_that_a_reader_needs(question: Question) -> None:
    assert question.question.endswith("?"), question.question
    assert question.expects.columns, "`-- expect:` names the columns that others build on"
    for parameter in question.parameters:
        assert parameter.says, f"{parameter.name}: say what it means"


@EACH
def test_a_question_answers_with_its_defaults(question: Question, answered: Path) -> None:
    answer = ask(answered, question.name, {})
    assert answer.rows, "on the sample of news beside small registers each question has an answer"
    assert question.expects.fits(len(answer.rows)), len(answer.rows)
    assert ask(answered, question.name, {}).rows == answer.rows, "the order leaves ties"


@EACH
def test_every_optional_parameter_may_be_left_out_or_given(question: Question, answered: Path) -> None:
    ask(answered, question.name, {p.name: "" for p in question.parameters if p.optional})
    for parameter in question.parameters:
        given = parameter.options[0] if parameter.options else GIVEN[parameter.kind]
        check_columns(question, ask(answered, question.name, {parameter.name: given}).columns)


@EACH
def test_a_hostile_value_is_refused_or_only_a_value(question: Question, answered: Path) -> None:
    for parameter in question.parameters:
        if parameter.kind == "text":
            assert ask(answered, question.name, {parameter.name: HOSTILE["text"]}).rows == ()
        else:
            with pytest.raises(QueryError, match=option_of(parameter)):
                ask(answered, question.name, {parameter.name: HOSTILE[parameter.kind]})


@EACH
def test_evidence_leads_to_sentences(question: Question, answered: Path) -> None:
    if question.evidence is None:
        return
    led = [row[question.evidence] for row in ask(answered, question.name, {}).records()]
    known = {row[0] for row in run(answered, "select evidence_id from quotes where quote <> ''").rows}
    assert set(led) <= known, "each row leads to the words it stands on"


def test_options_come_from_the_data(answered: Path) -> None:
    def offered(kind: str, *choices: str) -> dict[str, str]:
        return dict(options(answered, Parameter("one", kind, None, True, "", choices)))

    assert offered("choice", "yes", "no") == {"yes": "yes", "no": "no"}
    assert offered("date") == offered("text") == {}
    assert offered("weapon")["s-400"] == "S-400"
    actors = offered("actor")
    assert actors["TR"] == "Turkey"
    assert "ofac:9001" not in actors or actors["ofac:9001"] == "DOE, Jane"
    articles = offered("article")
    assert all(article.startswith("a-") for article in articles)
    for kind, name in (("weapon", "s-400"), ("actor", "TR")):
        question = next(q for q in QUESTIONS for p in q.parameters if p.kind == kind)
        parameter = next(p.name for p in question.parameters if p.kind == kind)
        ask(answered, question.name, {parameter: name})


def test_a_shell_completes_a_parameter_from_the_data(
    answered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered(question: str, option: str, typed: str) -> list[tuple[str, str | None]]:
        shell = ShellComplete(sqn, {}, "sqn", "_SQN_COMPLETE")
        return [(item.value, item.help) for item in shell.get_completions(["ask", question, option], typed)]

    monkeypatch.setenv("SQN_HOME", str(answered.parent))
    assert offered("transfers_of", "--weapon", "S-40") == [("s-400", "S-400")]
    assert ("TR", "Turkey") in offered("unanswered", "--addressee", "t")
    assert offered("review_queue", "--kind", "re") == [("request", "request"), ("response", "response")]
    assert offered("unanswered", "--since", "2") == []
    monkeypatch.setenv("SQN_HOME", str(tmp_path))
    assert offered("transfers_of", "--weapon", "s-40") == []


def thinned(file: Path, folder: Path) -> Path:
    """A part of a long table: of the Treasury's entries each fourth, of SIPRI's deals each third and all over S-400.

    SIPRI's website breaks some lines in two, and half of one is no deal.
    """
    with file.open(encoding="latin-1", newline="") as whole:
        rows = list(csv.reader(whole))
    if file.name.startswith("sdn"):
        kept = [row for row in rows if not row[0].isdecimal() or int(row[0]) % 4 == 0]
    else:
        first = next(at for at, row in enumerate(rows) if row[:1] == ["Recipient"]) + 1
        whole_rows = [row for row in rows[first:] if len(row) == len(rows[first - 1])]
        kept = rows[:first] + [row for at, row in enumerate(whole_rows) if at % 3 == 0 or "S-400" in ",".join(row)]
    part = folder / file.name
    with part.open("w", encoding="latin-1", newline="") as written:
        csv.writer(written).writerows(kept)
    return part


def test_every_question_shows_rows_on_the_real_files(
    database: Engine, reference: Reference, shared: Path, tmp_path: Path
) -> None:
    """Asked with its defaults of the sample beside real registers, lists, events and articles, all led together.

    One test for all of them, as loading the files takes longer than asking. What a loader rejects is of our own making:
    none of the real records is refused.
    """
    for loader, files in REAL_FILES.items():
        for file in files:
            source = thinned(shared / file, tmp_path) if loader in ("sipri", "ofac") else shared / file
            run = load_source(database, reference, loader, source, tmp_path)
            assert run.counts.rejected == 0, file
    (tmp_path / "broken.jsonl").write_text('{"text": \n')
    load_source(database, reference, "articles", tmp_path / "broken.jsonl", tmp_path)
    resolve(database, reference)
    publish(database, tmp_path / "snapshots")
    rows = {question.name: len(ask(tmp_path / "snapshots", question.name, {}).rows) for question in QUESTIONS}
    assert [name for name, count in rows.items() if not count] == []
    assert [name for name in OF_REAL_FILES if rows[name] < 3] == []


def test_the_document_lists_every_question() -> None:
    """docs/questions.md has a row for each question under its subject, with its own words."""
    document = (CHECKOUT / "docs" / "questions.md").read_text("utf-8")
    _, listing = document.split("## The questions")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", listing, re.MULTILINE)
    assert rows == [(q.name, q.question) for q in sorted(QUESTIONS, key=lambda q: (SUBJECTS.index(q.subject), q.name))]
