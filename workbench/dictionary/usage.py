"""Which questions use which columns, read off their SQL."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from workbench.dictionary.relations import Relation
from workbench.library import library

Used = Mapping[tuple[str, str], list[str]]


def used(relations: Mapping[str, Relation]) -> Used:
    """Names of questions by (view or table, column)."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, question in sorted(library().items()):
        for at in sorted(set(columns(question.sql, relations))):
            found[at].append(name)
    return found


def columns(sql: str, relations: Mapping[str, Relation]) -> Iterator[tuple[str, str]]:
    """Each (view or table, column) that a SELECT reads, whether or not it names the table."""
    schema: dict[str, object] = {
        one.name: {column.name: column.kind for column in one.columns} for one in relations.values()
    }
    whole = qualify(sqlglot.parse_one(sql, dialect="duckdb"), schema=schema, dialect="duckdb", quote_identifiers=False)
    for scope in traverse_scope(whole):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table) and source.name in relations:
                yield source.name, column.name
