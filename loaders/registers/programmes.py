"""The programmes of sanctions lists, as `data/reference/programmes.csv` describes them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extraction.names.reference import Reference
from schema.errors import ConfigError
from schema.settings import REFERENCE_LISTS
from schema.vocabulary import Measure

FILE = "programmes.csv"


@dataclass(frozen=True)
class Programme:
    """A programme: its list and tag, who restricts what by which instrument, and whether over arms."""

    id: str
    name: str
    imposer: str | None
    imposer_principal: str
    instrument: str | None
    measure: Measure
    state: str | None
    over_arms: bool
    trigger: str | None

    @property
    def tag(self) -> str:
        return self.id.partition("/")[2]


@cache
def programmes(reference: Reference, folder: Path = REFERENCE_LISTS) -> Mapping[str, Programme]:
    """The programmes by id. Raises ConfigError with the line of what is not as it must be."""
    found: dict[str, Programme] = {}
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            place = f"{FILE}:{number}"
            try:
                programme = of_row(row, reference)
            except (KeyError, ValueError) as error:
                raise ConfigError(f"{place}: {error}") from error
            if programme.id in found:
                raise ConfigError(f"{place}: {programme.id} stands there twice")
            found[programme.id] = programme
    return found


def of_row(row: Mapping[str, str], reference: Reference) -> Programme:
    imposer = row["imposer"] or None
    for name, known in (
        ("imposer", reference.actors), ("state", reference.actors), ("instrument", reference.instruments),
        ("trigger", reference.weapons),
    ):  # fmt: skip
        if row[name] and row[name] not in known:
            raise ValueError(f"{name} is {row[name]!r}, which the lists do not have")
    if row["over_arms"] not in ("yes", "no"):
        raise ValueError(f"over_arms is {row['over_arms']!r}, not yes or no")
    return Programme(
        row["id"],
        row["name"],
        imposer,
        reference.principal(imposer, None) if imposer else "",
        row["instrument"] or None,
        Measure(row["measure"]),
        row["state"] or None,
        row["over_arms"] == "yes",
        row["trigger"] or None,
    )
