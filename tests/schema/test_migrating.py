"""The migration history: it makes what the models say, goes down and up, and keeps what is in the tables."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, insert, inspect, select, text

import schema.migrating as migrating
from schema.engine import open_engine, reading, writing
from schema.errors import ConfigError, SqnError
from schema.migrating import alembic_config, ensure_schema, head, migrate, revision_of
from schema.models import Actor, ActorName, Base

NEXT = '''
"""A column more."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade():
    with op.batch_alter_table("actor") as batch:
        batch.add_column(sa.Column("motto", sa.String(), nullable=False, server_default="none", comment="Motto"))
        batch.create_check_constraint("motto", "motto <> ''")


def downgrade():
    with op.batch_alter_table("actor") as batch:
        batch.drop_constraint(op.f("ck_actor_motto"), type_="check")
        batch.drop_column("motto")
'''
BROKEN = '''
"""Changes a table, commits behind everybody's back, and fails."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "next", "{head}", None, None


def upgrade():
    with op.batch_alter_table("actor") as batch:
        batch.drop_column("note")
    if op.get_bind().dialect.name == "sqlite":
        op.get_bind().exec_driver_sql("commit")
        op.get_bind().exec_driver_sql("begin immediate")
    raise RuntimeError("half way")
'''


def with_next(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Adds a revision after the newest."""
    newest = head()
    (folder / "next_revision.py").write_text(script.replace("{head}", newest))

    def config() -> Config:
        known = alembic_config()
        versions = Path(str(known.get_main_option("script_location"))) / "versions"
        known.set_main_option("version_locations", f"{versions}:{folder}")
        return known

    monkeypatch.setattr(migrating, "alembic_config", config)


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """The rows of all our tables that are there: what they hold in the columns that the models know, if anything."""
    with reading(engine) as connection:
        found = MetaData()
        found.reflect(connection, only=lambda name, _: name in Base.metadata.tables)
        return {
            table.name: sorted(
                (filled(table.name, row) for row in connection.execute(select(table)).mappings()), key=repr
            )
            for table in found.sorted_tables
        }


def filled(table: str, row: Mapping[Any, object]) -> dict[str, object]:
    known = Base.metadata.tables[table].columns
    return {str(name): value for name, value in row.items() if value is not None and str(name) in known}


