"""`sqn actors`: which pairs wait, what a verdict does, undoing it, and what is shown of all that was judged."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.registers.waiting import HELD_BACK, described, waiting
from schema.engine import reading
from schema.errors import QueryError
from schema.models import Actor
from tests.loaders.registers import COMPANY, PERSON, SHIP, sdn, written
from tests.loading import load_source
from workbench.cli.main import sqn

HEAD = PERSON.replace("DOE, Jane", "DEMIR, Ismail")
PINE = COMPANY.replace("EXAMPLE TRADING CO., LTD.", "GREEN PINE ASSOCIATED CORPORATION").replace("Iran", "North Korea")
ALONE = SHIP.replace("vessel", "individual").replace("NEVERSAIL", "SOLEIMANI, Qasem")


@pytest.fixture
def matched(empty: Engine, reference: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A record with one list, of whose entries one is the same as an actor known before and two may be."""
    source = written(tmp_path, "sdn_2021-08-18.csv", sdn(HEAD, PINE, ALONE))
    load_source(empty, reference, "ofac", source, tmp_path)
    monkeypatch.setenv("SQN_HOME", str(tmp_path))
    monkeypatch.delenv("SQN_DATABASE", raising=False)
    monkeypatch.setenv("SQN_REVIEWER", "Ann")
    return empty


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(sqn, ["actors", *arguments], catch_exceptions=False)


def listed(*arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(ran(*arguments, "--format", "json").stdout))


def leads(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        merged = select(Actor.id, Actor.same_as_id).where(Actor.same_as_id.is_not(None))
        return {row.id: row.same_as_id for row in connection.execute(merged)}


PINE_LEADS = {"ofac:9002": "green-pine-associated-corporation"}


@pytest.mark.usefixtures("matched")
def test_what_waits_is_shown_side_by_side() -> None:
    rows = listed("waiting")
    assert [(row["left_id"], row["right_id"]) for row in rows] == [
        ("ismail-demir", "ofac:9001"), ("ofac:9003", "qassem-soleimani"),
    ]  # fmt: skip
    demir = rows[0]
    assert (demir["score"], demir["reasons"], demir["left_kind"]) == (0.5, ["DEMIR, Ismail"], "person")
    assert demir["right_born"] == ["01 Apr 1961"]
    assert "passport U0012345 (Turkey)" in demir["right_identifiers"]
    assert demir["right_lists"] == ["ofac-sdn: CAATSA - RUSSIA (seen 2021-08-18)"]
    assert demir["right_acts_for"] == "Turkey"
    assert [row["left_id"] for row in listed("waiting", "--limit", "1")] == ["ismail-demir"]
    assert listed("waiting", "--list", "un") == []
    assert "2 pairs wait; the first 1" in ran("waiting", "--limit", "1").stderr


def test_a_verdict_leads_an_actor_and_undoing_leads_it_back(matched: Engine) -> None:
    assert leads(matched) == PINE_LEADS
    said = ran("judge", "ofac:9001", "ismail-demir", "same", "--because", "same office").stderr
    assert "are same, says Ann" in said
    assert "ofac:9001 is led to ismail-demir" in said
    assert leads(matched) == PINE_LEADS | {"ofac:9001": "ismail-demir"}
    assert "ismail-demir" not in [row["left_id"] for row in listed("waiting")]
    ran("judge", "ofac:9002", "green-pine-associated-corporation", "different", "--as", "Ben")
    assert leads(matched) == {"ofac:9001": "ismail-demir"}
    said = ran("undo", "green-pine-associated-corporation", "ofac:9002").stderr
    assert "again same, judged by register" in said
    ran("undo", "ofac:9001", "ismail-demir", "--as", "Ben")
    assert leads(matched) == PINE_LEADS
    rows = listed("history", "ofac:9002")
    assert [(row["verdict"], row["stands"], row["judged_by"] == "Ben", row["undone_by"]) for row in rows] == [
        ("same", True, False, None),
        ("different", False, True, "Ann"),
    ]
    assert [(row["reasons"], row["undone_by"]) for row in listed("history", "ismail-demir")] == [
        (["DEMIR, Ismail"], None),
        (["same office"], "Ben"),
    ]
    assert "now stands for: green-pine-associated-corporation, ofac:9002" in ran("history", "ofac:9002").stderr


def test_a_merge_that_is_held_back_waits_and_says_why(matched: Engine) -> None:
    ran("judge", "ofac:9001", "ismail-demir", "same")
    ran("judge", "ismail-demir", "ofac:9003", "different")
    said = ran("judge", "ofac:9001", "ofac:9003", "same").stderr
    assert "they are not led together" in said
    assert leads(matched) == PINE_LEADS | {"ofac:9001": "ismail-demir"}
    rows = {(row["left_id"], row["right_id"]): row["reasons"] for row in listed("waiting")}
    assert rows["ofac:9001", "ofac:9003"] == [HELD_BACK]


def test_what_is_decided_beside_a_pair_waits_no_more(matched: Engine) -> None:
    ran("judge", "ofac:9003", "ismail-demir", "same")
    ran("judge", "ismail-demir", "qassem-soleimani", "different")
    with reading(matched) as connection:
        assert [pair.left for pair in waiting(connection)] == ["ismail-demir"]  # with ofac:9001, still unsure
        assert described(connection, ["ofac:9003"])["ofac:9003"].same_as == "ismail-demir"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["judge", "ofac:9001", "nobody", "same"], "'nobody'"),
        (["judge", "ofac:9001", "ofac:9001", "same"], "name two"),
        (["undo", "ofac:9002", "green-pine-associated-corporation"], "nothing to undo"),
        (["history", "nobody"], "'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said(matched: Engine, arguments: list[str], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        ran(*arguments)
    assert leads(matched) == PINE_LEADS


def test_a_reviewer_is_named_by_hand_by_the_environment_or_by_the_login(
    matched: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SQN_REVIEWER")
    monkeypatch.setenv("LOGNAME", "cy")
    assert "says cy" in ran("judge", "ofac:9001", "ismail-demir", "unsure").stderr
    assert leads(matched) == PINE_LEADS
    assert ran("judge", "ofac:9001", "ismail-demir", "maybe").exit_code == 2


def test_a_terminal_gets_both_beside_each_other(matched: Engine) -> None:
    from rich.console import Console

    from workbench.cli.actors import side_by_side

    with reading(matched) as connection:
        pair = waiting(connection)[0]
        known = described(connection, [pair.left, pair.right])
    console = Console(width=120, color_system=None)
    with console.capture() as captured:
        console.print(side_by_side(pair, known[pair.left], known[pair.right]))
    lines = captured.get().splitlines()
    assert lines[0].startswith("0.50  DEMIR, Ismail")
    assert any("Ismail Demir" in line and "DEMIR, Ismail" in line for line in lines)
