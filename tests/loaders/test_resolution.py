"""Accounts of one fact: told from others, led together in any order, taken apart again, and shown as one."""

import datetime as dt
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.articles.loading import recode
from loaders.publish import publish
from loaders.reference import load_reference
from loaders.resolution.account import Account
from loaders.resolution.judging import judge, undo
from loaders.resolution.likeness import likeness
from loaders.resolution.resolving import resolve
from loaders.sameness import Pair, sameness
from schema.engine import open_engine, reading, writing
from schema.errors import QueryError
from schema.migrating import ensure_schema
from schema.models import Fact, Judgement
from schema.rules import violations
from schema.settings import SAMPLE
from schema.vocabulary import FactKind, Verdict
from tests.killing import kill_often
from tests.loaders.registers import SIPRI, written
from tests.loading import load_articles, load_source

DEAL = Account(
    id="f-1",
    kind=FactKind.TRANSFER,
    parties={"supplier": "RU", "recipient": "TR"},
    actors={"supplier": "RU", "recipient": "TR"},
    terms={"mode": "sale", "stage": "ordered"},
    things=frozenset({"s-400"}),
    earliest=dt.date(2017, 1, 1),
    latest=dt.date(2017, 12, 31),
    told_on=dt.date(2018, 3, 1),
    place="a-1",
    origin="a-1",
)
REPORTS = [
    "2017-09-13-turkey-pays-s-400-deposit",
    "2018-12-20-patriot-package-for-turkey",
    "2020-12-15-us-sanctions-ssb",
    "2020-12-16-nato-ally-caatsa",
    "2020-02-21-ankara-seeks-patriots",
    "2020-03-12-pentagon-no-patriots-without-return",
]


def other(**changed: Any) -> Account:
    return replace(DEAL, id="f-2", place="a-2", origin="a-2", **changed)


def score(one: Account, two: Account, reference: Reference) -> float:
    found = likeness(one, two, reference)
    return found.score if found else 0.0


def test_accounts_of_one_deal_are_more_alike_than_those_of_two(reference: Reference) -> None:
    same = score(DEAL, other(told_on=dt.date(2018, 3, 9)), reference)
    assert same > score(DEAL, other(things=frozenset({"patriot"})), reference)
    assert same > score(DEAL, other(earliest=dt.date(2009, 1, 1), latest=dt.date(2009, 1, 31)), reference)
    assert likeness(DEAL, other(parties={"supplier": "US", "recipient": "TR"}), reference) is None


def test_a_measure_against_one_firm_is_none_against_another(reference: Reference) -> None:
    listed = replace(
        DEAL,
        kind=FactKind.SANCTION,
        parties={"imposer": "US", "target": "IR"},
        actors={"imposer": "US", "target": "ofac:1"},
        terms={"measure": "asset_freeze", "stage": "imposed"},
    )
    assert likeness(listed, replace(listed, id="f-2", actors={"imposer": "US", "target": "ofac:2"}), reference) is None
    assert likeness(listed, replace(listed, id="f-2"), reference)


def test_the_order_of_two_accounts_does_not_matter(reference: Reference) -> None:
    two = other(earliest=dt.date(2019, 7, 1), latest=dt.date(2019, 7, 31), terms={"mode": "sale", "stage": "delivered"})
    assert likeness(DEAL, two, reference) == likeness(two, DEAL, reference)


NAMES = "abcdefg"
PAIRS = st.lists(
    st.builds(
        lambda ends, verdict, score, person: Pair(min(ends), max(ends), verdict, score, person),
        st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True),
        st.sampled_from(Verdict),
        st.sampled_from([0.5, 0.7, 0.9]),
        st.booleans(),
    ),
    unique_by=lambda pair: (pair.left, pair.right),
)


@given(PAIRS, st.randoms())
def test_who_is_one_follows_from_what_stands_in_whatever_order(pairs: list[Pair], chance: random.Random) -> None:
    clash = lambda left, right: len(left | right) > 5  # noqa: E731
    found = sameness(pairs, clash=clash, rank=str)
    chance.shuffle(pairs)
    assert sameness(pairs, clash=clash, rank=str) == found
    for pair in pairs:
        if pair.verdict is Verdict.DIFFERENT:
            assert found.canonical(pair.left) != found.canonical(pair.right)
    assert all(found.canonical(first) == first for first in found.leads.values())


