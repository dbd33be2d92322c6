"""Coded facts as JSON in the form of the hand-coded gold, and weapons and actors under the slugs used there."""

import datetime as dt
from functools import lru_cache
from typing import Any

from extraction.names.gazetteer import fold, pieces
from extraction.names.reference import Reference
from extraction.values import CodedFact, Interval, Party, Thing
from schema.vocabulary import ActorKind, AttributionKind, ObjectRole, WeaponLevel

# Actors of these kinds are written as what they act for; the actor itself follows under `…_actor`.
SPOKEN_FOR = (ActorKind.PERSON, ActorKind.GOVERNMENT_BODY)

Json = dict[str, Any]


def fact_to_json(fact: CodedFact, reference: Reference) -> Json:
    """One fact as gold writes it: roles as codes, objects as slugs, evidence as [start, end] pairs."""
    told: Json = {"id": fact.id, "type": fact.kind.value}
    for name in fact.fields.__dataclass_fields__:
        value = getattr(fact.fields, name)
        if isinstance(value, Party):
            told |= party_to_json(name, value, reference)
        elif value is not None:
            told[name] = str(value)
        elif name not in ("place", "purpose", "channel", "beneficiary", "consent_by", "target_sector", "gated_action"):
            told[name] = None
    objects = [thing for thing in fact.things if thing.role is ObjectRole.OBJECT]
    if fact.kind == "sanction":
        told["trigger"] = [weapon_slug(t.weapon, reference) for t in fact.things]
    else:
        told["objects"] = [weapon_slug(t.weapon, reference) for t in objects]
    told |= quantity_to_json(objects)
    told["date"] = interval_to_json(fact.when)
    first = fact.evidence[0].attribution
    told["attribution"] = first.kind.value
    if first.kind is not AttributionKind.OUTLET:
        told["speaker"] = first.speaker
    told["evidence"] = [list(evidence.span) for evidence in fact.evidence]
    told["confidence"] = fact.confidence
    if fields := disputed(fact):
        told["disputed"] = fields
    return told


def party_to_json(name: str, party: Party, reference: Reference) -> Json:
    known = reference.actors.get(party.actor)  # one that only a register lists may be filled in by a person
    if (known is None or known.kind in SPOKEN_FOR) and party.actor != party.principal:
        return {name: party.principal, f"{name}_actor": party.actor}
    return {name: party.actor}


def quantity_to_json(things: list[Thing]) -> Json:
    counted = [thing for thing in things if thing.quantity is not None]
    if len(counted) != 1:
        return {}
    (thing,) = counted
    return {"quantity": thing.quantity} | ({"unit": thing.unit} if thing.unit else {})


def interval_to_json(interval: Interval | None) -> list[str] | None:
    return [interval.earliest.isoformat(), interval.latest.isoformat()] if interval else None


def disputed(fact: CodedFact) -> list[str]:
    """Fields on which the fact's own evidence disagrees: one piece speaks against the fact by what it says of them."""
    contradicting = [evidence for evidence in fact.evidence if evidence.stance == "contradicts"]
    if not contradicting or len(contradicting) == len(fact.evidence):
        return []
    supporting = [dict(e.says) for e in fact.evidence if e not in contradicting]
    fields = []
    for evidence in contradicting:
        for name, value in evidence.says:
            if any(says.get(name, value) != value for says in supporting):
                fields.append(name)
    return sorted(set(fields))


def weapon_slug(weapon_id: str, reference: Reference) -> str:
    known = reference.weapons.get(weapon_id)
    return f"category:{weapon_id}" if known and known.level is WeaponLevel.CATEGORY else weapon_id


@lru_cache(maxsize=8)
def slugs(reference: Reference) -> tuple[dict[str, str], dict[str, str]]:
    """Actor ids and weapon ids by every slug that one of their names makes."""
    actors: dict[str, str] = {}
    weapons: dict[str, str] = {}
    for actor in reference.actors.values():
        for _, name in actor.names:
            actors.setdefault(slug(name), actor.id)
    for weapon in reference.weapons.values():
        for _, name in weapon.names:
            weapons.setdefault(slug(name), weapon.id)
    return actors, weapons


def slug(name: str) -> str:
    return "-".join(fold(match.group()) for match in pieces(name))


def weapon_id(written: str, reference: Reference) -> str | None:
    """The weapon that a gold slug means; None if it is not on the lists."""
    bare = written.removeprefix("category:")
    if bare in reference.weapons:
        return bare
    return slugs(reference)[1].get(slug(bare))


def principal_id(written: str, reference: Reference, day: dt.date | None) -> str:
    """The principal of the actor that a gold code means; the code itself if it is not on the lists."""
    known = written if written in reference.actors else slugs(reference)[0].get(slug(written))
    return reference.principal(known, day) if known else written
