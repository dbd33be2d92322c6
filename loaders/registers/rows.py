"""Many rows into a table at once, by the driver itself: SQLAlchemy's own way costs more than the database's work."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, insert

from schema.base import Base

Row = dict[str, Any]


def add_rows(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    """Inserts rows, all of which have the columns of the first."""
    if not rows:
        return
    names = tuple(rows[0])
    assert all(row.keys() == rows[0].keys() for row in rows), f"rows of {model.__tablename__} differ in their columns"
    statement, order, processors = prepared(model, names, connection.dialect)
    columns = [
        [process(row[name]) for row in rows] if process else [row[name] for row in rows]
        for name, process in zip(names, processors, strict=True)
    ]
    if order is None:
        connection.exec_driver_sql(
            statement, [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]
        )
    else:
        connection.exec_driver_sql(statement, list(zip(*(columns[names.index(name)] for name in order), strict=True)))


@cache
def prepared(
    model: type[Base], names: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...] | None, list[Any]]:
    """The statement, the order of its values if they go by place, and what makes values fit the database by column."""
    table = model.__table__
    compiled = insert(model).compile(dialect=dialect, column_keys=list(names))
    order = tuple(compiled.positiontup) if compiled.positiontup else None
    processors = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    return str(compiled), order, processors
