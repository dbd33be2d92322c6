"""Accounts read off the record, with the article or record that each stands on."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from loaders.portions import portions
from loaders.resolution.account import CHIEF, Account
from loaders.resolution.words import wording
from schema import models
from schema.engine import Selects
from schema.vocabulary import FactKind

TABLES: Mapping[FactKind, Any] = {
    FactKind.REQUEST: models.Request,
    FactKind.CONDITION: models.Condition,
    FactKind.RESPONSE: models.Response,
    FactKind.SANCTION: models.Sanction,
    FactKind.TRANSFER: models.Transfer,
}
TERMS = ("action", "measure", "mode", "decision", "stage", "stance", "outcome", "formality", "force", "instrument_id")
HANGS_ON = {FactKind.CONDITION: "attached_to_id", FactKind.RESPONSE: "request_id"}
LONGEST_QUOTE = 2_000  # characters of a quote that are compared


def accounts(connection: Selects, kind: FactKind, ids: Iterable[str]) -> dict[str, Account]:
    """Accounts of one kind by id, as they stand on record."""
    found: dict[str, Account] = {}
    for some in portions(sorted(ids)):
        things, quantities = objects(connection, some)
        places = origins(connection, some)
        for row in connection.execute(fields(kind).where(models.Fact.id.in_(some))).mappings():
            place = places.get(row["id"], Place())
            found[row["id"]] = Account(
                id=row["id"],
                kind=kind,
                parties={role: row[f"{role}_principal_id"] for role in roles(kind)},
                actors={role: row[f"{role}_id"] for role in roles(kind)},
                terms={
                    name.removesuffix("_id"): str(row[name]) if row[name] is not None else None
                    for name in TERMS
                    if name in row
                },
                things=things.get(row["id"], frozenset()),
                quantities=quantities.get(row["id"], frozenset()),
                earliest=row["earliest"],
                latest=row["latest"],
                told_on=place.told_on,
                place=place.article,
                origin=place.origin,
                hangs_on=row.get("hangs_on"),
                wording=wording(place.quote),
            )
    return found


def roles(kind: FactKind) -> tuple[str, ...]:
    return (*CHIEF[kind], "beneficiary") if kind is FactKind.REQUEST else CHIEF[kind]


def fields(kind: FactKind) -> Select[Any]:
    """The rows of one kind; parties lead to the actors that they were judged to be."""
    table = TABLES[kind].__table__
    chosen: list[Any] = [models.Fact.id, models.Fact.earliest, models.Fact.latest]
    chosen += [table.c[name] for name in TERMS if name in table.c]
    statement = select(models.Fact).join(table, table.c.fact_id == models.Fact.id)
    for role in roles(kind):
        for name in (f"{role}_id", f"{role}_principal_id"):
            actor = aliased(models.Actor)
            statement = statement.outerjoin(actor, actor.id == table.c[name])
            chosen.append(func.coalesce(actor.same_as_id, actor.id).label(name))
    if link := HANGS_ON.get(kind):
        above = aliased(models.Fact)
        statement = statement.outerjoin(above, above.id == table.c[link])
        roots = [above.merged_into_id, above.id]
        if kind is FactKind.CONDITION:  # what gates the answer to a request gates the request
            answer, asked = aliased(models.Response), aliased(models.Fact)
            statement = statement.outerjoin(answer, answer.fact_id == above.id)
            statement = statement.outerjoin(asked, asked.id == answer.request_id)
            roots = [asked.merged_into_id, asked.id, *roots]
        chosen.append(func.coalesce(*roots).label("hangs_on"))
    return statement.with_only_columns(*chosen)


def objects(
    connection: Selects, ids: Sequence[str]
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[tuple[str | None, float]]]]:
    """The weapons of each account, and how many of them."""
    things: dict[str, frozenset[str]] = {}
    quantities: dict[str, frozenset[tuple[str | None, float]]] = {}
    table = models.FactObject
    rows = connection.execute(
        select(table.fact_id, table.weapon_id, table.quantity, table.unit).where(table.fact_id.in_(ids))
    )
    for fact, weapon, quantity, unit in rows:
        things[fact] = things.get(fact, frozenset()) | {weapon}
        if quantity is not None:
            quantities[fact] = quantities.get(fact, frozenset()) | {(unit, float(quantity))}
    return things, quantities


class Place(NamedTuple):
    """Where an account stands: day, article or record, the origin that copies share, and its words."""

    told_on: dt.date | None = None
    article: str = ""
    origin: str = ""
    quote: str = ""


def origins(connection: Selects, ids: Sequence[str]) -> dict[str, Place]:
    """The first piece of evidence of each account. Of a record, the day of its release tells nothing of the event."""
    evidence, article, record = models.Evidence, models.Article, models.DatasetRecord
    story = models.StoryArticle
    rows = connection.execute(
        select(
            evidence.fact_id,
            evidence.article_id,
            article.published_on,
            story.story_id,
            record.source_id,
            record.key,
            func.substr(article.text, evidence.start_char + 1, evidence.end_char - evidence.start_char).label("quote"),
            record.says,
        )
        .outerjoin(article, article.id == evidence.article_id)
        .outerjoin(story, story.article_id == evidence.article_id)
        .outerjoin(record, record.id == evidence.dataset_record_id)
        .where(evidence.fact_id.in_(ids))
        .order_by(evidence.fact_id, evidence.start_char, evidence.id)
    )
    found: dict[str, Place] = {}
    for row in rows:
        if row.fact_id in found:
            continue
        quote = (row.quote or "")[:LONGEST_QUOTE]
        if row.article_id:
            found[row.fact_id] = Place(row.published_on, row.article_id, row.story_id or row.article_id, quote)
        else:
            at = f"{row.source_id}#{row.key}"
            found[row.fact_id] = Place(None, at, at)
    return found