def resolved(engine: Engine) -> tuple[list[Any], list[Any]]:
    """What was judged, and where each account leads."""
    with reading(engine) as connection:
        assert not violations(connection)
        table = Judgement
        judged = connection.execute(
            select(table.left_id, table.right_id, table.verdict, table.score, table.reasons)
            .where(table.undone_at.is_(None))
            .order_by(table.left_id, table.right_id, table.by_person)
        ).all()
        leads = connection.execute(select(Fact.id, Fact.merged_into_id).order_by(Fact.id)).all()
    return [tuple(row) for row in judged], [tuple(row) for row in leads]


def reports(folder: Path, names: Sequence[str]) -> Path:
    """Some of the sample, under an index of their own."""
    index = (SAMPLE / "articles.csv").read_text("utf-8").splitlines()
    folder.mkdir()
    lines = [line for line in index if any(f"{name}.txt" in line for name in names)]
    assert len(lines) == len(names)
    for name in names:
        (folder / f"{name}.txt").write_bytes((SAMPLE / f"{name}.txt").read_bytes())
    (folder / "articles.csv").write_text("\n".join([index[0], *lines]) + "\n", "utf-8")
    return folder


def test_the_order_of_loading_never_changes_the_outcome(reference: Reference, tmp_path: Path, listed: Path) -> None:
    outcomes = []
    orders = [REPORTS, REPORTS[::-1], REPORTS[3:] + REPORTS[:3]]
    for number, order in enumerate(orders):
        file = tmp_path / f"{number}.sqlite"
        file.write_bytes(listed.read_bytes())
        engine = open_engine(f"sqlite:///{file}")
        steps = [order] if number == 0 else [[name] for name in order]
        for at, names in enumerate(steps):
            load_articles(engine, reference, reports(tmp_path / f"{number}-{at}", names))
            resolve(engine, reference)
        outcomes.append(resolved(engine))
        engine.dispose()
    assert outcomes[0][0], "some accounts must be alike"
    assert any(leads for _, leads in outcomes[0][1])
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_one_deal_of_register_and_news_is_one_transfer_with_all_its_evidence(
    database: Engine, reference: Reference, tmp_path: Path
) -> None:
    load_source(database, reference, "sipri", written(tmp_path, "trade_register.csv", SIPRI, "cp1252"), tmp_path)
    resolve(database, reference)
    again = resolve(database, reference)
    assert again.counts.read == 0
    snapshot = publish(database, tmp_path / "snapshots")
    with duckdb.connect(str(tmp_path / "snapshots" / snapshot.file), read_only=True) as duck:
        deals = duck.execute(
            "select transfer_id, origins, accounts, stage from transfers where stage = 'delivered' "
            "and supplier_id = 'RU' and recipient_id = 'TR' and list_contains(weapon_ids, 's-400')"
        ).fetchall()
        assert len(deals) == 1
        fact, origins, accounts, stage = deals[0]
        assert (origins > 3, accounts > 4, stage) == (True, True, "delivered")
        sources = duck.execute("select distinct source from quotes where fact_id = ?", [fact]).fetchall()
        assert any("SIPRI" in source for (source,) in sources)
        assert len(sources) > 2
        stages = duck.execute("select value from histories where fact_id = ? order by earliest", [fact]).fetchall()
        assert {("ordered",), ("delivered",)} <= set(stages)
        steps = duck.execute("select distinct step from chain_steps where 'TR' in (who_id, whom_id)").fetchall()
        assert {step for (step,) in steps} == {"request", "condition", "response", "sanction", "transfer"}


def merged_pair(engine: Engine) -> tuple[str, str]:
    with reading(engine) as connection:
        row = connection.execute(
            select(Fact.id, Fact.merged_into_id).where(Fact.merged_into_id.is_not(None)).order_by(Fact.id)
        ).first()
    assert row is not None
    return row.id, row.merged_into_id


