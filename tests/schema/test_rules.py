"""Each rule catches what breaks it, in what one run stored and in the whole database."""

import pytest
from sqlalchemy import Engine, text

from schema.engine import reading, writing
from schema.errors import SqnError
from schema.rules import RULES, hold, violations

BREAKS = {
    "fact_has_evidence": "delete from evidence where fact_id = (select min(id) from fact)",
    "fact_has_its_kind": "delete from transfer where fact_id = (select min(fact_id) from transfer)",
    "evidence_within_text": "update evidence set end_char = 1000000 where id = (select min(id) from evidence)",
    "text_has_its_length": "update article set char_count = char_count + 1 where id = (select min(id) from article)",
    "condition_hangs_on_a_deed": (
        "update condition set attached_to_id = fact_id where fact_id = (select min(fact_id) from condition)"
    ),
}


def test_every_rule_is_tried() -> None:
    assert {rule.name for rule in RULES} == set(BREAKS)


def test_the_sample_holds_all_rules(database: Engine) -> None:
    with reading(database) as connection:
        assert violations(connection) == []


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_caught(database: Engine, name: str) -> None:
    with pytest.raises(SqnError, match="would break its own rules"), writing(database) as connection:
        connection.execute(text(BREAKS[name]))
        broken = violations(connection)
        assert [violation.rule.name for violation in broken] == [name]
        assert len(broken[0].ids) == 1
        run = connection.scalar(text("select min(run_id) from fact"))
        assert violations(connection, run) == broken
        assert violations(connection, "another run") == []
        hold(connection)
    with reading(database) as connection:
        assert violations(connection) == []
