"""Names in registers to entries of the reference lists: only what is certain; the rest is new."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from extraction.names.reference import Reference
from schema.vocabulary import ActorNameKind, WeaponLevel

WRITTEN = (ActorNameKind.NAME, ActorNameKind.ALIAS, ActorNameKind.ABBREVIATION)
NICKNAME = re.compile(r"[A-Z][a-z]+(?:-\d)?")


def folded(name: str) -> str:
    """A name without accents, capitals and marks, its words in the order of the alphabet: `demir ismail`."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("ø", "o")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(sorted(kept.split()))


def state_named(name: str, reference: Reference) -> str | None:
    """The actor that a name means; parts in brackets may be left out: `East Germany (GDR)`."""
    names = actor_names(reference)
    bare = re.sub(r"\s*\([^)]*\)", "", name).strip()
    return names.get(folded(name)) or names.get(folded(bare))


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
