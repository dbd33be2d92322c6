"""What is wrong with a practice item: codes that no list knows, marks without a fact, facts without a mark."""

from collections.abc import Iterator
from typing import Any

from extraction.exchange import principal_id, weapon_id
from extraction.names.reference import Reference
from extraction.schema_of_facts import FIELDS, LINKS, PARTIES, SHARED
from training.items import MARK

Json = dict[str, Any]
FREE = {"id", "type", "objects", "trigger", "quantity", "unit", "target_sector", "instrument"}
NEEDED = {
    "request": ("action",), "condition": ("action", "attached_to"), "response": ("decision", "action"),
    "sanction": ("stage",), "transfer": ("stage",),
}  # fmt: skip


def faults(row: Json, reference: Reference) -> Iterator[str]:
    """Each fault of an item in a few words."""
    ids = [fact["id"] for fact in row["facts"]]
    marked = [name for match in MARK.finditer(row["text"]) for name in match["ids"].split(",")]
    if len(set(ids)) != len(ids):
        yield "two facts have one id"
    yield from (f"the mark {name} has no fact" for name in marked if name not in ids)
    yield from (f"the fact {name} has no mark" for name in ids if name not in marked)
    yield from (f"the mark on {match['word']!r} is not on one word" for match in MARK.finditer(row["text"])
                if not match["word"] or " " in match["word"])  # fmt: skip
    for fact in row["facts"]:
        yield from (f"{fact['id']}: {fault}" for fault in faults_of(fact, ids, reference))


def faults_of(fact: Json, ids: list[str], reference: Reference) -> Iterator[str]:
    kind = fact["type"]
    if kind not in FIELDS:
        yield f"no such type: {kind}"
        return
    words = FIELDS[kind] | SHARED
    known = FREE | words.keys() | set(PARTIES[kind]) | {LINKS.get(kind)}
    yield from (f"{kind} has no field {name}" for name in fact if name not in known)
    yield from (f"needs {name}" for name in NEEDED[kind] if name not in fact)
    for name, value in fact.items():
        if name in words and value is not None and value not in words[name]:
            yield f"{name} is {value}"
        if name in PARTIES[kind] and value is not None and principal_id(value, reference, None) not in reference.actors:
            yield f"unknown actor {value}"
        if name == LINKS.get(kind) and value is not None and value not in ids:
            yield f"{name} leads to {value}, which is not there"
    for slug in (*(fact.get("objects") or ()), *(fact.get("trigger") or ())):
        if weapon_id(slug, reference) not in reference.weapons:
            yield f"unknown weapon {slug}"
