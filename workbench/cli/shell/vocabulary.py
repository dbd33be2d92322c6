"""The words that a statement may be made of: tables, columns, functions, keywords, each with what it means."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from loaders.snapshots import Snapshot
from workbench.cli.tables import listed
from workbench.people import COLUMNS
from workbench.runner import Runner
from workbench.sandbox.guard import FUNCTIONS

CALLABLE = """
    select function_name, min(coalesce(description, '')), min(parameters)
    from duckdb_functions()
    where function_type in ('scalar', 'aggregate', 'macro', 'table_macro') and regexp_matches(function_name, '^[a-z]')
    group by function_name order by function_name
"""
KEYWORDS = "select keyword_name from duckdb_keywords() order by keyword_name"
# What begins a clause of a SELECT, offered before the rarer words of SQL.
USUAL = tuple(
    """
    select from where join left inner cross on using group by order having limit offset union all intersect except
    with as distinct case when then else end and or not in is null like ilike between exists asc desc nulls first last
    over partition filter qualify values lateral describe summarize recursive true false date interval cast
    """.split()
)


class Column(NamedTuple):
    name: str
    kind: str
    says: str


@dataclass(frozen=True)
class Vocabulary:
    """`tables` leads to kind and meaning, `columns` to the columns of each table, `functions` to what each does."""

    tables: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = USUAL


def vocabulary(answering: Runner, snapshot: Snapshot, stop: threading.Event | None = None) -> Vocabulary:
    """The words of a snapshot. Raises as `Runner.run` does, also where `stop` is set meanwhile."""

    def rows(sql: str) -> Sequence[tuple[Any, ...]]:
        return answering.run(sql, snapshot=snapshot, stop=stop).rows

    columns: dict[str, list[Column]] = {}
    for table, name, kind, says in rows(COLUMNS):
        columns.setdefault(table, []).append(Column(name, kind, says or ""))
    tables = {row["name"]: (row["for"], row["meaning"] or "") for row in listed(answering, snapshot, stop)}
    functions = {
        name: f"({', '.join(takes or [])}) {says}".strip()
        for name, says, takes in rows(CALLABLE)
        if name not in FUNCTIONS
    }
    rarer = [word for (word,) in rows(KEYWORDS) if word not in USUAL]
    return Vocabulary(tables, {name: tuple(found) for name, found in columns.items()}, functions, (*USUAL, *rarer))
