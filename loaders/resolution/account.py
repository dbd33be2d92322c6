"""An account: one fact as one article or record tells it, with all that tells whether two are of the same fact."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from loaders.resolution.words import Wording
from schema.vocabulary import FactKind

# The two parties whose being the same is what makes accounts comparable at all.
CHIEF: Mapping[FactKind, tuple[str, str]] = {
    FactKind.REQUEST: ("requester", "addressee"),
    FactKind.CONDITION: ("imposed_by", "required_of"),
    FactKind.RESPONSE: ("responder", "asker"),
    FactKind.SANCTION: ("imposer", "target"),
    FactKind.TRANSFER: ("supplier", "recipient"),
}
# What is done, by kind: accounts of one fact tell the same, or the same less exactly.
DEED: Mapping[FactKind, str] = {
    FactKind.REQUEST: "action",
    FactKind.CONDITION: "action",
    FactKind.RESPONSE: "action",
    FactKind.SANCTION: "measure",
    FactKind.TRANSFER: "mode",
}
# How far it has come or how it stands, by kind.
STANDING: Mapping[FactKind, str] = {
    FactKind.REQUEST: "outcome",
    FactKind.CONDITION: "stance",
    FactKind.RESPONSE: "decision",
    FactKind.SANCTION: "stage",
    FactKind.TRANSFER: "stage",
}


@dataclass(frozen=True)
class Account:
    """One account. Parties are principals, `actors` the same as specific as they are told.

    `origin` is what an account that only repeats it shares with it: the first article of its story, or its record.
    `told_on` is the day of publication, or of the first release that has the record. `hangs_on` is the fact that it is
    attached to, by the account that stands for it: for a response the request, for a condition what it gates; what
    gates the answer to a request gates the request.
    """

    id: str
    kind: FactKind
    parties: Mapping[str, str | None]
    actors: Mapping[str, str | None]
    terms: Mapping[str, str | None]
    things: frozenset[str]
    quantities: frozenset[tuple[str | None, float]] = frozenset()
    earliest: dt.date | None = None
    latest: dt.date | None = None
    told_on: dt.date | None = None
    place: str = ""
    origin: str = ""
    hangs_on: str | None = None
    wording: Wording = field(default=Wording(), repr=False)

    @property
    def chief(self) -> tuple[str | None, str | None]:
        first, second = CHIEF[self.kind]
        return self.parties.get(first), self.parties.get(second)

    def closer(self, role: str) -> str | None:
        """The actor of a role, if it is told more closely than by its principal."""
        actor = self.actors.get(role)
        return actor if actor != self.parties.get(role) else None

    @property
    def deed(self) -> str | None:
        return self.terms.get(DEED[self.kind])

    @property
    def standing(self) -> str | None:
        return self.terms.get(STANDING[self.kind])
