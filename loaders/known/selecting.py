"""Lets what was written for the record read a snapshot: selects are put into the words of DuckDB."""

from typing import Any, TypeVarTuple

import duckdb
from sqlalchemy import Result, ScalarResult, Select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.result import SimpleResultMetaData

WORDS = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call] # the default would double the signs of per cent
VALUES = DefaultDialect()
Row = TypeVarTuple("Row")


class Selecting:
    """Answers selects from the current database of a DuckDB connection, as a connection of the record does."""

    def __init__(self, duck: duckdb.DuckDBPyConnection) -> None:
        self.duck = duck

    def execute(self, statement: Select[*Row], /) -> Result[*Row]:
        """The rows of a select, words of vocabularies as such. Values stand in the statement as literals."""
        written = statement.compile(dialect=WORDS, compile_kwargs={"literal_binds": True})
        columns = list(statement.selected_columns)
        readers = [column.type.dialect_impl(VALUES).result_processor(VALUES, None) for column in columns]
        answer = self.duck.sql(str(written)).to_arrow_table()
        read = [
            values if reader is None else [None if each is None else reader(each) for each in values]
            for reader, values in zip(readers, (column.to_pylist() for column in answer.columns), strict=True)
        ]
        keys = SimpleResultMetaData([str(column.key) for column in columns])
        return IteratorResult(keys, zip(*read, strict=True))

    def scalars(self, statement: Select[Any]) -> ScalarResult[Any]:
        return self.execute(statement).scalars()
