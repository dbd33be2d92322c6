"""What of an answer is kept: facts whose quotes stand in the text and whose names the lists know; and why not more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from extraction.exchange import Json, interval_to_json, party_to_json, quantity_to_json, weapon_slug
from extraction.llm.answer import Answer, Condition, Fact, Response, Sanction, Weapon
from extraction.llm.page import Page, Unfounded, instrument, party, span_of, verbatim, weapon
from extraction.schema_of_facts import FIELDS, LINKS, PARTIES
from extraction.scoring import ROLES
from extraction.sentences.dates import read_words
from extraction.values import Span, Thing
from schema.vocabulary import AttributionKind

COPIED = ("place", "purpose", "channel", "target_sector")

Found = TypeVar("Found")


class Fault(NamedTuple):
    """What is wrong with a fact of an answer; `refused` if the fact is lost over it, else only a part of it."""

    fact: str
    what: str
    refused: bool

    def __str__(self) -> str:
        return f"{self.fact}: {self.what}" + ("" if self.refused else " (left out)")


@dataclass(frozen=True)
class Checked:
    """The facts that stand, as JSON in the form of the gold and in the order of the text, and all faults."""

    facts: tuple[Json, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Check:
    """A fact under the eyes: the text, and where its faults are noted."""

    fact: Fact
    text: Page
    faults: list[Fault]

    def note(self, what: str, refused: bool = False) -> None:
        self.faults.append(Fault(f"{self.fact.id} ({self.fact.type})", what, refused))

    def optional(self, look_up: Callable[[str, Page], Found], name: str | None) -> Found | None:
        """What a name or words lead to; None, and a note, where they lead to nothing."""
        if not name:
            return None
        try:
            return look_up(name, self.text)
        except Unfounded as error:
            self.note(str(error))
            return None


def checked(answer: Answer, text: Page) -> Checked:
    """The facts of an answer that stand, with the faults of all."""
    faults: list[Fault] = []
    kept: dict[str, Json] = {}
    # A condition can only be looked at when it is known what became of the fact that it is attached to.
    for fact in sorted(answer.facts, key=lambda fact: (fact.type in LINKS, fact.type == "condition")):
        check = Check(fact, text, faults)
        try:
            if fact.id in kept:
                raise Unfounded("another fact has the same id")
            kept[fact.id] = fact_of(check, kept)
        except Unfounded as error:
            check.note(str(error), refused=True)
    return Checked(renamed(kept.values()), tuple(faults))


def fact_of(check: Check, kept: Mapping[str, Json]) -> Json:
    """One fact as gold writes it. Raises Unfounded if it cannot be kept."""
    fact = check.fact
    spans = evidence(check)
    told: Json = {"id": fact.id, "type": fact.type} | linked(fact, kept, check) | roles(check)
    told |= {name: str(getattr(fact, name)) for name in FIELDS[fact.type] if getattr(fact, name) is not None}
    told |= {name: words for name in COPIED if (words := check.optional(verbatim, getattr(fact, name, None)))}
    if isinstance(fact, Condition):
        told["text"] = spans[0].of(check.text.text)
    if isinstance(fact, Sanction):
        told["instrument"] = check.optional(instrument, fact.instrument)
        told["trigger"] = [weapon_slug(thing.weapon, check.text.reference) for thing in things(check, fact.trigger)]
    else:
        named = things(check, fact.objects)
        told["objects"] = [weapon_slug(thing.weapon, check.text.reference) for thing in named]
        told |= quantity_to_json(named)
    words = check.optional(verbatim, fact.when)
    told["date"] = interval_to_json(read_words(words, check.text.published_on)) if words else None
    told["attribution"] = fact.attribution.value
    if fact.attribution is not AttributionKind.OUTLET:
        told["speaker"] = check.optional(verbatim, fact.speaker)
    return told | {"evidence": [list(span) for span in spans]}


def evidence(check: Check) -> list[Span]:
    """Where the quotes stand, in the order of the text. Raises Unfounded if none does."""
    found: list[Span] = []
    wrong: list[str] = []
    for quote in check.fact.quotes:
        try:
            span = span_of(quote, check.text, found)
        except Unfounded as error:
            wrong.append(str(error))
        else:
            found += [span] if span else []
    if not found:
        raise Unfounded("; ".join(wrong))
    for fault in wrong:
        check.note(fault)
    return sorted(found)


def linked(fact: Fact, kept: Mapping[str, Json], check: Check) -> Json:
    """The link of a fact to another one. A condition without the fact that it is attached to is none."""
    if isinstance(fact, Condition):
        carrier = kept.get(fact.attached_to)
        if carrier is None or carrier["type"] == "condition":
            raise Unfounded(f'attached_to is "{fact.attached_to}", which is no kept fact or is a condition itself')
        return {"attached_to": fact.attached_to}
    if isinstance(fact, Response):
        if fact.to and kept.get(fact.to, {}).get("type") != "request":
            check.note(f'to is "{fact.to}", which is no kept request')
            return {"to": None}
        return {"to": fact.to or None}
    return {}


def roles(check: Check) -> Json:
    """The parties of a fact. Raises Unfounded if a name of a main one leads to nothing, or if there is none."""
    fact, text = check.fact, check.text
    told: Json = {}
    for role in PARTIES[fact.type]:
        name: str | None = getattr(fact, role)
        if role in ROLES[fact.type]:
            who = party(name, text) if name else None
            told |= party_to_json(role, who, text.reference) if who else {role: None}
        elif who := check.optional(party, name):
            told |= party_to_json(role, who, text.reference)
    if not any(told[role] for role in ROLES[fact.type]):
        raise Unfounded(f"neither {' nor '.join(ROLES[fact.type])} is named")
    return told


def things(check: Check, weapons: Iterable[Weapon]) -> list[Thing]:
    """The weapons that the lists know. Raises Unfounded if some are named and none is known."""
    found: dict[str, Thing] = {}
    wrong: list[str] = []
    for named in weapons:
        try:
            known = weapon(named.name, check.text)
            found.setdefault(known, Thing(known, named.name, named.quantity, unit=named.unit))
        except Unfounded as error:
            wrong.append(str(error))
    if wrong and not found:
        raise Unfounded("; ".join(wrong))
    for fault in wrong:
        check.note(fault)
    return list(found.values())


def renamed(facts: Iterable[Json]) -> tuple[Json, ...]:
    """The facts in the order of the text under the ids `f1`, `f2`, …, their links with them."""
    ordered = sorted(facts, key=lambda fact: fact["evidence"])
    ids = {fact["id"]: f"f{number}" for number, fact in enumerate(ordered, start=1)}
    links = dict.fromkeys(("id", *LINKS.values()), ids)
    return tuple(
        {name: links[name].get(value, value) if name in links else value for name, value in fact.items()}
        for fact in ordered
    )
