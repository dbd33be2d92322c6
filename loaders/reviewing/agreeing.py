"""How far reviewers agree about the facts that several of them decided about.

What a reviewer says of a fact is one of three: it is right as the coder has it, it is a fact but told otherwise, it is
none. Agreement beyond chance is Krippendorff's alpha for nominal values (Krippendorff 2004, Content Analysis, ch. 11):
1 - observed / expected disagreement; 1 is agreement throughout, 0 what chance gives.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from loaders.reviewing.state import State, content, differences
from schema.models import Review
from schema.vocabulary import FactKind, ReviewDecision

AS_CODED, CHANGED, NONE = "right as coded", "told otherwise", "no fact"


@dataclass(frozen=True)
class Reading:
    """What a reviewer says of a fact, and the fact as that leaves it."""

    reviewer: str
    says: str
    after: State


@dataclass(frozen=True)
class Figure:
    """Of a kind, or of all: facts with several reviewers, on how many they say the same, and alpha if defined."""

    kind: str
    facts: int
    same: int
    alpha: float | None


@dataclass(frozen=True)
class Difference:
    """A fact on which reviewers differ: who says what, and which fields they leave otherwise."""

    fact_id: str
    kind: FactKind
    readings: tuple[Reading, ...]
    fields: tuple[str, ...]


def readings(connection: Connection) -> dict[str, list[Reading]]:
    """What each reviewer said last of each fact, where it was not taken back, by fact and in order of names."""
    undoing = aliased(Review)
    table = Review.__table__.c
    rows = connection.execute(
        select(*table)
        .where(
            table.decision != ReviewDecision.UNDO,
            ~select(undoing.id).where(undoing.undoes_id == table.id).exists(),
        )
        .order_by(table.fact_id, table.decided_at, table.id)
    )
    found: dict[str, dict[str, Reading]] = {}
    coded: dict[str, State] = {}
    for row in rows:
        coded.setdefault(row.fact_id, content(row.before))
        says = CHANGED if content(row.after) != coded[row.fact_id] else AS_CODED
        says = NONE if row.decision is ReviewDecision.REJECT else says
        found.setdefault(row.fact_id, {})[row.reviewer] = Reading(row.reviewer, says, row.after)
    return {fact: [by[who] for who in sorted(by)] for fact, by in found.items()}


def kind_of(of_fact: Sequence[Reading]) -> FactKind:
    return FactKind(of_fact[0].after["kind"])


def figures(found: Mapping[str, Sequence[Reading]]) -> list[Figure]:
    """Agreement by kind, and of all kinds together; facts that one reviewer alone has seen do not count."""
    shared = [of_fact for of_fact in found.values() if len(of_fact) > 1]
    told = []
    for kind in (*FactKind, "all"):
        of_kind = [of_fact for of_fact in shared if kind == "all" or kind_of(of_fact) is kind]
        values = [[reading.says for reading in of_fact] for of_fact in of_kind]
        same = sum(len(set(said)) == 1 for said in values)
        told.append(Figure(str(kind), len(of_kind), same, alpha(values)))
    return told


def alpha(units: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of nominal values, a sequence for each unit; None where nothing could differ."""
    pairable = [unit for unit in units if len(unit) > 1]
    totals = Counter(value for unit in pairable for value in unit)
    count = totals.total()
    expected = count * count - sum(many * many for many in totals.values())
    if not expected:
        return None
    observed = sum(
        (len(unit) ** 2 - sum(many * many for many in Counter(unit).values())) / (len(unit) - 1) for unit in pairable
    )
    return 1 - (count - 1) * observed / expected


def differing(found: Mapping[str, Sequence[Reading]]) -> list[Difference]:
    """The facts on which reviewers differ, also those that all change but not alike."""
    told = []
    for fact, of_fact in sorted(found.items()):
        first, *others = of_fact
        kept = [reading for reading in of_fact if reading.says != NONE]
        fields = {
            name
            for reading in kept[1:]
            for name, _, _ in differences(kept[0].after, reading.after)
            if not name.endswith("_principal_id")
        }
        if fields or any(reading.says != first.says for reading in others):
            told.append(Difference(fact, kind_of(of_fact), tuple(of_fact), tuple(sorted(fields))))
    return told