def test_a_person_splits_merges_and_takes_it_back(database: Engine, reference: Reference) -> None:
    resolve(database, reference)
    before = resolved(database)
    one, stands_for = merged_pair(database)
    with writing(database) as connection:
        judge(connection, reference, one, stands_for, Verdict.DIFFERENT, "an analyst", "two orders")
    assert dict(resolved(database)[1])[one] != stands_for
    resolve(database, reference)
    assert dict(resolved(database)[1])[one] != stands_for  # no later run overrules a person
    with writing(database) as connection:
        undo(connection, reference, one, stands_for, "an analyst")
    after = resolved(database)
    assert after[1] == before[1]
    with writing(database) as connection, pytest.raises(QueryError, match="nothing to undo"):
        undo(connection, reference, one, stands_for, "an analyst")


def test_a_judgement_outlives_coding_anew(database: Engine, reference: Reference) -> None:
    resolve(database, reference)
    one, stands_for = merged_pair(database)
    with writing(database) as connection:
        judge(connection, reference, one, stands_for, Verdict.DIFFERENT, "an analyst")
    kept = resolved(database)
    with writing(database) as connection:
        connection.exec_driver_sql("update article set coder = 'an older one'")
    recode(database, reference)
    resolve(database, reference)
    after = resolved(database)
    assert [row for row in after[0] if row not in kept[0]] == [row for row in kept[0] if row not in after[0]] == []
    assert after == kept


KILLED = """
import sys
from extraction.names.reference_lists import read_reference
from loaders import portions
from loaders.resolution.resolving import resolve
from schema.engine import open_engine
portions.SOME = 20
reference, engine = read_reference(), open_engine(sys.argv[1])
print("ready", flush=True)
resolve(engine, reference)
"""


def test_killed_at_any_moment_and_run_again_it_ends_the_same(
    bare: Engine, reference: Reference, tmp_path: Path
) -> None:
    ensure_schema(bare)
    load_reference(bare, reference, "lists")
    load_articles(bare, reference, reports(tmp_path / "some", REPORTS))
    url = bare.url.render_as_string(hide_password=False)
    kill_often([sys.executable, "-c", KILLED, url], 0.5, seed=7)
    resolve(bare, reference)
    calm = open_engine(f"sqlite:///{tmp_path / 'calm.sqlite'}")
    ensure_schema(calm)
    load_reference(calm, reference, "lists")
    load_articles(calm, reference, tmp_path / "some")
    resolve(calm, reference)
    assert resolved(bare) == resolved(calm)
    calm.dispose()


def test_the_seeds_differ_over_how_formal_the_request_was(
    database: Engine, reference: Reference, tmp_path: Path, shared: Path
) -> None:
    """The two real stories with sample and register: one transfer, and a request whose formality is disputed."""
    load_articles(database, reference, shared / "seeds")
    load_source(database, reference, "sipri", shared / "data" / "sipri" / "trade_register_extract.csv", tmp_path)
    resolve(database, reference)
    snapshot = publish(database, tmp_path / "snapshots")
    with duckdb.connect(str(tmp_path / "snapshots" / snapshot.file), read_only=True) as duck:
        sources = duck.execute(
            "select transfer_id, list(distinct quotes.source) from transfers "
            "join quotes on quotes.fact_id = transfer_id "
            "where supplier_id = 'RU' and recipient_id = 'TR' and list_contains(weapon_ids, 's-400') "
            "and stage = 'delivered' group by transfer_id"
        ).fetchall()
        assert len(sources) == 1
        assert {"SIPRI Arms Transfers Database, trade register", "Bloomberg", "Meridian Wire"} <= set(sources[0][1])
        assert len(sources[0][1]) > 4
        disputed = duck.execute(
            "select said_values, quotes from disagreements where field = 'formality' and kind = 'request'"
        ).fetchall()
    told = {frozenset(values): quotes for values, quotes in disputed if any("Ukraine" in quote for quote in quotes)}
    assert len(set(told[frozenset({"informal", "unspecified"})])) == 2
