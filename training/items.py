"""The practice items of our own writing: short texts with marked words and the facts that these words tell."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extraction.encoder.features import Words, words_of
from extraction.encoder.learned import stretches
from extraction.exchange import principal_id, weapon_id
from extraction.names.reference import Reference
from extraction.network.telling import actors_in, weapons_in
from extraction.schema_of_facts import LINKS, PARTIES
from extraction.sentences.discourse import Discourse, discourse
from extraction.sentences.parse import parse_many
from extraction.text.clean import plain
from extraction.text.layout import lay_out

Json = dict[str, Any]
MARK = re.compile(r"\[(?P<ids>[a-z0-9]+(?:,[a-z0-9]+)*):(?P<word>[^\]\[]*)\]")


@dataclass(frozen=True)
class Item:
    """A text without its marks, the characters that tell each fact, and the facts."""

    id: str
    published_on: dt.date | None
    text: str
    marks: Mapping[str, tuple[int, ...]]
    facts: tuple[Json, ...]


def read_items(path: Path) -> Iterator[Item]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield item_of(json.loads(line), f"{path.stem}-{number}")


def taught(items: Iterable[Item]) -> list[Item]:
    """The items to learn from; one in ten is held back to measure on."""
    return [item for item in items if not held_back(item)]


def held_back(item: Item) -> bool:
    return item.id.endswith("0")


def item_of(row: Json, name: str) -> Item:
    text, done = "", 0
    marks: dict[str, tuple[int, ...]] = {}
    for match in MARK.finditer(row["text"]):
        text += row["text"][done : match.start()]
        for fact in match["ids"].split(","):
            marks[fact] = (*marks.get(fact, ()), len(text))
        text += match["word"]
        done = match.end()
    return Item(name, dt.date.fromisoformat(row["on"]), text + row["text"][done:], marks, tuple(row["facts"]))


@dataclass
class Told:
    """A word that tells a fact of some kind, and what the network is to say there; places are words of the stretch.

    `parties`: by role, the words that mean the party; empty: nobody does; absent: nothing is known.
    """

    at: int
    kind: str
    fact: Json
    parties: dict[str, tuple[int, ...]] = field(default_factory=dict)
    things: dict[int, bool] = field(default_factory=dict)
    link: tuple[str, tuple[int, ...]] | None = None
    same: dict[int, bool] = field(default_factory=dict)


@dataclass
class Lesson:
    """A stretch of an item: its words, what tells facts in it, and which words may fill roles.

    `acts` and `ruled` are what rules find at each word, once they have read it.
    """

    discourse: Discourse
    words: Words
    actors: dict[int, str]
    told: list[Told]
    acts: list[int] = field(default_factory=list)
    ruled: list[int] = field(default_factory=list)


def lessons(items: Sequence[Item], reference: Reference) -> Iterator[Lesson]:
    laid = [(item.text, lay_out(item.text)) for item in items]
    for item, sentences in zip(items, parse_many(laid, reference), strict=True):
        d = discourse(plain(item.text), sentences, reference, item.published_on, item.published_on)
        for stretch in stretches(sentences):
            yield lesson(item, d, words_of(d, stretch))


def lesson(item: Item, d: Discourse, words: Words) -> Lesson:
    actors = {i: party.principal for i, party in actors_in(d, words).items()}
    weapons = weapons_in(d, words)
    places = {
        name: tuple(i for i, (_, token) in enumerate(words.tokens) for at in marks if token.start <= at < token.end)
        for name, marks in item.marks.items()
    }
    told = [
        told_of(d, item, fact, at, actors, weapons, places) for fact in item.facts for at in places.get(fact["id"], ())
    ]
    for one in told:
        for other in told:
            if other.at != one.at and other.kind == one.kind:
                one.same[other.at] = one.same.get(other.at, False) or other.fact["id"] == one.fact["id"]
    return Lesson(d, words, actors, told)


def told_of(
    d: Discourse, item: Item, fact: Json, at: int, actors: Mapping[int, str], weapons: Mapping[int, tuple[str, ...]],
    places: Mapping[str, tuple[int, ...]],
) -> Told:  # fmt: skip
    kind = fact["type"]
    told = Told(at, kind, fact)
    for role in PARTIES[kind]:
        code = fact.get(role)
        if code is None:
            told.parties[role] = ()
            continue
        wanted = principal_id(code, d.reference, item.published_on)
        if meaning := tuple(i for i, actor in actors.items() if actor == wanted):
            told.parties[role] = meaning
    told.things = things_told(d, fact, weapons)
    name = LINKS.get(kind)
    if name is not None:
        target = fact.get(name)
        if target is None:
            told.link = name, ()
        elif places.get(target):
            told.link = name, places[target]
    return told


def things_told(d: Discourse, fact: Json, weapons: Mapping[int, tuple[str, ...]]) -> dict[int, bool]:
    """Which words for weapons mean what the fact is about."""
    slugs = fact.get("trigger" if fact["type"] == "sanction" else "objects") or ()
    wanted = {weapon_id(slug, d.reference) or slug for slug in slugs}
    exact = {weapon for meant in weapons.values() for weapon in meant} & wanted
    lines = {
        above for weapon in wanted - exact if weapon in d.reference.weapons for above in d.reference.lineage(weapon)
    }
    loose = lines - {"weapons"}
    return {i: any(w in exact or w in loose for w in meant) for i, meant in weapons.items()}