def fill(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(insert(Actor), [{"id": "XX", "kind": "state", "name": "Nowhere", "note": "a note"}])
        connection.execute(insert(ActorName), [{"kind": "alias", "name": "Nowhere Land", "actor_id": "XX"}])


def test_models_and_migrations_agree(bare: Engine) -> None:
    """`alembic check`: nothing that autogenerate would still write."""
    migrate(bare)
    config = alembic_config()
    with writing(bare) as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_migrations_lay_the_same_constraints_as_the_models(bare: Engine, tmp_path: Path) -> None:
    """What autogenerate does not compare: CHECK constraints, and comments where the database keeps them."""
    migrate(bare)
    migrated = constraints(bare)
    if bare.dialect.name == "postgresql":
        with writing(bare) as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
        other = bare
    else:
        other = open_engine(f"sqlite:///{tmp_path / 'models.sqlite'}")
    with writing(other) as connection:
        Base.metadata.create_all(connection)
    assert migrated == constraints(other)


def constraints(engine: Engine) -> dict[str, object]:
    with reading(engine) as connection:
        inspector = inspect(connection)
        return {
            name: (
                sorted(
                    (str(c["name"]), " ".join(str(c["sqltext"]).split())) for c in inspector.get_check_constraints(name)
                ),
                sorted((str(c["name"]), c["options"].get("ondelete")) for c in inspector.get_foreign_keys(name)),
                [(c["name"], c["nullable"], c.get("comment")) for c in inspector.get_columns(name)],
            )
            for name in inspector.get_table_names()
            if name != "alembic_version"
        }


def test_down_and_up_again(bare: Engine) -> None:
    migrate(bare)
    assert revision_of(bare) == head()
    migrate(bare, "base")
    assert revision_of(bare) is None
    with reading(bare) as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(bare)
    assert revision_of(bare) == head()


def test_up_down_up_keeps_the_data(bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is rebuilt keeps its rows, and so do the tables that point to it with ON DELETE CASCADE."""
    migrate(bare)
    fill(bare)
    newest = head()
    before = {name: rows for name, rows in contents(bare).items() if rows}
    with_next(monkeypatch, tmp_path, NEXT)
    for step in ("next", newest, "next", "0001", newest):
        migrate(bare, step)
        assert {name: rows for name, rows in contents(bare).items() if rows} == before, step
    assert not list(tmp_path.glob("*.before-migration"))


def test_a_migration_that_fails_leaves_all_as_it_was(
    bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(bare)
    fill(bare)
    before, newest = contents(bare), head()
    with_next(monkeypatch, tmp_path, BROKEN)
    with pytest.raises(RuntimeError, match="half way"):
        migrate(bare, "next")
    assert contents(bare) == before
    assert revision_of(bare) == newest
    assert not list(tmp_path.glob("*.before-migration"))


CHANGES_ROWS = BROKEN.replace(
    """    with op.batch_alter_table("actor") as batch:
        batch.drop_column("note")
""",
    """    op.execute("update actor set note = 'damaged'")
""",
)


def test_rows_that_a_failing_migration_changed_are_put_back(
    bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "damaged" in CHANGES_ROWS
    migrate(bare)
    fill(bare)
    before = contents(bare)
    with_next(monkeypatch, tmp_path, CHANGES_ROWS)
    with pytest.raises(RuntimeError, match="half way"):
        migrate(bare, "next")
    assert contents(bare) == before
    assert not list(tmp_path.glob("*.before-*"))


def test_a_copy_that_cannot_be_put_back_is_kept_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'bare.sqlite'}")
    migrate(engine)
    fill(engine)
    with_next(monkeypatch, tmp_path, CHANGES_ROWS)

    def failing(*_: object) -> bool:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(migrating, "same", failing)
    with pytest.raises(SqnError, match="it is whole in") as caught:
        migrate(engine, "next")
    copy = Path(str(caught.value).rpartition(" in ")[2])
    kept = open_engine(f"sqlite:///{copy}")
    assert contents(kept)["actor"][0]["note"] != "damaged"
    kept.dispose()
    engine.dispose()


def test_going_down_drops_no_rows_unasked(bare: Engine, tmp_path: Path) -> None:
    migrate(bare)
    fill(bare)
    before = contents(bare)
    with pytest.raises(ConfigError, match=r"drop 2 tables that hold rows \(actor, actor_name\).*--drop-data"):
        migrate(bare, "base")
    assert contents(bare) == before
    assert revision_of(bare) == head()
    assert not list(tmp_path.glob("*.before-*"))
    copy = migrate(bare, "base", drop_data=True)
    assert revision_of(bare) is None
    if bare.dialect.name == "sqlite":
        assert copy
        kept = open_engine(f"sqlite:///{copy}")
        assert contents(kept) == before
        kept.dispose()
    ensure_schema(bare)  # what is left counts as an empty database
    assert revision_of(bare) == head()


def test_an_empty_database_is_laid_out_and_a_laid_one_left(bare: Engine) -> None:
    ensure_schema(bare)
    fill(bare)
    before = contents(bare)
    ensure_schema(bare)
    assert contents(bare) == before


def test_a_database_of_somebody_else_is_refused(bare: Engine) -> None:
    with writing(bare) as connection:
        connection.execute(text("create table payroll (id integer)"))
    with pytest.raises(ConfigError, match="payroll"):
        ensure_schema(bare)


def test_an_older_database_asks_for_migrate(bare: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(bare)
    with_next(monkeypatch, tmp_path, NEXT)
    with pytest.raises(ConfigError, match="sqn migrate"):
        ensure_schema(bare)


def test_a_newer_database_asks_for_newer_code(bare: Engine) -> None:
    migrate(bare)
    with writing(bare) as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(ConfigError, match="update the code"):
        ensure_schema(bare)


def test_an_unknown_revision_is_named(bare: Engine) -> None:
    migrate(bare)
    with pytest.raises(SqnError, match="no such schema revision: 0815"):
        migrate(bare, "0815")


def test_comments_reach_postgresql(postgres: Engine) -> None:
    migrate(postgres)
    reflected = MetaData()
    reflected.reflect(postgres)
    assert reflected.tables["fact"].comment == Base.metadata.tables["fact"].comment
    assert reflected.tables["fact"].c.earliest.comment == Base.metadata.tables["fact"].c.earliest.comment


def test_judgements_of_actors_go_up_with_who_judged_and_down_to_what_stands(bare: Engine) -> None:
    columns = "id, left_id, right_id, verdict, score, reasons, judged_by, judged_at"
    row = f"insert into actor_judgement ({columns}{{more}}) values "
    when = "'2026-01-0{} 00:00:00+00:00'"
    migrate(bare, "0003")
    with writing(bare) as connection:
        for actor, same_as in (("A", None), ("B", "A"), ("C", "B"), ("D", "C")):
            says = "null" if same_as is None else f"'{same_as}'"
            connection.execute(
                text(f"insert into actor (id, kind, name, same_as_id) values ('{actor}', 'company', '{actor}', {says})")
            )
        connection.execute(text(row.format(more="") + f"('j-1', 'A', 'B', 'same', .9, '[]', 'x', {when.format(1)})"))
        connection.execute(
            text(row.format(more="") + f"('j-2', 'B', 'C', 'same', null, '[]', 'Ann', {when.format(2)})")
        )
    migrate(bare)
    with writing(bare) as connection:
        assert dict(connection.execute(text("select id, by_person from actor_judgement")).all()) == {
            "j-1": False,
            "j-2": True,
        }
        leads = connection.execute(text("select id, same_as_id from actor order by id"))
        assert dict(leads.all()) == {"A": None, "B": "A", "C": "A", "D": "A"}
        more = row.format(more=", by_person, undone_by, undone_at")
        for number, undone in ((3, "null, null"), (4, "null, null"), (5, f"'Cy', {when.format(9)}")):
            values = f"('j-{number}', 'A', 'B', 'different', null, '[]', 'Ben', {when.format(number)}, true, {undone})"
            connection.execute(text(more + values))
    migrate(bare, "0003")
    with reading(bare) as connection:
        assert sorted(connection.scalars(text("select id from actor_judgement"))) == ["j-2", "j-4"]
    migrate(bare)
