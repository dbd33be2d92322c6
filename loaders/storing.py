"""Coded facts as rows: keys that stay the same for the same input, and the replacement of earlier machine work."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, not_, select

from extraction.values import CodedFact, Coding, Condition, Evidence, Lead, Party, Request, Response, Sanction, Transfer
from loaders.ledger import now
from loaders.reviewing.recognising import kept_facts, recognised, stays
from schema import models
from schema.vocabulary import LeadState

Row = dict[str, Any]
KINDS = {
    Request: models.Request,
    Condition: models.Condition,
    Response: models.Response,
    Sanction: models.Sanction,
    Transfer: models.Transfer,
}
INSTRUMENT = {"instrument": "instrument_id", "attached_to": "attached_to_id", "to": "request_id"}


def short_hash(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def fact_keys(article_id: str, facts: Sequence[CodedFact]) -> dict[str, str]:
    """The key of each fact by its local id: what it says, so that it stays when other facts come or go."""
    keys: dict[str, str] = {}
    seen: dict[str, int] = {}
    ordered = sorted(facts, key=lambda fact: isinstance(fact.fields, Condition))
    for fact in ordered:
        said = [article_id, fact.kind.value]
        for name in fact.fields.__dataclass_fields__:
            value = getattr(fact.fields, name)
            if isinstance(value, Party):
                said.append(f"{name}={value.principal}")
            elif name in ("action", "measure", "decision", "stage", "mode", "stance") and value:
                said.append(f"{name}={value}")
        if isinstance(fact.fields, Condition):
            said.append("of " + short_hash(keys[fact.fields.attached_to]))
        said.append("objects=" + ",".join(sorted(thing.weapon for thing in fact.things)))
        key = " ".join(said)
        seen[key] = seen.get(key, 0) + 1
        keys[fact.id] = key if seen[key] == 1 else f"{key} #{seen[key]}"
    return keys


def store(connection: Connection, article_id: str, coding: Coding, coder: tuple[str, str], run_id: str) -> int:
    """Writes the facts of an article in place of its earlier unreviewed machine work; returns how many.

    What people decided about stays as they left it, and is not told a second time beside.
    """
    drop_machine_work(connection, article_id)
    keys = fact_keys(article_id, coding.facts)
    there = recognised(kept_facts(connection, article_id), coding.facts, keys)
    ids = {local: there.get(local) or "f-" + short_hash(key) for local, key in keys.items()}
    rows: dict[type[models.Base], list[Row]] = {}

    def add(model: type[models.Base], row: Row) -> None:
        rows.setdefault(model, []).append(row)

    stamp = {"recorded_at": now(), "run_id": run_id}
    facts = [fact for fact in coding.facts if fact.id not in there]
    for fact in facts:
        add(
            models.Fact,
            {
                "id": ids[fact.id],
                "key": keys[fact.id],
                "kind": fact.kind,
                "earliest": fact.when.earliest if fact.when else None,
                "latest": fact.when.latest if fact.when else None,
                "date_words": fact.when.words if fact.when else None,
                "confidence": fact.confidence,
                **stamp,
            },
        )
        add(KINDS[type(fact.fields)], {"fact_id": ids[fact.id], "kind": fact.kind.value, **columns(fact, ids)})
        for thing in fact.things:
            add(
                models.FactObject,
                {
                    "fact_id": ids[fact.id],
                    "role": thing.role,
                    "weapon_id": thing.weapon,
                    "quantity": thing.quantity,
                    "quantity_to": thing.quantity_to,
                    "unit": thing.unit,
                    "words": thing.words or None,
                    "resolution": thing.resolution,
                    "resolved_through": thing.through,
                },
            )
        for evidence in fact.evidence:
            evidence_id = "e-" + short_hash(ids[fact.id], evidence.span.start, evidence.span.end, evidence.stance)
            add(models.Evidence, evidence_row(evidence_id, ids[fact.id], article_id, evidence, coder) | stamp)
            for field, value in dict.fromkeys(evidence.says):
                add(models.Assertion, {"evidence_id": evidence_id, "field": field, "value": value})
    for model in insert_order(rows):
        connection.execute(insert(model), rows[model])
    return len(facts)


def columns(fact: CodedFact, ids: dict[str, str]) -> Row:
    """The fields of a fact under the columns of its table."""
    row: Row = {}
    for name in fact.fields.__dataclass_fields__:
        value = getattr(fact.fields, name)
        if name in ("attached_to", "to"):
            row[INSTRUMENT[name]] = ids[value] if value else None
        elif name in ROLES:
            row[f"{name}_id"] = value.actor if value else None
            row[f"{name}_principal_id"] = value.principal if value else None
        else:
            row[INSTRUMENT.get(name, name)] = value
    return row


ROLES = frozenset(
    """
    requester addressee beneficiary imposed_by required_of responder asker imposer target supplier
    recipient consent_by
    """.split()
)


def evidence_row(evidence_id: str, fact_id: str, article_id: str, evidence: Evidence, coder: tuple[str, str]) -> Row:
    return {
        "id": evidence_id,
        "fact_id": fact_id,
        "article_id": article_id,
        "start_char": evidence.span.start,
        "end_char": evidence.span.end,
        "attribution": evidence.attribution.kind,
        "speaker": evidence.attribution.speaker,
        "speaker_id": evidence.attribution.speaker_actor,
        "via": evidence.attribution.via,
        "modality": evidence.modality,
        "stance": evidence.stance,
        "extractor": coder[0],
        "extractor_version": coder[1],
        "rule": evidence.rule,
        "confidence": evidence.confidence,
    }


def insert_order(rows: dict[type[models.Base], list[Row]]) -> Iterable[type[models.Base]]:
    """Tables in an order in which each foreign key finds what it points to."""
    order = [
        models.Fact,
        models.Request,
        models.Response,
        models.Sanction,
        models.Transfer,
        models.Condition,
        models.FactObject,
        models.Evidence,
        models.Assertion,
    ]
    return [model for model in order if model in rows]


def drop_machine_work(connection: Connection, article_id: str) -> None:
    """Removes the facts that stand on this article alone, save what people decided about and what that hangs on."""
    evidence = models.Evidence
    here = select(evidence.fact_id).where(evidence.article_id == article_id)
    elsewhere = select(evidence.fact_id).where(
        evidence.fact_id.in_(here), (evidence.article_id != article_id) | evidence.dataset_record_id.is_not(None)
    )
    connection.execute(
        delete(models.Fact).where(models.Fact.id.in_(here), models.Fact.id.not_in(elsewhere), not_(stays))
    )


def store_leads(
    connection: Connection, article_id: str, leads: Sequence[Lead], coder: tuple[str, str], run_id: str
) -> None:
    """Writes the leads of an article in place of those that nobody has decided about."""
    table = models.Lead
    of_article = table.article_id == article_id
    connection.execute(delete(table).where(of_article, table.state == LeadState.OPEN))
    decided = set(connection.scalars(select(table.id).where(of_article)))
    rows = [
        {
            "id": "l-" + short_hash(article_id, *lead.sentence, lead.kind),
            "article_id": article_id,
            "start_char": lead.sentence.start,
            "end_char": lead.sentence.end,
            "kind": lead.kind,
            "likelihood": lead.likelihood,
            "reason": lead.reason,
            "extractor": " ".join(coder),
            "recorded_at": now(),
            "run_id": run_id,
        }
        for lead in leads
    ]
    if rows := [row for row in rows if row["id"] not in decided]:
        connection.execute(insert(table), rows)
