"""Names in registers to entries of the reference lists: only what is certain; the rest is new."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from extraction.names.reference import Reference
from schema.vocabulary import ActorKind, ActorNameKind, WeaponLevel

WRITTEN = (ActorNameKind.NAME, ActorNameKind.ALIAS, ActorNameKind.ABBREVIATION)
STATES = (ActorKind.STATE, ActorKind.HISTORICAL_STATE, ActorKind.TERRITORY)
NEXT_SENTENCE = re.compile(r"\.\s+(?=[A-Z])")
UNSURE = re.compile(
    r"\b(?:possibly|probably|presumably|believed|alleged(?:ly)?|claims?|claimed|formerly|former|revoked|withdrawn|renounced"
    r"|stripped|lost|by birth|by origin)\b",
    re.IGNORECASE,
)
BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
NICKNAME = re.compile(r"[A-Z][a-z]+(?:-\d)?")


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """A name without accents, capitals and marks, its words in the order of the alphabet: `demir ismail`."""
    if name.isascii():  # most are, and need none of what follows
        return " ".join(sorted(name.lower().translate(BLANKS).split()))
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("ø", "o")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


@lru_cache(maxsize=1 << 12)
def state_named(name: str, reference: Reference) -> str | None:
    """The actor that a name means; parts in brackets may be left out: `East Germany (GDR)`."""
    names = actor_names(reference)
    return names.get(folded(name)) or names.get(folded(IN_BRACKETS.sub("", name).strip()))


def nationality_named(written: str, reference: Reference) -> str | None:
    """The state of a nationality, by its name or its people's (`Tunisian`); None for what is doubted or was lost.

    `Possibly Ethiopian` and `Bahrain (citizenship revoked in Jan. 2015)` are such.
    """
    told = NEXT_SENTENCE.split(written)[0].strip(" .")  # what follows tells of others
    if UNSURE.search(told):
        return None
    return state_named(told, reference) or peoples(reference).get(folded(told))


@cache
def peoples(reference: Reference) -> Mapping[str, str]:
    """States by what their people are called, folded; what several share is left out."""
    found: dict[str, set[str]] = {}
    for actor in reference.actors.values():
        for kind, name in actor.names:
            if kind is ActorNameKind.DEMONYM and actor.kind in STATES:
                found.setdefault(folded(name), set()).add(actor.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


@cache
def actor_names(reference: Reference) -> Mapping[str, str]:
    """Actors by folded name, those left out that several share."""
    found: dict[str, set[str]] = {}
    for actor in reference.actors.values():
        for kind, name in actor.names:
            if kind in WRITTEN:
                found.setdefault(folded(name), set()).add(actor.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def weapon_named(designation: str, reference: Reference) -> str | None:
    """The weapon system of a designation: by the whole of it, or by its code before a nickname (`S-400 Triumf`)."""
    names = weapon_names(reference)
    whole = names.get(designation.casefold())
    if whole is not None:
        return whole
    code, _, rest = designation.partition(" ")
    if NICKNAME.fullmatch(rest) and any(c.isdigit() for c in code):
        known = names.get(code.casefold())
        if known is not None and reference.weapons[known].level is WeaponLevel.TYPE:
            return known
    return None


@cache
def weapon_names(reference: Reference) -> Mapping[str, str]:
    """Weapon systems by name without capitals; names that are also ordinary words count, for here all are names."""
    found: dict[str, set[str]] = {}
    for weapon in reference.weapons.values():
        for _, name in weapon.names:
            found.setdefault(name.casefold(), set()).add(weapon.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
