"""Engines and transactions, on SQLite and PostgreSQL alike."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from schema.engine import open_engine, reading, writing
from schema.errors import ConfigError, SqnError
from schema.migrating import ensure_schema
from schema.models import Actor, ActorName, Fact, Request
from schema.vocabulary import ActorKind, ActorNameKind

STATE = {"id": "XX", "kind": ActorKind.STATE, "name": "Nowhere"}


@pytest.fixture
def engine(bare: Engine) -> Engine:
    ensure_schema(bare)
    return bare


def test_foreign_keys_are_enforced(engine: Engine) -> None:
    with pytest.raises(SqnError, match=r"(?i)foreign key"), writing(engine) as connection:
        connection.execute(insert(ActorName).values(kind=ActorNameKind.ALIAS, name="Nobody", actor_id="nobody"))


def test_words_outside_a_vocabulary_are_refused(engine: Engine) -> None:
    with pytest.raises(SqnError, match=r"(?i)check constraint"), writing(engine) as connection:
        connection.execute(text("insert into actor (id, kind, name) values ('XX', 'planet', 'Nowhere')"))


def test_an_interval_that_runs_backwards_is_refused(engine: Engine) -> None:
    statement = (
        "insert into actor (id, kind, name, valid_from, valid_to) "
        "values ('XX', 'state', 'X', '2020-01-02', '2020-01-01')"
    )
    with pytest.raises(SqnError, match="ck_actor_validity"), writing(engine) as connection:
        connection.execute(text(statement))


def test_a_fact_of_one_kind_has_no_row_of_another(engine: Engine) -> None:
    """The pair of key and kind is the foreign key, so a transfer cannot be filed as a request."""
    stamp = "'2020-01-01', (select id from load_run)"
    with pytest.raises(SqnError, match=r"(?i)foreign key"), writing(engine) as connection:
        connection.execute(
            text(
                "insert into load_run (id, loader, source, status, started_at, finished_at, code_version) "
                "values ('r', 'l', 's', 'succeeded', '2020-01-01', '2020-01-01', 'v')"
            )
        )
        connection.execute(
            text(
                "insert into fact (id, key, kind, confidence, recorded_at, run_id) "
                f"values ('f', 'k', 'transfer', 1, {stamp})"
            )
        )
        connection.execute(
            insert(Request).values(
                fact_id="f", kind="request", action="acquire", force="ask", formality="formal", outcome="unknown"
            )
        )


def test_an_error_undoes_the_whole_transaction(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(insert(Actor).values(**STATE))
        raise RuntimeError
    with reading(engine) as connection:
        assert connection.scalars(select(Actor.id)).all() == []


def test_a_reader_sees_one_state_while_another_writes(engine: Engine) -> None:
    with reading(engine) as reader:
        before = reader.scalars(select(Actor.id)).all()
        with writing(engine) as writer:
            writer.execute(insert(Actor).values(**STATE))
        assert reader.scalars(select(Actor.id)).all() == before == []
    with reading(engine) as reader:
        assert reader.scalars(select(Actor.id)).all() == ["XX"]


def test_writers_wait_for_one_another(engine: Engine) -> None:
    """Many writers at once: none fails for a lock, none is lost."""
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with writing(engine) as connection:
                connection.execute(select(Fact.id)).all()
                connection.execute(insert(Actor).values(id=f"a{number}", kind=ActorKind.COMPANY, name=f"Firm {number}"))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        stored = connection.scalars(select(Actor.id)).all()
    assert not faults
    assert len(stored) == 12


def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    with reading(open_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")) as connection:
        assert connection.scalar(text("pragma foreign_keys")) == 1
        assert connection.scalar(text("pragma journal_mode")) == "wal"
        assert connection.scalar(text("pragma busy_timeout")) == 30_000


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite'}")
    ensure_schema(engine)
    with writing(engine) as connection:
        connection.execute(insert(Actor).values(**STATE))
    with pytest.raises(SqnError, match="disk is full or failing") as caught, writing(engine) as connection:
        pages = connection.scalar(text("pragma page_count"))
        connection.execute(text(f"pragma max_page_count = {pages}"))
        connection.execute(insert(Actor).values(id="YY", kind=ActorKind.COMPANY, name="Y" * 1_000_000))
    assert "\n" not in str(caught.value)
    with reading(engine) as connection:
        assert connection.scalars(select(Actor.id)).all() == ["XX"]


@pytest.mark.parametrize(
    ("url", "says"),
    [("nonsense", "not a database URL"), ("mysql://host/db", "names mysql"), ("oracle+cx://h/d", "names oracle")],
)
def test_other_databases_are_refused_by_name(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        open_engine(url)


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="SQN_HOME"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'sqn.sqlite'}")


def test_an_unreachable_server_is_one_line() -> None:
    nowhere = open_engine("postgresql://nobody:secret@127.0.0.1:1/none")
    with pytest.raises(SqnError, match="cannot be reached") as caught, reading(nowhere):
        pass
    assert "secret" not in str(caught.value)
