"""One weapon system and one pair of actors in news, SIPRI and OFAC alike, and merges that all views follow."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.publish import publish
from loaders.registers.judgements import judge, undo
from loaders.registers.naming import weapon_named
from loaders.snapshots import current
from schema.engine import writing
from schema.vocabulary import Verdict
from tests.loaders.registers import PERSON, SIPRI, sdn, written
from tests.loading import load_source
from workbench.asking import ask

HEAD = PERSON.replace("DOE, Jane", "DEMIR, Ismail")
FIRM = '9005,"NEVER NAMED TRADING",-0- ,"NPWMD",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- '
SERIES = (
    "India,Soviet Union,1965,?,14,?,MiG-21F-13,fighter aircraft,14,,1965,New,Designation there Series-400,9,126,126\n"
)


def loaded(engine: Engine, reference: Reference, folder: Path, name: str, source: str) -> None:
    load_source(engine, reference, name, source, folder, force=name == "ofac")


@contextmanager
def published(engine: Engine, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    publish(engine, folder)
    with duckdb.connect(str(folder / current(folder).file), read_only=True) as duck:
        yield duck


def bought(duck: duckdb.DuckDBPyConnection, where: str) -> set[tuple[str, str, str]]:
    """From whom Turkey got what is called an S-400 there, as supplier, recipient and weapon system."""
    rows = duck.execute(
        "select distinct supplier_id, recipient_id, unnest(weapon_ids) from transfers where recipient_id = 'TR' "
        "and quote ilike $words and (record_id is not null) = ($where = 'register')",
        {"where": where, "words": "%S-400 Triumf%" if where == "register" else "%S-400%"},
    )
    return {row for row in rows.fetchall() if where == "register" or row[2] == "s-400"}


@pytest.fixture
def sources(database: Engine, reference: Reference, tmp_path: Path) -> Engine:
    """The sample of news with a small register and a small list beside it."""
    loaded(database, reference, tmp_path, "sipri", written(tmp_path, "register.csv", SIPRI + SERIES, "cp1252"))
    loaded(database, reference, tmp_path, "ofac", written(tmp_path, "sdn_2021-08-18.csv", sdn(HEAD, FIRM)))
    return database


def test_turkeys_s_400_is_one_weapon_and_one_pair_in_all_sources(sources: Engine, tmp_path: Path) -> None:
    with published(sources, tmp_path) as duck:
        assert bought(duck, "register") == {("RU", "TR", "s-400")}
        assert bought(duck, "news") >= bought(duck, "register")
        named = duck.execute("select weapon_id from weapons where regexp_matches(name, '(?i)^s.?400')").fetchall()
        assert named == [("s-400",)]
        alike = duck.execute(
            "select weapon_id from deals where designation ilike '%S-400%' or comments ilike '%Series-400%' "
            "order by weapon_id"
        )
        assert alike.fetchall() == [("mig-21",), ("s-400",), ("sipri:fcs-4008",)]
        punished = duck.execute(
            "select distinct record_id is not null as list, imposer_id, target_id from sanctions "
            "where target_id = 'TR' and stage = 'imposed' and imposer_id = 'US' order by list"
        ).fetchall()
        assert punished == [(False, "US", "TR"), (True, "US", "TR")]
    steps = ask(tmp_path, "from_order_to_sanction", {"weapon": "s-400", "state": "TR"}).records()
    told = {(row["step"], row["standing"]) for row in steps}
    assert {("transfer", "ordered"), ("transfer", "delivered"), ("sanction", "imposed")} <= told
    assert {row["record_id"] is not None for row in steps} == {True, False}


def test_letters_alike_are_no_s_400(reference: Reference) -> None:
    assert [weapon_named(name, reference) for name in ("S-400", "S-400 Triumf", "S-400 Triumph")] == ["s-400"] * 3
    for name in ("FCS-4008", "Series-400", "MS-400", "S-4000", "S-400X", "BGM S-400 engine", "CFM S-400"):
        assert weapon_named(name, reference) != "s-400", name


def test_all_views_follow_a_merge_and_show_the_entry_where_it_came_from(sources: Engine, tmp_path: Path) -> None:
    sanctioned = (
        "select distinct target_id, target, target_actor_id, target_actor, target_named_id from sanctions "
        "where target_named_id = '{}'"
    )
    listed = "select distinct actor_id, actor, name, listed_id, principal_id from listings where listed_id = '{}'"
    head, firm = sanctioned.format("ofac:9001"), sanctioned.format("ofac:9005")
    before = [("TR", "Turkey", "ofac:9001", "DEMIR, Ismail", "ofac:9001")]
    alone = [("ofac:9005", "NEVER NAMED TRADING", "ofac:9005", "NEVER NAMED TRADING", "ofac:9005")]
    with published(sources, tmp_path) as duck:
        assert (duck.execute(head).fetchall(), duck.execute(firm).fetchall()) == (before, alone)
    with writing(sources) as connection:
        judge(connection, "ofac:9001", "ismail-demir", Verdict.SAME, "Ann")
        judge(connection, "ofac:9005", "rosoboronexport", Verdict.SAME, "Ann")
    with published(sources, tmp_path) as duck:
        assert duck.execute(head).fetchall() == [("TR", "Turkey", "ismail-demir", "Ismail Demir", "ofac:9001")]
        # an entry whose state the list does not tell is its canonical actor's
        assert duck.execute(firm).fetchall() == [("RU", "Russia", "rosoboronexport", "Rosoboronexport", "ofac:9005")]
        assert duck.execute(listed.format("ofac:9001")).fetchall() == [
            ("ismail-demir", "Ismail Demir", "DEMIR, Ismail", "ofac:9001", "TR"),
        ]
        assert duck.execute(listed.format("ofac:9005")).fetchall()[0][-1] == "RU"
        assert duck.execute(
            "select merged_ids, list_contains(listed_names, 'JAYDEE') from actors where actor_id = 'ismail-demir'"
        ).fetchall() == [(["ofac:9001"], True)]
        assert duck.execute("select count(*) from actors where actor_id in ('ofac:9001', 'ofac:9005')").fetchall() == [
            (0,)
        ]
    assert any(row["target"] == "Russia" for row in ask(tmp_path, "sanctions_against", {"target": "RU"}).records())
    with writing(sources) as connection:
        undo(connection, "ofac:9001", "ismail-demir", "Ann")
        undo(connection, "ofac:9005", "rosoboronexport", "Ann")
    with published(sources, tmp_path) as duck:
        assert (duck.execute(head).fetchall(), duck.execute(firm).fetchall()) == (before, alone)


def test_deals_and_transfers_follow_a_merge_of_who_a_register_names(sources: Engine, tmp_path: Path) -> None:
    with writing(sources) as connection:
        judge(connection, "sipri:elbonia", "NO", Verdict.SAME, "Ann")
    with published(sources, tmp_path) as duck:
        assert duck.execute(
            "select distinct recipient_id, recipient from deals where recipient = 'Elbonia'"
        ).fetchall() == [("NO", "Elbonia")]
        found = duck.execute(
            "select distinct recipient_id, recipient, recipient_actor_id, weapon_ids from transfers "
            "where list_contains(weapon_ids, 'sipri:fcs-4008')"
        ).fetchall()
        assert found == [("NO", "Norway", "NO", ["sipri:fcs-4008"])]


def test_the_views_lead_actors_through_one_place() -> None:
    from schema.settings import QUERIES

    for path in QUERIES.rglob("*.sql"):
        if path.stem not in ("11_actor_canonical",):
            assert "same_as_id" not in path.read_text("utf-8") or path.stem == "48_actors", path.name


def test_the_real_files_know_one_s_400(database: Engine, reference: Reference, shared: Path, tmp_path: Path) -> None:
    for name, file in (("sipri", "sipri/trade_register_extract.csv"), ("ofac", "ofac/sdn_2021-08-18.csv")):
        loaded(database, reference, tmp_path, name, str(shared / "data" / file))
    with published(database, tmp_path) as duck:
        assert bought(duck, "register") == {("RU", "TR", "s-400")}
        assert bought(duck, "news") >= bought(duck, "register")
        told = duck.execute(
            "select designation, weapon_id from deals where regexp_matches(designation, '(?i)s.?400')"
        ).fetchall()
        assert {weapon for name, weapon in told if re.match(r"S-400\b", name)} == {"s-400"}
        others = {name: weapon for name, weapon in told if not re.match(r"S-400\b", name)}
        assert "FCS-4008" in others
        assert "s-400" not in others.values()
        series = duck.execute(
            "select designation, weapon_id from deals where contains(comments, 'Series-400')"
        ).fetchall()
        assert series
        assert "s-400" not in {weapon for _, weapon in series}
        over_turkey = duck.execute(
            "select distinct record_id is not null, imposer_id, target_id, earliest <= $day or earliest is null "
            "from sanctions where target_id = 'TR' and imposer_id = 'US' and stage = 'imposed' and "
            "(record_id is null or instrument ilike '%CAATSA%')",
            {"day": dt.date(2021, 8, 18)},
        ).fetchall()
        assert {row[:3] for row in over_turkey} == {(False, "US", "TR"), (True, "US", "TR")}
