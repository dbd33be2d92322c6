"""All that can be asked of a snapshot: its views and tables with their columns, read off an empty one.

An empty record is published as a full one is, so that nothing is described that is not there.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlalchemy import Table, create_engine

from loaders.lake.feeds import FEEDS
from loaders.lake.lake import LISTED, lay_views
from loaders.publish import write
from schema.models import Base
from workbench.people import for_people, helpers
from workbench.words import words_of

# The groups of the record's tables by the module of their models, and what they hold.
RECORD: Mapping[str, str] = {
    "reference": "What the facts speak of: actors, posts, weapon systems, legal instruments",
    "documents": "What the facts stand on: sources, articles and their parts, stories",
    "datasets": "What public data sets say: releases, records, who is listed",
    "facts": "The five kinds of fact and the weapon systems they are about",
    "evidence": "Why a fact is believed, and what people decided",
    "operations": "What the jobs did",
}
PEOPLE, HELPERS, RESOLVED, FEED = "people", "helpers", "resolved", "feeds"
GROUPS: Mapping[str, str] = {
    PEOPLE: "Views for people: start here. Plural names, one row a thing, names beside ids",
    FEED: "Event feeds of the lake, where it was loaded",
    HELPERS: "What the views are made of, and what questions join for trees and merged actors",
    RESOLVED: "Facts by all their accounts: what publishing makes of accounts, before the views name the parties",
    **RECORD,
}


@dataclass(frozen=True)
class Column:
    """A column: `words` names the vocabulary it holds, `leads_to` the table that it is a foreign key to."""

    name: str
    kind: str
    says: str
    words: str | None = None
    leads_to: str | None = None
    is_key: bool = False


@dataclass(frozen=True)
class Relation:
    """A view or table of a snapshot."""

    name: str
    group: str
    says: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> int:
        return [column.name for column in self.columns].index(name)


def described() -> Mapping[str, Relation]:
    """All views and tables by name, in the order in which a reader should meet them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.duckdb"
        publish_nothing(file)
        with duckdb.connect(str(file)) as duck:
            duck.execute(f"create table if not exists {LISTED} (view varchar, file varchar)")
            lay_views(duck, Path(folder))
            duck.execute(f"drop table {LISTED}")
            found = [
                relation(duck, name, says or "")
                for name, says in duck.execute(
                    "select table_name, comment from duckdb_tables() where not internal "
                    "union all select view_name, comment from duckdb_views() where not internal"
                ).fetchall()
            ]
    order = list(GROUPS)
    asked = [*for_people(), *helpers(), *Base.metadata.tables]
    found.sort(key=lambda r: (order.index(r.group), asked.index(r.name) if r.name in asked else len(asked), r.name))
    return {one.name: one for one in found}


def publish_nothing(file: Path) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as record:
        Base.metadata.create_all(record)
        write(record, file)
    engine.dispose()


def relation(duck: duckdb.DuckDBPyConnection, name: str, says: str) -> Relation:
    table = Base.metadata.tables.get(name)
    columns = duck.execute(
        "select column_name, data_type, comment from duckdb_columns() where table_name = ? and not internal "
        "order by column_index",
        [name],
    ).fetchall()
    return Relation(name, group_of(name), says.rstrip("."), tuple(column(table, *told) for told in columns))


def column(table: Table | None, name: str, kind: str, says: str | None) -> Column:
    own = table.c[name] if table is not None else None
    targets = [key.column.table.name for key in own.foreign_keys] if own is not None else []
    leads_to = next((target for target in targets if name != "kind"), None)
    return Column(name, kind, says or "", words_of(says or ""), leads_to, own is not None and own.primary_key)


def group_of(name: str) -> str:
    if name in for_people():
        return PEOPLE
    if name in {feed.view for feed in FEEDS.values()}:
        return FEED
    if name in Base.metadata.tables:
        model = next(mapper for mapper in Base.registry.mappers if getattr(mapper.local_table, "name", None) == name)
        return model.class_.__module__.rpartition(".")[2]
    return HELPERS if name in helpers() else RESOLVED
