"""The tables as the models lay them down."""

import re

import pytest
from sqlalchemy import Table

from schema.models import Base

TABLES = Base.metadata.sorted_tables


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_and_column_says_what_it_is(table: Table) -> None:
    assert table.comment
    assert not [column.name for column in table.columns if not column.comment]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_constraint_has_a_name_by_the_convention(table: Table) -> None:
    names = [str(constraint.name) for constraint in table.constraints]
    assert all(re.fullmatch(r"(pk|fk|uq|ck)_[a-z0-9_]+", name) for name in names), names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_foreign_key_is_indexed(table: Table) -> None:
    """A key that is not indexed makes each delete of what it points to a scan."""
    leading = {next(iter(index.columns)).name for index in table.indexes} | {next(iter(table.primary_key.columns)).name}
    pointing = {column.name for column in table.columns if column.foreign_keys and column.name != "kind"}
    unindexed = pointing - leading - set(table.primary_key.columns.keys())
    assert not unindexed


def test_the_design_has_its_tables() -> None:
    wanted = """
        actor actor_name post weapon_system weapon_name legal_instrument source article sentence story dataset_record
        fact request condition response sanction transfer fact_object evidence assertion review judgement
        load_run load_state rejected_record
    """.split()
    assert set(wanted) <= {table.name for table in TABLES}
