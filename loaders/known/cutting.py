"""What is left hanging once articles, releases and facts that came later are gone."""

import duckdb

from extraction.names.reference import Reference
from loaders.known.uniting import column
from loaders.known.writing import ids_as
from schema.models import Base

OF_FACT = ("request", "condition", "response", "sanction", "transfer", "fact_object", "evidence", "review")


def cut_facts(duck: duckdb.DuckDBPyConnection) -> None:
    """Takes out conditions whose gate is not left, and what hangs on them; a response stays without its request."""
    duck.execute(
        "create temp table loose as select fact_id from condition where attached_to_id not in (select id from fact)"
    )
    duck.execute("delete from fact where id in (select fact_id from loose)")
    for table in OF_FACT:
        duck.execute(f"delete from {table} where fact_id in (select fact_id from loose)")
    duck.execute("drop table loose")
    duck.execute("delete from assertion where evidence_id not in (select id from evidence)")
    duck.execute("update response set request_id = null where request_id not in (select fact_id from request)")


def cut_reference(duck: duckdb.DuckDBPyConnection, reference: Reference) -> None:
    """Takes out the actors, weapons and sources that only what came later names; the reference lists stay whole."""
    drop(duck, "source", met_later(duck, "source"))
    drop(duck, "weapon_system", met_later(duck, "weapon_system") - reference.weapons.keys())
    drop(duck, "actor", met_later(duck, "actor") - reference.actors.keys())


# What tells of a row without its being met thereby.
BESIDE = ("actor", "actor_judgement", "actor_name", "listed_name", "actor_identifier", "actor_detail", "weapon_origin")


def met_later(duck: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    """The rows of a table that facts, lists or articles of `base` name, and of what is left nothing does."""
    places = [
        (other.name, key.parent.name)
        for other in Base.metadata.sorted_tables
        if other.name not in BESIDE
        for key in other.foreign_keys
        if key.column.table.name == table and other.name != table
    ]
    before = named(duck, "base.", places)
    left = named(duck, "", places)
    if table == "actor":
        acting = duck.execute("select id, principal_id from actor where principal_id is not null").fetchall()
        left |= {principal for each, principal in acting if each not in before or each in left}
    return before - left


def named(duck: duckdb.DuckDBPyConnection, base: str, places: list[tuple[str, str]]) -> set[str]:
    selects = [f'select {name} from {base}"{table}" where {name} is not null' for table, name in places]
    return column(duck, " union ".join(selects))


def drop(duck: duckdb.DuckDBPyConnection, table: str, ids: set[str]) -> None:
    """Removes rows with what hangs on them."""
    if not ids:
        return
    ids_as(duck, "gone", sorted(ids))
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table.name == table and other.name in BESIDE and other.name != table:
                duck.execute(f"delete from {other.name} where {key.parent.name} in (select id from gone)")
    duck.execute(f"delete from {table} where id in (select id from gone)")
    duck.unregister("gone")
