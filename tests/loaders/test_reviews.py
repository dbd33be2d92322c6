"""What reviewers decided, carried to another database, compared, and made gold."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from extraction.names.reference import Reference
from extraction.scoring import Article as Scored
from extraction.scoring import score
from loaders.resolution import judging
from loaders.reviewing.agreeing import AS_CODED, CHANGED, NONE, alpha, differing, figures, readings
from loaders.reviewing.deciding import accept, decide_lead, edit, last_decision, reject, undo
from loaders.reviewing.exchanging import exported, imported
from loaders.reviewing.golden import gold
from loaders.reviewing.state import content, state_of
from schema.engine import open_engine, reading, writing
from schema.errors import SourceError
from schema.models import Article, Evidence, Fact, Judgement, Lead, Review
from schema.rules import violations
from schema.vocabulary import FactKind, LeadState, Verdict

ANN, BEN = "ann", "ben"


def of_kind(connection: Connection, kind: FactKind) -> list[str]:
    return list(connection.scalars(select(Fact.id).where(Fact.kind == kind).order_by(Fact.id)))


def decisions(connection: Connection, reference: Reference) -> None:
    """Some of every sort, by two reviewers."""
    first, second, third, fourth, *_ = of_kind(connection, FactKind.REQUEST)
    edit(connection, reference, first, {"action": "deploy", "outcome": "granted", "force": "demand"}, ANN)
    accept(connection, reference, first, BEN)
    reject(connection, reference, second, ANN, note="a question only")
    undo(connection, reference, accept(connection, reference, third, ANN), BEN)
    judging.judge(connection, reference, third, fourth, Verdict.SAME, ANN, "one letter")
    judging.judge(connection, reference, second, fourth, Verdict.SAME, BEN)
    judging.undo(connection, reference, second, fourth, BEN)
    lead = connection.scalars(select(Lead.id).order_by(Lead.id)).first()
    assert lead
    decide_lead(connection, lead, LeadState.DISMISSED, ANN)


def standing_rows(connection: Connection) -> dict[str, Any]:
    facts = {fact: content(state_of(connection, fact)) for fact in of_kind(connection, FactKind.REQUEST)}
    leads = connection.execute(select(Fact.id, Fact.merged_into_id, Fact.review_state).order_by(Fact.id)).all()
    return {"facts": facts, "leads": leads, "decisions": list(exported(connection))}


@pytest.fixture
def other(filled: Path, tmp_path: Path) -> Any:
    """Another copy of the filled database."""
    (tmp_path / "other").mkdir()
    shutil.copy(filled, tmp_path / "other" / "sqn.sqlite")
    engine = open_engine(f"sqlite:///{tmp_path / 'other' / 'sqn.sqlite'}")
    yield engine
    engine.dispose()


def lines_of(engine: Engine) -> list[tuple[str, dict[str, Any]]]:
    with reading(engine) as connection:
        told = [json.loads(json.dumps(line)) for line in exported(connection)]
    return [(f"decisions.jsonl: {line['id']}", line) for line in told]


def test_decisions_carried_elsewhere_do_the_same_there_once(
    database: Engine, other: Engine, reference: Reference
) -> None:
    with writing(database) as connection:
        decisions(connection, reference)
    lines = lines_of(database)
    with writing(other) as connection:
        outcome = imported(connection, reference, lines)
        assert (outcome.taken, outcome.unchanged, outcome.refused) == (len(lines), 0, [])
        outcome = imported(connection, reference, lines)
        assert (outcome.taken, outcome.unchanged, outcome.refused) == (0, len(lines), [])
    with reading(database) as here, reading(other) as there:
        assert standing_rows(here) == standing_rows(there)
        assert not violations(there)


def test_what_stands_elsewhere_is_not_overwritten(database: Engine, other: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        decisions(connection, reference)
    with writing(other) as connection:
        first, second, third, fourth, *_ = of_kind(connection, FactKind.REQUEST)
        edit(connection, reference, first, {"action": "pay", "place": "Kyiv"}, "eve")
        judging.judge(connection, reference, third, fourth, Verdict.DIFFERENT, "eve")
        lead = connection.scalars(select(Lead.id).order_by(Lead.id)).first()
        decide_lead(connection, lead or "", LeadState.CODED, "eve")
        before = standing_rows(connection)
        outcome = imported(connection, reference, lines_of(database))
        told = " ".join(outcome.refused)
        assert f"{first} is not as ann saw it (edit): eve decided edit" in told
        assert f"eve judged {min(third, fourth)}" in told
        assert f"eve decided {lead} as coded here, ann as dismissed" in told
        after = standing_rows(connection)
        assert after["facts"][first] == before["facts"][first]
        assert state_of(connection, second)["review_state"] == "rejected", "what fits is taken in"
        assert outcome.taken >= 3


@pytest.mark.parametrize(
    "harm",
    [
        {"about": "weather"},
        {"before": None},
        {"decided_at": "today"},
        {"after": {"kind": "request"}},
        {"decision": "perhaps"},
    ],
)
def test_what_is_no_decision_is_told(database: Engine, reference: Reference, harm: dict[str, Any]) -> None:
    with writing(database) as connection:
        fact = of_kind(connection, FactKind.REQUEST)[0]
        undo(connection, reference, accept(connection, reference, fact, ANN), ANN)
        line = next(exported(connection)) | {"id": "r-new"} | harm
        with pytest.raises(SourceError, match="no decision"):
            imported(connection, reference, [("decisions.jsonl: r-new", line)])


def test_a_decision_that_names_what_is_not_there_is_left_out(database: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        fact = of_kind(connection, FactKind.REQUEST)[0]
        made = edit(connection, reference, fact, {"requester_id": "GR", "place": "Athens"}, ANN)
        line = next(exported(connection))
        undo(connection, reference, made, ANN)
        before = state_of(connection, fact)
        line = json.loads(json.dumps(line).replace('"GR"', '"nobody"')) | {"id": "r-new"}
        outcome = imported(connection, reference, [("x", line), ("y", line | {"fact": "f-none"})])
        assert [place[0] for place in outcome.refused] == ["x", "y"]
        assert "names what is not on record" in outcome.refused[0]
        assert "f-none is not on record" in outcome.refused[1]
        assert state_of(connection, fact) == before


def test_agreement_is_of_what_each_says_last_and_was_not_taken_back(database: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        first, second, third, fourth, fifth, *_ = of_kind(connection, FactKind.REQUEST)
        changes = {"place": "Ankara", "channel": "a letter"}
        edit(connection, reference, first, changes, ANN)
        accept(connection, reference, first, BEN)  # of what ann changed: ben says the same
        accept(connection, reference, second, ANN)
        reject(connection, reference, second, BEN)
        edit(connection, reference, third, changes, ANN)
        edit(connection, reference, third, {"channel": "an envoy"}, BEN)
        accept(connection, reference, fourth, ANN)
        reject(connection, reference, fourth, BEN)
        last = last_decision(connection, BEN)
        assert last
        undo(connection, reference, last.id, BEN)
        accept(connection, reference, fifth, BEN)
        found = readings(connection)
    assert [reading.says for reading in found[first]] == [CHANGED, CHANGED]
    assert [reading.says for reading in found[second]] == [AS_CODED, NONE]
    told = {figure.kind: figure for figure in figures(found)}
    assert (told["request"].facts, told["request"].same) == (3, 2)
    assert told["all"].alpha == pytest.approx(1 - 5 * 2 / (36 - 16 - 1 - 1))
    assert told["transfer"].alpha is None
    differences = {one.fact_id: one.fields for one in differing(found)}
    assert differences == {second: (), third: ("channel",)}


def test_alpha_of_a_worked_example() -> None:
    """Two readers of ten units, from Krippendorff's "Computing Krippendorff's alpha-reliability" (2011), part A."""
    one, other = "0100000010", "1110010000"
    assert alpha(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=5e-4)
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a",), ("b",)]) is None


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12), st.randoms())
def test_alpha_is_at_most_one_whatever_the_order(units: list[list[str]], chance: Any) -> None:
    found = alpha(units)
    assert found is None or found <= 1
    turned = [list(unit) for unit in units]
    for unit in turned:
        chance.shuffle(unit)
    chance.shuffle(turned)
    assert alpha(turned) == (None if found is None else pytest.approx(found))


