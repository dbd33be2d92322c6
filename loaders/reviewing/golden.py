"""Reviewed facts as gold: the articles all of whose facts a person decided about, as hand-coded gold is written.

What the coder missed is missing here too unless a person looked for it: such gold tells how many of the coder's facts
are right, not how many it finds.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from extraction.exchange import fact_to_json
from extraction.names.reference import Reference
from extraction.values import (
    Attribution,
    CodedFact,
    Condition,
    Evidence,
    Fields,
    Interval,
    Party,
    Request,
    Response,
    Sanction,
    Signs,
    Span,
    Thing,
    Transfer,
)
from loaders.reviewing.state import table_of
from schema import models
from schema.vocabulary import DatePrecision, FactKind, ReviewState

Json = dict[str, Any]
FIELDS: dict[FactKind, type[Fields]] = {
    FactKind.REQUEST: Request,
    FactKind.CONDITION: Condition,
    FactKind.RESPONSE: Response,
    FactKind.SANCTION: Sanction,
    FactKind.TRANSFER: Transfer,
}
COLUMNS = {"instrument": "instrument_id", "attached_to": "attached_to_id", "to": "request_id"}
SEEN = {kind: Signs(kind, 1.0, 1.0, 1.0, ruled=False) for kind in FactKind}  # by a person


def gold(connection: Connection, reference: Reference) -> Iterator[Json]:
    """A line for each article all of whose facts were reviewed, in the order of their ids."""
    evidence, fact = models.Evidence, models.Fact
    standing = select(evidence.article_id).join(fact, fact.id == evidence.fact_id)
    open_ = standing.where(fact.review_state == ReviewState.UNREVIEWED, evidence.article_id.is_not(None))
    article = models.Article
    rows = connection.execute(
        select(article.id, article.text, article.title, article.published_on, article.published_precision)
        .where(article.id.in_(standing), article.id.not_in(open_))
        .order_by(article.id)
    ).all()
    for row in rows:
        exact = row.published_precision is DatePrecision.DAY and row.published_on
        yield {
            "id": row.id,
            "published_on": row.published_on.isoformat() if exact else None,
            "title": row.title,
            "text": row.text,
            "facts": facts_of(connection, reference, row.id),
        }


def facts_of(connection: Connection, reference: Reference, article_id: str) -> list[Json]:
    """The facts of an article that were not rejected, in the order of the text; links to rejected ones are left out."""
    evidence, fact = models.Evidence, models.Fact
    rows = connection.execute(
        select(*evidence.__table__.columns)
        .join(fact, fact.id == evidence.fact_id)
        .where(evidence.article_id == article_id, fact.review_state != ReviewState.REJECTED)
        .order_by(evidence.start_char, evidence.end_char, evidence.id)
    )
    spans: dict[str, list[Evidence]] = {}
    for row in rows:
        spans.setdefault(row.fact_id, []).append(evidence_of(row))
    local = {fact_id: f"f{number}" for number, fact_id in enumerate(spans, start=1)}
    told = []
    for fact_id, found in spans.items():
        coded = coded_fact(connection, fact_id, local, tuple(found))
        told.append({name: value for name, value in fact_to_json(coded, reference).items() if name != "confidence"})
    return told


def evidence_of(row: Any) -> Evidence:
    attribution = Attribution(row.attribution, row.speaker, row.speaker_id, row.via)
    span = Span(row.start_char, row.end_char)
    return Evidence(span, attribution, row.modality, row.stance, row.rule or "", row.confidence, ())


def coded_fact(
    connection: Connection, fact_id: str, local: dict[str, str], evidence: tuple[Evidence, ...]
) -> CodedFact:
    """A fact on record as a coder hands it on."""
    row = connection.execute(select(models.Fact.__table__).where(models.Fact.__table__.c.id == fact_id)).one()
    table = table_of(row.kind)
    own = connection.execute(select(table).where(table.c.fact_id == fact_id)).mappings().one()
    of_kind = FIELDS[row.kind]
    values: dict[str, Any] = {}
    for name in of_kind.__dataclass_fields__:
        if f"{name}_principal_id" in own:
            actor = own[f"{name}_id"]
            values[name] = Party(actor, own[f"{name}_principal_id"] or actor) if actor else None
        elif name in ("attached_to", "to"):
            values[name] = local.get(own[COLUMNS[name]] or "", "")
        else:
            values[name] = own[COLUMNS.get(name, name)]
    if "to" in values:
        values["to"] = values["to"] or None
    when = Interval(row.earliest, row.latest, row.date_words or "") if row.earliest and row.latest else None
    things = models.FactObject
    objects = connection.execute(select(things.__table__).where(things.fact_id == fact_id).order_by(things.weapon_id))
    return CodedFact(
        local[fact_id],
        of_kind(**values),
        tuple(thing_of(each) for each in objects),
        when,
        evidence,
        row.confidence,
        SEEN[row.kind],
    )


def thing_of(row: Any) -> Thing:
    quantity, most = (None if many is None else whole(many) for many in (row.quantity, row.quantity_to))
    resolution, through = row.resolution, row.resolved_through
    return Thing(row.weapon_id, row.words or "", quantity, most, row.unit, resolution, through, row.role)


def whole(many: Any) -> Any:
    """A count as gold writes it: 4, or 1.5."""
    return int(many) if many == int(many) else float(many)
