"""Facts coded by hand into the record: each under the name of its row, with a review for all that people decide of it.

A row that changes changes its fact; a row that is gone withdraws it: the fact is kept, marked as thrown out.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from loaders.codings.columns import columns
from loaders.codings.meaning import Told, Values
from loaders.ledger import Run, new_id, now
from loaders.reviewing.recognising import BY_HAND
from loaders.standing import TABLES
from loaders.storing import short_hash
from schema.models import Assertion, Evidence, Fact, FactObject, Judgement, Review
from schema.vocabulary import ReviewDecision, ReviewState

BY_SHEET = "coding"  # how the ids of reviews begin that a sheet is the reason of
HAND = "by hand"  # the version of a person
WITHDRAWN: Values = {"withdrawn": True}


def key_of(sheet: str, kind: str, row: str) -> str:
    """The key of a fact; a row of another kind is another fact."""
    return f"{BY_HAND}{quote(sheet, safe='')}:{kind}:{quote(row, safe='~#')}"


def id_of(key: str) -> str:
    return "f-" + short_hash(key)


def keep(connection: Connection, run: Run, key: str, told: Told, points_to: dict[str, str]) -> bool:
    """Stores what a row tells; whether anything changed. `points_to` are the facts of the rows that it names."""
    after = {**asdict(told), "points_to": points_to}
    fact_id = id_of(key)
    said: Said | None = None
    state = connection.scalar(select(Fact.review_state).where(Fact.id == fact_id))
    if state is not None:
        said = last_told(connection, Fact.id == fact_id)[key]
        if said.after == after:
            run.counts.unchanged += 1
            return False
        clear(connection, fact_id)
    write(connection, run, fact_id, key, told, points_to, ReviewState.ACCEPTED if state is None else ReviewState.EDITED)
    if said is None:
        review(connection, fact_id, told.coder, ReviewDecision.ACCEPT, {}, after, told.note)
    elif said.after == WITHDRAWN:
        review(connection, fact_id, told.coder, ReviewDecision.UNDO, WITHDRAWN, after, told.note, said.review_id)
    else:
        review(connection, fact_id, told.coder, ReviewDecision.EDIT, said.after, after, told.note)
    if state is None:
        run.counts.inserted += 1
    else:
        run.counts.updated += 1
    run.counts.facts += 1
    return True


@dataclass(frozen=True)
class Said:
    """What a sheet said of a fact the last time, and the review that keeps it."""

    fact_id: str
    review_id: str
    after: Any


def last_told(connection: Connection, *of: ColumnElement[bool]) -> dict[str, Said]:
    """What sheets said of facts the last time, by key; what others decided since does not count."""
    any_ = aliased(Review)
    latest = select(func.max(any_.id)).where(any_.fact_id == Fact.id, any_.id.startswith(f"{BY_SHEET}-"))
    asked = select(Fact.key, Fact.id, Review.id.label("review_id"), Review.after).join(
        Review, Review.fact_id == Fact.id
    )
    found = connection.execute(asked.where(Review.id == latest.scalar_subquery(), *of))
    return {row.key: Said(row.id, row.review_id, row.after) for row in found}


def clear(connection: Connection, fact_id: str) -> None:
    """Removes what a fact is told by and of, but not the fact: others may point to it."""
    connection.execute(delete(FactObject).where(FactObject.fact_id == fact_id))
    connection.execute(delete(Evidence).where(Evidence.fact_id == fact_id))


def write(
    connection: Connection, run: Run, fact_id: str, key: str, told: Told, points_to: dict[str, str], state: ReviewState
) -> None:
    days = {
        name: dt.date.fromisoformat(told.fact[name]) if told.fact[name] else None for name in ("earliest", "latest")
    }
    fact = {**told.fact, **days, "review_state": state, "resolver": None, "run_id": run.id}
    links = {
        column.fields[told.kind]: points_to.get(column.name)
        for column in columns()
        if column.sort == "row" and column.fields and told.kind in column.fields
    }
    fields = {**told.fields, **links}
    table = TABLES[told.kind].__table__
    assert isinstance(table, Table)
    if connection.scalar(select(Fact.id).where(Fact.id == fact_id)) is None:
        connection.execute(insert(Fact).values(id=fact_id, key=key, kind=told.kind, recorded_at=now(), **fact))
        connection.execute(insert(table).values(fact_id=fact_id, kind=told.kind.value, **fields))
    else:
        connection.execute(update(Fact).where(Fact.id == fact_id).values(**fact))
        connection.execute(update(table).where(table.c.fact_id == fact_id).values(**fields))
    for thing in told.objects:
        counted = {name: Decimal(thing[name]) if thing[name] else None for name in ("quantity", "quantity_to")}
        connection.execute(insert(FactObject).values(fact_id=fact_id, **{**thing, **counted}))
    evidence_id = "e-" + short_hash(fact_id, told.evidence["article_id"], told.evidence["start_char"])
    connection.execute(
        insert(Evidence).values(
            id=evidence_id,
            fact_id=fact_id,
            extractor=told.coder,
            extractor_version=HAND,
            recorded_at=now(),
            run_id=run.id,
            **told.evidence,
        )
    )
    if told.says:
        rows = [{"evidence_id": evidence_id, "field": name, "value": value} for name, value in told.says]
        connection.execute(insert(Assertion), rows)


def review(
    connection: Connection,
    fact_id: str,
    who: str,
    decision: ReviewDecision,
    before: Any,
    after: Any,
    note: str | None,
    undoes: str | None = None,
) -> None:
    connection.execute(
        insert(Review).values(
            id=new_id(BY_SHEET),
            fact_id=fact_id,
            reviewer=who,
            decision=decision,
            before=before,
            after=after,
            note=note,
            undoes_id=undoes,
            decided_at=now(),
        )
    )


def standing(connection: Connection, sheet: str) -> dict[str, Said]:
    """What a sheet tells of facts by their keys; those that it has withdrawn are left out."""
    of_sheet = Fact.key.startswith(f"{BY_HAND}{quote(sheet, safe='')}:", autoescape=True)
    told = last_told(connection, of_sheet)
    return {key: said for key, said in sorted(told.items()) if said.after != WITHDRAWN}


def withdraw(connection: Connection, run: Run, facts: Iterable[Said], sheet: str) -> set[str]:
    """Marks facts whose rows are gone as thrown out; the articles that they stand on."""
    articles: set[str] = set()
    thrown_out = {"review_state": ReviewState.REJECTED, "merged_into_id": None}
    for said in facts:
        fact_id = said.fact_id
        connection.execute(update(Fact).where(Fact.id == fact_id).values(**thrown_out))
        of_it = (Judgement.left_id == fact_id) | (Judgement.right_id == fact_id)
        connection.execute(delete(Judgement).where(of_it, Judgement.by_person.is_(False)))
        connection.execute(
            update(Fact).where(Fact.merged_into_id == fact_id).values(merged_into_id=None, resolver=None)
        )
        note = f"the sheet {sheet} has its row no more"
        review(connection, fact_id, said.after["coder"], ReviewDecision.REJECT, said.after, WITHDRAWN, note)
        articles.add(said.after["evidence"]["article_id"])
        run.counts.closed += 1
    return articles