def test_gold_is_of_articles_all_of_whose_facts_were_reviewed(database: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        assert not list(gold(connection, reference))
        per_article: dict[str, list[str]] = {}
        for article, fact in connection.execute(
            select(Evidence.article_id, Evidence.fact_id).distinct().order_by(Evidence.article_id, Evidence.fact_id)
        ):
            per_article.setdefault(article or "", []).append(fact)
        whole, partly, *_ = sorted(per_article, key=lambda article: -len(per_article[article]))
        threw_out, *kept = [f for f in per_article[whole] if state_of(connection, f)["kind"] != "condition"]
        reject(connection, reference, threw_out, ANN)
        for fact in per_article[whole]:
            if fact != threw_out:
                accept(connection, reference, fact, ANN)
        accept(connection, reference, per_article[partly][0], ANN)
        (line,) = gold(connection, reference)
        text = connection.scalar(select(Article.text).where(Article.id == whole))
    assert (line["id"], line["text"]) == (whole, text)
    assert len(line["facts"]) == len(per_article[whole]) - 1
    assert kept
    itself = Scored(whole, None, line["facts"], line["facts"])
    assert score([itself], reference).figures["all", "strict"].counts.f1 == 1


def test_every_decision_is_exported(database: Engine, reference: Reference) -> None:
    with writing(database) as connection:
        decisions(connection, reference)
        told = [line["id"] for line in exported(connection)]
        ids = [*connection.scalars(select(Review.id)), *connection.scalars(select(Judgement.id))]
        assert set(ids) | {"l"} == {id_ if id_[0] != "l" else "l" for id_ in told}
        assert len(told) == len(set(told))
