"""A reviewer at a terminal: real keys through a pseudo-terminal, and what is on record afterwards."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect
import pytest
from sqlalchemy import Engine, func, select, update

from extraction.names.reference import Reference
from loaders.reviewing.deciding import accept
from loaders.reviewing.queueing import Filters, facts_waiting, leads_waiting, pairs_waiting
from loaders.reviewing.state import state_of
from schema.engine import open_engine, reading, writing
from schema.errors import QueryError
from schema.models import Fact, Judgement, Lead, Request, Review
from schema.settings import CHECKOUT
from schema.vocabulary import FactKind, ReviewState, Verdict
from tests.commanding import COMMAND, ran
from workbench.cli.review_screen import KEYS
from workbench.filling import Known, interval_of, things_of
from workbench.gridding import safe

UP, ENTER, ERASE = "\x1b[A", "\r", "\x15"


@pytest.fixture
def home(reviewable: Path, tmp_path: Path) -> Path:
    (tmp_path / "sqn.sqlite").write_bytes(reviewable.read_bytes())
    return tmp_path


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    made = open_engine(f"sqlite:///{home / 'sqn.sqlite'}")
    yield made
    made.dispose()


@contextmanager
def at_a_terminal(home: Path, *arguments: str, who: str = "ann") -> Iterator[Any]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SQN_")}
    child = pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], "review", *arguments],
        cwd=str(CHECKOUT),
        env=clean | {"SQN_HOME": str(home), "SQN_REVIEWER": who, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
        dimensions=(60, 120),
        encoding="utf-8",
        timeout=60,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def test_keys_decide_and_undo(home: Path, engine: Engine) -> None:
    with reading(engine) as connection:
        first, second, *_ = facts_waiting(connection, Filters())
        before = state_of(connection, first)
    with at_a_terminal(home) as terminal:
        terminal.expect("q quit")
        terminal.send(UP)
        terminal.expect("press one of the keys")
        terminal.expect("q quit")
        terminal.send("a")
        terminal.expect(f"accepted {first}")
        terminal.expect("q quit")
        terminal.send("r")
        terminal.expect("why is it no fact")
        terminal.send("told of another" + ENTER)
        terminal.expect(f"rejected {second}")
        terminal.expect("q quit")
        terminal.send("u")
        terminal.expect(f"taken back: reject of {second}")
        terminal.expect("q quit")
        terminal.send("u")
        terminal.expect(f"taken back: accept of {first}")
        terminal.expect("q quit")
        terminal.send("u")
        terminal.expect("ann has decided nothing that could be undone")
        terminal.expect("q quit")
        terminal.send("q")
        terminal.expect("2 decisions by ann, 2 taken back")
        terminal.expect(pexpect.EOF)
    with reading(engine) as connection:
        assert state_of(connection, first) == before
        rows = connection.execute(select(Review.decision, Review.reviewer, Review.note).order_by(Review.decided_at))
        assert [tuple(row) for row in rows] == [
            ("accept", "ann", None),
            ("reject", "ann", "told of another"),
            ("undo", "ann", None),
            ("undo", "ann", None),
        ]


def test_a_fact_is_changed_field_by_field(home: Path, engine: Engine) -> None:
    with at_a_terminal(home, "--kind", "request", "--weapon", "rafale") as terminal:
        terminal.expect("q quit")
        terminal.send("e")
        for question, answer in (
            ("requester:", ERASE + "Ukraine"),
            ("addressee:", ""),
            ("action:", ERASE + "deploy"),
            ("beneficiary:", ""),
            ("place:", "Souda"),
            ("purpose:", ""),
            ("force:", ""),
            ("formality:", ""),
            ("channel:", ""),
            ("outcome:", ""),
            ("LAST.:", ERASE + "2021-01"),
            ("words:", "in January"),
            ("UNIT; ….:", ERASE + "rafale: 2-4 squadron; S400"),
        ):
            terminal.expect(question)
            terminal.send(answer + ENTER)
        terminal.expect("changed f-")
        terminal.expect("No more facts wait")
    with reading(engine) as connection:
        fact = connection.scalars(select(Fact.id).where(Fact.review_state == ReviewState.EDITED)).one()
        state = state_of(connection, fact)
    fields = state["fields"]
    assert (fields["requester_id"], fields["requester_principal_id"]) == ("UA", "UA")
    assert (fields["action"], fields["place"], fields["addressee_id"]) == ("deploy", "Souda", "FR")
    assert (state["earliest"], state["latest"], state["date_words"]) == ("2021-01-01", "2021-01-31", "in January")
    things = [(row["weapon_id"], row["quantity"], row["quantity_to"], row["unit"]) for row in state["objects"]]
    assert things == [("rafale", "2", "4", "squadron"), ("s-400", None, None, None)]


def test_a_change_that_is_given_up_changes_nothing(home: Path, engine: Engine) -> None:
    with at_a_terminal(home) as terminal:
        terminal.expect("q quit")
        terminal.send("e")
        terminal.expect(": ")
        terminal.send("\x03")
        terminal.expect("given up: nothing was changed")
        terminal.expect("q quit")
        terminal.send("\x04")
        terminal.expect("0 decisions")
    with reading(engine) as connection:
        assert not connection.scalar(select(func.count()).select_from(Review))


def test_a_fact_that_another_changed_meanwhile_is_not_overwritten(
    home: Path, engine: Engine, reference: Reference
) -> None:
    with at_a_terminal(home, who="ben") as terminal:
        terminal.expect("q quit")
        with writing(engine) as connection:
            first = facts_waiting(connection, Filters())[0]
            accept(connection, reference, first, "ann")
        terminal.send("r")
        terminal.expect("why")
        terminal.send(ENTER)
        terminal.expect("changed since it was shown")
        terminal.expect("2 of")
        terminal.send("q")
        terminal.expect("0 decisions by ben")
    with reading(engine) as connection:
        assert state_of(connection, first)["review_state"] == "accepted"


def test_accounts_are_merged_and_split_by_key(home: Path, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(Fact).values(merged_into_id=None))
        connection.execute(update(Judgement).values(verdict=Verdict.UNSURE))
        requests = connection.scalars(select(Request.fact_id).where(Request.requester_principal_id == "TR")).all()
        assert len(requests) >= 2
    with at_a_terminal(home, "--kind", "request", "--actor", "Türkiye") as terminal:
        terminal.expect("q quit")
        terminal.send("m")
        terminal.expect("merge it with number")
        terminal.send("1" + ENTER)
        terminal.expect("same: f-")
        terminal.expect("One fact with 1 more")
        terminal.expect("q quit")
        terminal.send("x")
        terminal.expect("split it from number")
        terminal.send("1" + ENTER)
        terminal.expect("different: f-")
        terminal.expect("q quit")
        terminal.send("q")
        terminal.expect("2 decisions by ann")
    with reading(engine) as connection:
        rows = connection.execute(select(Judgement.verdict).where(Judgement.by_person).order_by(Judgement.judged_at))
        assert [row.verdict for row in rows] == [Verdict.SAME, Verdict.DIFFERENT]
        assert not connection.scalar(select(func.count()).where(Fact.merged_into_id.is_not(None)))


def test_pairs_are_judged_side_by_side(home: Path, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(Fact).values(merged_into_id=None))
        connection.execute(update(Judgement).values(verdict=Verdict.UNSURE))
        waiting = pairs_waiting(connection, Filters())
    assert waiting
    with at_a_terminal(home, "--queue", "pairs") as terminal:
        terminal.expect("one fact or two")
        terminal.expect("likeness")
        terminal.expect("q quit")
        terminal.send("#")
        terminal.expect("different: f-")
        terminal.expect("(No more pairs wait)|(q quit)")
        if terminal.match.group(2):
            terminal.send("q")
        terminal.expect("1 decisions by ann")
    with reading(engine) as connection:
        assert pairs_waiting(connection, Filters()) == waiting[1:]


def test_leads_are_decided(filled: Path, home: Path, engine: Engine) -> None:
    (home / "sqn.sqlite").write_bytes(filled.read_bytes())  # three short reports leave nothing unsure
    with reading(engine) as connection:
        waiting = leads_waiting(connection, Filters())
    assert waiting
    with at_a_terminal(home, "--queue", "leads") as terminal:
        terminal.expect("q quit")
        terminal.send("n")
        terminal.expect(f"dismissed: {waiting[0]}")
    with reading(engine) as connection:
        assert leads_waiting(connection, Filters()) == waiting[1:]
        assert connection.scalar(select(Lead.decided_by).where(Lead.id == waiting[0])) == "ann"


def test_without_a_terminal_the_queue_can_be_listed(home: Path) -> None:
    refused = ran(home, "review")
    assert refused.returncode == 1
    assert "needs a terminal" in refused.stderr
    listed = json.loads(ran(home, "review", "--list", "--weapon", "Rafale", "--format", "json").stdout)
    assert any(row["line"].startswith("request: Greece → France, acquire, Rafale") for row in listed)
    wrong = ran(home, "review", "--list", "--weapon", "S-4000")
    assert wrong.returncode == 2
    assert "Did you mean s-400" in wrong.stderr


def test_texts_cannot_move_the_cursor() -> None:
    assert safe("a\x1b[2Jb\x07\x9bc\nd\te") == "a�[2Jb��c\nd\te"


KNOWN = Known("weapon system", {"s-400": "S-400", "patriot": "Patriot"}, [("Triumf", "s-400")])


def test_weapons_and_days_as_people_write_them() -> None:
    (one, other) = things_of("triumf: 4-6; Patriot: 2.5 battery of fire;", KNOWN)
    assert (one["weapon_id"], one["quantity"], one["quantity_to"], one["unit"]) == ("s-400", "4", "6", None)
    assert (other["weapon_id"], other["quantity"], other["unit"]) == ("patriot", "2.5", "battery of fire")
    assert interval_of("2020-02") == ("2020-02-01", "2020-02-29")
    assert interval_of("2019..2020-02-03") == ("2019-01-01", "2020-02-03")
    assert interval_of("") == (None, None)
    for wrong in ("2020-13", "20 February", "2020-02..2019", "0000"):
        with pytest.raises(QueryError):
            interval_of(wrong)
    for wrong in ("patriots of war", "patriot: many", ":"):
        with pytest.raises(QueryError):
            things_of(wrong, KNOWN)


def test_filters_choose(engine: Engine) -> None:
    with reading(engine) as connection:
        everything = facts_waiting(connection, Filters())
        sure = [connection.scalar(select(Fact.confidence).where(Fact.id == fact)) or 0 for fact in everything]
        assert sure == sorted(sure), "the least sure first"
        for filters in (Filters(kind=FactKind.REQUEST), Filters(below=sure[-1]), Filters(actor="TR")):
            assert 0 < len(facts_waiting(connection, filters)) < len(everything)
        assert facts_waiting(connection, Filters(weapon="fighter-aircraft", actor="GR"))


def test_decisions_go_to_another_home_and_become_gold(
    home: Path, engine: Engine, reference: Reference, reviewable: Path, tmp_path: Path
) -> None:
    with writing(engine) as connection:
        for fact in facts_waiting(connection, Filters()):
            accept(connection, reference, fact, "ann")
            accept(connection, reference, fact, "ben")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sqn.sqlite").write_bytes(reviewable.read_bytes())
    file = tmp_path / "decisions.jsonl"
    assert ran(home, "reviews", "export", str(file)).returncode == 0
    count = len(file.read_text("utf-8").splitlines())
    for told in (f"{count} taken in, 0 were here, 0 not taken", f"0 taken in, {count} were here"):
        done = ran(elsewhere, "reviews", "import", str(file))
        assert done.returncode == 0, done.stderr
        assert told in done.stderr
    figures = json.loads(ran(elsewhere, "reviews", "agreement", "--format", "json").stdout)
    assert figures[-1] == {"kind": "all", "facts": count // 2, "same": count // 2, "alpha": None}
    assert json.loads(ran(elsewhere, "reviews", "agreement", "--differences", "--format", "json").stdout) == []
    gold = tmp_path / "gold.jsonl"
    made = ran(elsewhere, "reviews", "gold", "-o", str(gold))
    assert f"{count // 2} facts of 3 articles" in made.stderr
    scored = json.loads(ran(elsewhere, "evaluate", str(gold), "--json").stdout)
    assert scored["articles"] == 3
    refused = ran(elsewhere, "reviews", "import", str(gold))
    assert refused.returncode == 1
    assert "is no decision" in refused.stderr


def test_every_key_is_explained() -> None:
    page = (CHECKOUT / "docs" / "review.md").read_text("utf-8")
    for line in KEYS.values():
        for key in line.split(" · "):
            assert f"`{key[0]}`" in page, key
