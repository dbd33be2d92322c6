"""Decisions of people: put on record, taken back to the letter, kept when machines work anew."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, insert, select, update

from extraction.names.reference import Reference
from loaders.articles.loading import recode
from loaders.ledger import now
from loaders.reference import load_reference
from loaders.resolution import judging
from loaders.resolution.reading import TABLES
from loaders.resolution.resolving import resolve
from loaders.reviewing.deciding import (
    ChangedError,
    accept,
    decide_lead,
    edit,
    last_decision,
    reject,
    take_back,
    undo,
)
from loaders.reviewing.state import state_of
from schema.engine import open_engine, reading, writing
from schema.errors import QueryError
from schema.migrating import ensure_schema
from schema.models import Article, Assertion, Evidence, Fact, FactObject, Judgement, Lead, Request, Review
from schema.rules import violations
from schema.vocabulary import FactKind, LeadState, ReviewState, Verdict
from tests.loaders.registers import SIPRI
from tests.loading import load_articles, load_source

ANN, BEN = "ann", "ben"
ASKED = "Turkey asked the United States for Patriot missiles on 3 March 2020."
TEXTS = [
    f"{ASKED} Washington refused to sell them unless Turkey scraps the S-400 it bought from Russia.",
    "Ankara asked Washington for Patriot missiles. The United States refused the request for the Patriots.",
    "Turkey again asked the United States for Patriot air defence missiles. Germany delivered tanks to Ukraine.",
    "Turkish officials asked the United States for Patriot missiles, state media said.",
]


def filled_with(engine: Engine, reference: Reference, folder: Path) -> Engine:
    """Four short reports of one asking, coded and resolved."""
    ensure_schema(engine)
    load_reference(engine, reference, "lists")
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(TEXTS):
        (folder / f"2020-03-0{number + 4}-report.txt").write_text(f"Report {number}\n\n{text}\n")
    load_articles(engine, reference, folder)
    with writing(engine) as connection:
        article = connection.scalars(select(Article.id)).first()
        told = {"kind": "request", "likelihood": 0.4, "reason": "unsure", "extractor": "x"}
        run = connection.scalars(select(Article.run_id)).first()
        stamp = {"recorded_at": now(), "run_id": run}
        place = {"article_id": article, "start_char": 0, "end_char": 5}
        connection.execute(insert(Lead).values(id="l-made", **place, **told, **stamp))
    resolve(engine, reference)
    return engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("reviewed")
    made = open_engine(f"sqlite:///{folder / 'sqn.sqlite'}")
    yield filled_with(made, reference, folder / "reports")
    made.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path, reference: Reference) -> Iterator[Engine]:
    if request.param == "postgresql":
        yield filled_with(request.getfixturevalue("postgres"), reference, tmp_path / "reports")
        return
    made = open_engine(f"sqlite:///{tmp_path / 'sqn.sqlite'}")
    yield filled_with(made, reference, tmp_path / "reports")
    made.dispose()


def whole(connection: Connection) -> dict[str, Any]:
    """All that a decision may touch, row by row; of judgements those that stand."""
    tables: list[Any] = [Fact.__table__, FactObject.__table__, Assertion.__table__, Evidence.__table__, Lead.__table__]
    tables += [TABLES[kind].__table__ for kind in FactKind]
    found = {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables}
    stands = select(Judgement.__table__).where(Judgement.undone_at.is_(None))
    return found | {"judgement": sorted(map(repr, connection.execute(stands)))}


def ids(connection: Connection) -> dict[FactKind, list[str]]:
    found: dict[FactKind, list[str]] = {}
    for row in connection.execute(select(Fact.id, Fact.kind).order_by(Fact.id)):
        found.setdefault(row.kind, []).append(row.id)
    return found


CHANGES: dict[FactKind, list[dict[str, Any]]] = {
    FactKind.REQUEST: [
        {"action": "deploy", "force": "demand"},
        {"requester_id": "GR", "outcome": "granted"},
        {"place": "Ankara", "earliest": "2020-03-01", "latest": "2020-03-02", "date_words": "early March"},
        {"objects": [{"weapon_id": "s-400", "quantity": "2", "unit": "battery"}]},
        {"objects": [], "beneficiary_id": "UA"},
    ],
    FactKind.CONDITION: [{"stance": "denied", "gated_action": None}, {"imposed_by_id": None}],
    FactKind.RESPONSE: [{"decision": "granted"}, {"request_id": None, "action": "other"}],
    FactKind.TRANSFER: [
        {"mode": "gift", "stage": "ordered"},
        {"objects": [{"weapon_id": "leopard", "quantity": "1.5"}]},
    ],
}  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "edit", "edit", "reject", "merge", "merge", "split", "lead", "undo"]),
        st.sampled_from([ANN, BEN]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=12,
)
Step = tuple[str, str, int, int]


def taken(connection: Connection, reference: Reference, step: Step) -> bool:
    """One step of a sequence; whether it was a decision."""
    name, who, one, other = step
    known = ids(connection)
    facts = sorted(fact for found in known.values() for fact in found)
    fact = facts[one % len(facts)]
    kind = FactKind(state_of(connection, fact)["kind"])
    try:
        if name == "undo":
            undone(connection, reference, who)
            return False
        if name in ("accept", "reject"):
            (accept if name == "accept" else reject)(connection, reference, fact, who)
        elif name == "edit":
            options = CHANGES.get(kind, [{"date_words": "then"}])
            edit(connection, reference, fact, options[other % len(options)], who)
        elif name == "lead":
            decide_lead(connection, "l-made", LeadState.DISMISSED, who)
        else:
            requests = known[FactKind.REQUEST]
            pair = requests[one % len(requests)], requests[other % len(requests)]
            judging.judge(connection, reference, *pair, Verdict.SAME if name == "merge" else Verdict.DIFFERENT, who)
    except QueryError:
        return False  # it makes no sense here, and has changed nothing
    return True


def undone(connection: Connection, reference: Reference, who: str) -> None:
    last = last_decision(connection, who)
    if last is None:
        raise QueryError("nothing to undo")
    take_back(connection, reference, last, who)


def unwinds(engine: Engine, reference: Reference, steps: list[Step]) -> None:
    """After each step that is taken back, all is as it was before it."""
    with engine.connect() as connection, connection.begin() as transaction:
        at_first = whole(connection)
        stack: list[tuple[str, dict[str, Any]]] = []
        for step in steps:
            before = whole(connection)
            if step[0] == "undo":
                # A reviewer's last decision can be taken back where nobody built on it.
                if stack and stack[-1][0] == step[1]:
                    _, earlier = stack.pop()
                    undone(connection, reference, step[1])
                    assert whole(connection) == earlier
                continue
            if taken(connection, reference, step):
                stack.append((step[1], before))
            else:
                assert whole(connection) == before
        while stack:
            who, earlier = stack.pop()
            undone(connection, reference, who)
            assert whole(connection) == earlier
        assert whole(connection) == at_first
        transaction.rollback()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(
    steps=[("edit", BEN, 6, 26), ("reject", ANN, 1, 1), ("edit", BEN, 15, 3)]
)  # an answer hangs on what is rejected
def test_undoing_any_sequence_brings_back_exactly_what_was(
    engine: Engine, reference: Reference, steps: list[Step]
) -> None:
    unwinds(engine, reference, steps)


def test_undoing_brings_back_exactly_what_was_on_either_database(either: Engine, reference: Reference) -> None:
    @settings(deadline=None, max_examples=8)
    @given(steps=STEPS)
    def hold(steps: list[Step]) -> None:
        unwinds(either, reference, steps)

    hold()


def request_of(connection: Connection, **told: str) -> str:
    table = Request.__table__.c
    where = [table[name] == value for name, value in told.items()]
    return str(connection.scalars(select(table.fact_id).where(*where).order_by(table.fact_id)).first())


def test_a_decision_is_on_record_with_what_was_before_and_after(either: Engine, reference: Reference) -> None:
    with writing(either) as connection:
        fact = request_of(connection, requester_principal_id="TR", addressee_principal_id="US")
        before = state_of(connection, fact)
        # A minister acts for the state whose post is held on the day of the article.
        person = next(post.person_id for post in reference.posts if reference.principal(post.person_id, None) == "GR")
        changes = {"requester_id": person, "outcome": "granted"}
        made = edit(connection, reference, fact, changes, ANN, note="misread")
        after = state_of(connection, fact)
        assert after["fields"]["requester_principal_id"] == "GR"
        assert after["review_state"] == "edited"
        row = connection.execute(select(Review.__table__).where(Review.__table__.c.id == made)).one()
        assert (row.reviewer, row.decision, row.before, row.after, row.note) == (ANN, "edit", before, after, "misread")
        accept(connection, reference, fact, BEN)
        assert state_of(connection, fact)["review_state"] == "edited", "a fact that was changed stays marked so"
        with pytest.raises(QueryError, match=r"ben decided about .* later"):
            undo(connection, reference, made, ANN)
        second = last_decision(connection, BEN)
        assert second is not None
        undo(connection, reference, second.id, ANN)
        undo(connection, reference, made, ANN)
        assert state_of(connection, fact) == before
        with pytest.raises(QueryError, match="taken back already"):
            undo(connection, reference, made, ANN)
        assert connection.scalar(select(func.count()).select_from(Review)) == 4
        assert not violations(connection)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"action": "deplyo"}, "Did you mean deploy"),
        ({"requester_id": "XX"}, "no actor on record has the id 'XX'"),
        ({"action": None}, "action may not be empty"),
        ({"stance": "denied"}, "has no field 'stance'"),
        ({"requester_principal_id": "GR"}, "has no field 'requester_principal_id'"),
        ({"earliest": "2020-03-02", "latest": "2020-03-01"}, "cannot run from"),
        ({"earliest": "2020-03-02", "latest": None}, "or neither"),
        ({"earliest": "yesterday", "latest": "2020-03-01"}, "not YYYY-MM-DD"),
        ({"objects": [{"weapon_id": "s-4000"}]}, "no weapon system"),
        ({"objects": [{"weapon_id": "s-400", "quantity": "many"}]}, "no number"),
        ({"objects": [{"weapon_id": "s-400", "quantity": "4", "quantity_to": "2"}]}, "no range"),
        ({"objects": [{"weapon_id": "s-400"}, {"weapon_id": "s-400"}]}, "twice"),
        ({}, "nothing of"),
    ],
)
def test_what_cannot_be_is_refused(engine: Engine, reference: Reference, changes: dict[str, Any], says: str) -> None:
    with engine.connect() as connection:
        fact = request_of(connection, requester_principal_id="TR")
        before = whole(connection)
        with pytest.raises(QueryError, match=says):
            edit(connection, reference, fact, changes, ANN)
        assert whole(connection) == before


def test_two_reviewers_do_not_overwrite_each_other(engine: Engine, reference: Reference) -> None:
    with engine.connect() as connection:
        fact = request_of(connection, requester_principal_id="TR")
        shown = state_of(connection, fact)
        edit(connection, reference, fact, {"force": "demand"}, ANN, shown=shown)
        with pytest.raises(ChangedError, match="look at it again"):
            accept(connection, reference, fact, BEN, shown=shown)
        accept(connection, reference, fact, BEN, shown=state_of(connection, fact))
        decide_lead(connection, "l-made", LeadState.DISMISSED, ANN)
        with pytest.raises(ChangedError, match="ann has decided"):
            decide_lead(connection, "l-made", LeadState.CODED, BEN)
        connection.rollback()


def test_a_rejected_account_stands_for_no_other(engine: Engine, reference: Reference) -> None:
    with engine.connect() as connection:
        requests = ids(connection)[FactKind.REQUEST][:3]
        for other in requests[1:]:
            judging.judge(connection, reference, requests[0], other, Verdict.SAME, ANN)
        judging.judge(connection, reference, requests[1], requests[2], Verdict.SAME, ANN)
        leading = select(Fact.id, Fact.merged_into_id).where(Fact.id.in_(requests))
        first = next(row.id for row in connection.execute(leading) if row.merged_into_id is None)
        reject(connection, reference, first, ANN, note="the text says otherwise")
        led = {row.id: row.merged_into_id for row in connection.execute(leading)}
        assert led.pop(first) is None
        assert first not in led.values()
        assert len([target for target in led.values() if target]) == 1, "the others are still one"
        connection.rollback()


def recoded(engine: Engine, reference: Reference) -> None:
    with writing(engine) as connection:
        connection.execute(update(Article).values(coder="an earlier one"))
    recode(engine, reference)


def decided_states(connection: Connection) -> dict[str, Any]:
    reviewed = connection.scalars(select(Fact.id).where(Fact.review_state != ReviewState.UNREVIEWED)).all()
    return {fact: state_of(connection, fact) for fact in reviewed}


def test_what_people_decided_outlives_coding_anew_and_is_not_told_beside(either: Engine, reference: Reference) -> None:
    with writing(either) as connection:
        known = ids(connection)
        there = sorted(fact for found in known.values() for fact in found)
        requests = known[FactKind.REQUEST]
        edit(connection, reference, requests[0], {"action": "deploy", "addressee_id": "GR"}, ANN)
        reject(connection, reference, requests[1], ANN)
        for kind in (FactKind.CONDITION, FactKind.RESPONSE):
            accept(connection, reference, known[kind][0], ANN)
        taken_back = accept(connection, reference, requests[2], ANN)
        undo(connection, reference, taken_back, ANN)
        before = decided_states(connection)
    recoded(either, reference)
    with writing(either) as connection:
        assert decided_states(connection) == before
        assert sorted(fact for found in ids(connection).values() for fact in found) == there
        # As if the coder had coded them otherwise before: nothing is found under its key any more.
        connection.execute(update(Fact).values(key="earlier " + Fact.key))
    recoded(either, reference)
    with reading(either) as connection:
        assert decided_states(connection) == before
        told = connection.scalar(select(func.count()).select_from(Fact))
        assert told == len(there)
        assert not violations(connection)


def test_of_two_who_decide_at_once_one_is_shown_it_again(either: Engine, reference: Reference) -> None:
    with reading(either) as connection:
        fact = request_of(connection, requester_principal_id="TR")
        shown = state_of(connection, fact)

    def decide(who: str) -> str:
        try:
            with writing(either) as connection:
                edit(connection, reference, fact, {"place": who}, who, shown=shown)
        except ChangedError:
            return ""
        return who

    with ThreadPoolExecutor(4) as pool:
        winners = list(filter(None, pool.map(decide, ["ann", "ben", "eve", "joe"])))
    with reading(either) as connection:
        assert len(winners) == 1
        assert state_of(connection, fact)["fields"]["place"] == winners[0]
        assert connection.scalar(select(func.count()).select_from(Review)) == 1


def test_what_was_decided_about_a_record_outlives_its_revision(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    """Also where every decision was taken back: its history stays, and so does what it is about."""
    file = tmp_path / "register.csv"
    file.write_text(SIPRI)
    load_source(empty, reference, "sipri", file, tmp_path)
    with writing(empty) as connection:
        first, second = connection.scalars(
            select(Fact.id).where(Fact.kind == FactKind.TRANSFER).order_by(Fact.key).limit(2)
        )
        undo(connection, reference, accept(connection, reference, first, ANN), ANN)
        edit(connection, reference, second, {"mode": "gift"}, ANN)
        before = [state_of(connection, fact) for fact in (first, second)]
    lines = SIPRI.replace("02 Feb 2025", "03 Mar 2025").replace(",New,", ",Second hand,")
    file.write_text(lines)
    load_source(empty, reference, "sipri", file, tmp_path)
    with reading(empty) as connection:
        assert [state_of(connection, fact) for fact in (first, second)] == before
        assert not violations(connection)
