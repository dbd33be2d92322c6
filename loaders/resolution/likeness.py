"""How like two accounts are: features that a person can read, and one score from them.

The weights are fitted on the labelled pairs of `data/resolution` by `training/resolution.py`; a reason is a feature
that holds, with its weight.
"""

import csv
import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.names.reference import Reference
from loaders.resolution.account import Account
from loaders.resolution.words import Wording
from schema.vocabulary import FactKind, WeaponLevel

WEIGHTS = Path(__file__).with_name("weights.csv")
BEFORE_TOLD = dt.timedelta(days=45)  # what is told without a day happened not long before
LONG_BEFORE = dt.timedelta(days=1500)  # but a deal that is spoken of as known may be old
KNOWN = ("ordered", "delivered", "imposed")
GAPS = ((0, "none"), (7, "days"), (31, "weeks"), (120, "months"), (400, "year"))
CLOSE = ((3, "day"), (40, "month"))  # days of an interval
SILENT = (None, "", "unspecified", "unknown", "other")
KIN = (
    {"acquire", "transfer", "deliver", "license", "coproduce", "approve", "permit_reexport"},
    {"dispose", "remove", "return", "deactivate", "cancel", "not_use"},
    {"refrain", "cancel", "impose_sanction", "no_reexport"},
    {"deploy", "protect", "deliver", "transfer"},
    {"permit_use", "limit_use"},
)
COURSE: Mapping[FactKind, tuple[str, ...]] = {
    FactKind.TRANSFER: ("offered", "negotiating", "approved", "ordered", "delivered"),
    FactKind.SANCTION: ("threatened", "proposed", "imposed"),
    FactKind.REQUEST: ("pending", "refused", "partly_granted", "granted"),
    FactKind.RESPONSE: ("no_reply", "deferred", "refused", "partly_granted", "granted"),
}


@dataclass(frozen=True)
class Likeness:
    """A score from 0 to 1, and what speaks for and against, the weightiest first."""

    score: float
    reasons: tuple[str, ...]


ONE_RECORD = Likeness(1.0, ("+ one record tells both",))


def likeness(one: Account, other: Account, reference: Reference, *, hangs: bool | None = None) -> Likeness | None:
    """How like two accounts of one kind are; None if they cannot be of one fact.

    `hangs` tells whether both hang on one and the same, if both hang on something.
    """
    if hangs is False:
        return None  # a term that gates another thing, or an answer to another request, is another
    found = dict(features(one, other, reference, hangs))
    if "parties apart" in found:
        return None
    weights = read_weights()
    terms = [(weights.get(name, 0.0) * value, name) for name, value in found.items()]
    terms += [(weights.get(f"{one.kind}: {name}", 0.0) * value, name) for name, value in found.items()]
    score = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weight for weight, _ in terms)))))
    told: dict[str, float] = {}
    for weight, name in terms:
        told[name] = told.get(name, 0.0) + weight
    ordered = sorted((name for name in told if name != "bias" and abs(told[name]) >= 0.2), key=lambda n: -abs(told[n]))
    return Likeness(score, tuple(f"{'+' if told[name] > 0 else '−'} {name}" for name in ordered[:6]))


def compared(one: Account, other: Account, reference: Reference) -> Likeness:
    """How like two accounts on record are."""
    if one.place == other.place and "#" in one.place:
        return ONE_RECORD
    hangs = None if one.hangs_on is None or other.hangs_on is None else one.hangs_on == other.hangs_on
    return likeness(one, other, reference, hangs=hangs) or Likeness(0.0, ())


def features(
    one: Account, other: Account, reference: Reference, hangs: bool | None = None
) -> Iterator[tuple[str, float]]:
    assert one.kind == other.kind, (one.id, other.id)
    yield "bias", 1.0
    yield f"a {one.kind}", 1.0
    yield f"parties {parties(one, other)}", 1.0
    yield f"weapons {things(one, other, reference)}", 1.0
    yield f"deed {deed(one, other)}", 1.0
    yield f"standing {standing(one, other)}", 1.0
    gap, exact = between(one, other)
    yield f"days apart: {bucket(gap)}", 1.0
    yield ("days of both told" if exact else "a day not told"), 1.0
    if exact:
        yield f"to the {closeness(max(width(one), width(other)))}, apart: {bucket(gap)}", 1.0
    if one.told_on and other.told_on:
        yield f"told apart: {bucket(abs((one.told_on - other.told_on).days))}", 1.0
    if counted := quantities(one, other):
        yield f"quantity {counted}", 1.0
    if named := actors(one, other):
        yield f"persons {named}", 1.0
    for role in ("beneficiary", "instrument"):
        mine = one.parties.get(role) or one.terms.get(role)
        theirs = other.parties.get(role) or other.terms.get(role)
        if mine and theirs:
            yield f"{role} {'the same' if mine == theirs else 'apart'}", 1.0
    if one.origin and one.origin == other.origin:
        yield "one origin", 1.0
    if hangs:
        yield "hangs on the same", 1.0
    yield from wordings(one.wording, other.wording)


