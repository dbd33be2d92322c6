"""Decisions of people that came later, taken back: each fact as it was before the first of them."""

import json
from typing import Any

import duckdb

from loaders.known.leaving import sql_of_moment
from loaders.known.moment import Known
from schema.models import Base

OF_FACT = ("earliest", "latest", "date_words", "review_state")


def restore(duck: duckdb.DuckDBPyConnection, known: Known) -> set[str]:
    """Gives facts of the current database back the state that they had; returns their ids."""
    moment = sql_of_moment(known)
    if moment is None:
        return set()
    rows = duck.execute(
        "select fact_id, arg_min(before, (decided_at, id)) from base.review "
        f"where decided_at >= {moment} and fact_id in (select id from fact) group by fact_id order by fact_id"
    ).fetchall()
    for fact, before in rows:
        write(duck, fact, json.loads(before))
    return {fact for fact, _ in rows}


def write(duck: duckdb.DuckDBPyConnection, fact: str, state: dict[str, Any]) -> None:
    """Writes a state as `review.before` holds it: what all kinds have, `fields` by column, `objects` as rows."""
    put(duck, "fact", "id", fact, {name: state[name] for name in OF_FACT})
    put(duck, str(state["kind"]), "fact_id", fact, state["fields"])
    duck.execute("delete from fact_object where fact_id = ?", [fact])
    for row in state["objects"]:
        values = {"fact_id": fact} | {name: row[name] for name in row if name in Base.metadata.tables["fact_object"].c}
        names = ", ".join(values)
        marks = ", ".join(f"${name}" for name in values)
        duck.execute(f"insert into fact_object ({names}) values ({marks})", values)


def put(duck: duckdb.DuckDBPyConnection, table: str, key: str, value: str, values: dict[str, Any]) -> None:
    known = {name: each for name, each in values.items() if name in Base.metadata.tables[table].c}
    if known:
        changes = ", ".join(f"{name} = ${name}" for name in known)
        duck.execute(f"update {table} set {changes} where {key} = $at_key", known | {"at_key": value})
