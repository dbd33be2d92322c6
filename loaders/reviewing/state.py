"""What a decision is about: a fact with its fields, days and weapons as one JSON value, read and written back whole."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, Connection, Date, Numeric, Table, delete, insert, select, update

from loaders.resolution.reading import TABLES
from schema.errors import QueryError
from schema.models import Fact, FactObject
from schema.vocabulary import FactKind

State = dict[str, Any]
OF_FACT = ("earliest", "latest", "date_words", "review_state", "resolver")
KEYS = ("fact_id", "kind")
# Which version compared the fact with others is no business of a reviewer's: it may change while one looks at it.
UNSEEN = ("resolver",)


def state_of(connection: Connection, fact_id: str) -> State:
    """The state of a fact: `kind`, what all kinds have, `fields` by column, `objects` in the order of their keys.

    Raises QueryError if it is not on record.
    """
    fact = connection.execute(select(Fact.__table__).where(Fact.id == fact_id)).mappings().first()
    if fact is None:
        raise QueryError(f"no fact on record has the id {fact_id!r}")
    table = table_of(fact["kind"])
    own = connection.execute(select(*fields_of(table)).where(table.c.fact_id == fact_id)).mappings().one()
    things = FactObject.__table__
    objects = connection.execute(
        select(*fields_of(things)).where(things.c.fact_id == fact_id).order_by(things.c.role, things.c.weapon_id)
    ).mappings()
    return {
        "kind": str(fact["kind"]),
        **{name: plain(fact[name]) for name in OF_FACT},
        "fields": {name: plain(value) for name, value in own.items()},
        "objects": [{name: plain(value) for name, value in row.items()} for row in objects],
    }


def write_state(connection: Connection, fact_id: str, before: State, after: State) -> None:
    """Makes a fact that is in the state `before` be in the state `after`."""
    told = {name: after[name] for name in OF_FACT}
    connection.execute(update(Fact).where(Fact.id == fact_id).values(**typed(Fact.__table__, told)))
    if after["fields"] != before["fields"]:
        table = table_of(after["kind"])
        connection.execute(update(table).where(table.c.fact_id == fact_id).values(**typed(table, after["fields"])))
    if after["objects"] != before["objects"]:
        connection.execute(delete(FactObject).where(FactObject.fact_id == fact_id))
        if rows := [{"fact_id": fact_id} | typed(FactObject.__table__, row) for row in after["objects"]]:
            connection.execute(insert(FactObject), rows)


def seen(state: State) -> State:
    """A state as a reviewer sees it."""
    return {name: value for name, value in state.items() if name not in UNSEEN}


def content(state: State) -> State:
    """What a state tells, whatever people decided about it."""
    return {name: value for name, value in seen(state).items() if name != "review_state"}


def differences(one: State, other: State) -> Iterator[tuple[str, Any, Any]]:
    """What two states of one fact tell differently: the field, and its value in each."""
    for name in ("earliest", "latest", "date_words", "objects"):
        if one[name] != other[name]:
            yield name, one[name], other[name]
    for name, value in one["fields"].items():
        if value != other["fields"].get(name):
            yield name, value, other["fields"].get(name)


def table_of(kind: FactKind | str) -> Table:
    found: Table = TABLES[FactKind(kind)].__table__
    return found


def fields_of(table: Any) -> list[Column[Any]]:
    return [column for column in table.columns if column.name not in KEYS]


def plain(value: Any) -> Any:
    """A value of a column as JSON has it."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


def typed(table: Any, values: dict[str, Any]) -> dict[str, Any]:
    """JSON's values as the columns of a table take them."""
    return {name: of_type(table.c[name], value) for name, value in values.items()}


def of_type(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Date):
        return dt.date.fromisoformat(value)
    if isinstance(column.type, Numeric):
        return Decimal(value)
    return value