def wordings(mine: Wording, theirs: Wording) -> Iterator[tuple[str, float]]:
    if mine.words and theirs.words:
        yield "words shared", len(mine.words & theirs.words) / min(len(mine.words), len(theirs.words))
    if mine.numbers and theirs.numbers:
        yield f"numbers {'shared' if mine.numbers & theirs.numbers else 'apart'}", 1.0
    if mine.again or theirs.again:
        yield f"told as not the first by {'both' if mine.again and theirs.again else 'one'}", 1.0


def parties(one: Account, other: Account) -> str:
    """How the chief parties stand to each other; a measure against one firm or person is none against another."""
    untold = False
    if one.kind is FactKind.SANCTION and apart(one.closer("target"), other.closer("target")):
        return "apart"
    for mine, theirs in zip(one.chief, other.chief, strict=True):
        if mine is None or theirs is None:
            untold = untold or mine != theirs
        elif mine != theirs:
            return "apart"
    return "partly told" if untold else "the same"


def apart(mine: str | None, theirs: str | None) -> bool:
    return mine is not None and theirs is not None and mine != theirs


def things(one: Account, other: Account, reference: Reference) -> str:
    """How the weapons of two accounts stand to each other in the tree."""
    if not one.things or not other.things:
        return "untold"
    if one.things == other.things:
        return "the same"
    kin = [relation(mine, theirs, reference) for mine in one.things for theirs in other.things]
    return min(kin, key=("shared", "kin", "of a category", "apart").index)


def relation(mine: str, theirs: str, reference: Reference) -> str:
    if mine == theirs:
        return "shared"
    for lower, upper in ((mine, theirs), (theirs, mine)):
        if lower in reference.weapons and upper in reference.lineage(lower):
            return "of a category" if reference.weapons[upper].level is WeaponLevel.CATEGORY else "kin"
    return "apart"


def deed(one: Account, other: Account) -> str:
    mine, theirs = one.deed, other.deed
    if mine in SILENT or theirs in SILENT:
        return "untold"
    if mine == theirs:
        return "the same"
    return "kin" if any(mine in kin and theirs in kin for kin in KIN) else "apart"


def standing(one: Account, other: Account) -> str:
    """Whether both stand alike, one further than the other as time went on, or against each other."""
    mine, theirs = one.standing, other.standing
    if mine == theirs:
        return "the same"
    if mine in SILENT or theirs in SILENT:
        return "untold"
    course = COURSE.get(one.kind, ())
    if mine in course and theirs in course and one.told_on and other.told_on:
        ahead = course.index(str(theirs)) - course.index(str(mine))
        days = (other.told_on - one.told_on).days
        return "further" if ahead * days >= 0 else "back"
    return "apart"


def span(account: Account) -> tuple[dt.date, dt.date] | None:
    """Between which days it happened; what tells no day happened not long before it was told."""
    if account.earliest and account.latest:
        return account.earliest, account.latest
    if account.told_on:
        before = LONG_BEFORE if account.standing in KNOWN else BEFORE_TOLD
        return account.told_on - before, account.told_on
    return None


def between(one: Account, other: Account) -> tuple[int | None, bool]:
    """Days between what happened, none if both may be of one day, and whether both tell a day."""
    mine, theirs = span(one), span(other)
    exact = one.earliest is not None and other.earliest is not None
    if mine is None or theirs is None:
        return None, False
    return max(0, (theirs[0] - mine[1]).days, (mine[0] - theirs[1]).days), exact


def bucket(days: int | None) -> str:
    if days is None:
        return "untold"
    return next((name for most, name in GAPS if days <= most), "years")


def width(account: Account) -> int:
    found = span(account)
    return (found[1] - found[0]).days if found else 0


def closeness(days: int) -> str:
    """How closely days are told."""
    return next((name for most, name in CLOSE if days <= most), "year")


def quantities(one: Account, other: Account) -> str | None:
    units = {unit for unit, _ in one.quantities} & {unit for unit, _ in other.quantities}
    mine = {count for unit, count in one.quantities if unit in units}
    theirs = {count for unit, count in other.quantities if unit in units}
    if not mine or not theirs:
        return None
    return "the same" if mine & theirs else "apart"


def actors(one: Account, other: Account) -> str | None:
    """Whether the persons and bodies named differ, where both are named more closely than by their principal."""
    told: list[bool | None] = []
    for role in one.parties:
        mine, theirs = one.closer(role), other.closer(role)
        if mine and theirs:
            told.append(mine == theirs)
        elif mine or theirs:
            told.append(None)
    if not told:
        return None
    return "apart" if False in told else "the same" if True in told else "told of one"


@cache
def read_weights() -> dict[str, float]:
    with WEIGHTS.open(encoding="utf-8", newline="") as file:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(file)}
