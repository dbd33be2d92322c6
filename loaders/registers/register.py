"""What a data set is made of: how a loader of one is declared, the records it reads, and what these mean."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO

from extraction.names.reference import Reference
from loaders.fetching import Fetched
from loaders.ledger import Reject
from schema.vocabulary import (
    ActorKind,
    FactKind,
    IdentifierScheme,
    ListedNameKind,
    Measure,
    Mode,
    ObjectRole,
    Reliability,
    SanctionStage,
    TransferStage,
)

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Record:
    """A row of a data set: what makes it this row, where it stands, its values, and a line for people."""

    key: str
    locator: str
    raw: Json
    says: str

    @cached_property
    def digest(self) -> str:
        written = json.dumps(self.raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class Guards:
    """What a release must be like before anything of it is stored.

    At least `least` records; at most `most_lost` of the records on record gone; at most `most_rejected` of what was
    read rejected.
    """

    least: int = 1
    most_lost: float = 0.3
    most_rejected: float = 0.05


@dataclass(frozen=True)
class NewWeapon:
    """A weapon system that a register names and the lists do not."""

    id: str
    name: str
    parent: str
    origin: str | None = None


@dataclass(frozen=True)
class NewActor:
    """An actor that a list or register names, with what it tells of it."""

    id: str
    kind: ActorKind
    name: str
    principal: str | None = None
    names: tuple[tuple[ListedNameKind, str], ...] = ()
    identifiers: tuple[tuple[IdentifierScheme, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Thing:
    weapon: str
    quantity: int | None = None
    role: ObjectRole = ObjectRole.OBJECT
    words: str | None = None


@dataclass(frozen=True)
class Party:
    """An actor and the principal it acts for, by id."""

    actor: str
    principal: str


@dataclass(frozen=True)
class TransferTold:
    supplier: Party | None
    recipient: Party | None
    mode: Mode
    stage: TransferStage


@dataclass(frozen=True)
class SanctionTold:
    imposer: Party | None
    target: Party | None
    measure: Measure
    stage: SanctionStage
    instrument: str | None = None


@dataclass(frozen=True)
class Told:
    """A fact that a record tells. `aspect` makes it this fact among those of the record.

    `by_release`: its days are those of the releases between which it came, so that a later version of the record, which
    tells it again, leaves them as they are.
    """

    aspect: str
    fields: TransferTold | SanctionTold
    things: tuple[Thing, ...] = ()
    earliest: dt.date | None = None
    latest: dt.date | None = None
    date_words: str | None = None
    confidence: float = 1.0
    says: tuple[tuple[str, str], ...] = ()
    by_release: bool = False

    @property
    def kind(self) -> FactKind:
        return FactKind.TRANSFER if isinstance(self.fields, TransferTold) else FactKind.SANCTION


@dataclass(frozen=True)
class Meaning:
    """What one record means in our terms."""

    actors: tuple[NewActor, ...] = ()
    weapons: tuple[NewWeapon, ...] = ()
    facts: tuple[Told, ...] = ()
    listed: str | None = None  # the actor that the record lists
    programmes: tuple[str, ...] = ()
    listed_on: dt.date | None = None


@dataclass(frozen=True)
class Seen:
    """Between which days something came onto the record; `after` is empty for what the first release has."""

    after: dt.date | None
    by: dt.date


Read = Callable[[BinaryIO, Fetched], Iterator[Record | Reject]]


def as_it_is(content: bytes) -> bytes:
    return content


@dataclass(frozen=True)
class Pieces:
    """How a file is cut into pieces that mean the same wherever they stand: each ends with `end`.

    Only what begins with `begins` may be left out. `plain` takes out what no record keeps, and raises UnreadableError
    for a file that cannot be cut; `alone` says whether the records of a file stand in it alone.
    """

    end: bytes = b"\n"
    begins: tuple[bytes, ...] = (b"",)
    plain: Callable[[bytes], bytes] = as_it_is
    alone: Callable[[Fetched], bool] = lambda _: True


@dataclass(frozen=True)
class Edition:
    """One data set that a loader can read out of a file: its source, and how its records are read and understood.

    `released_on` finds the day of a release in its bytes; `understand` is pure. `pieces` tells how two releases can be
    compared without reading all of both; a data set whose records hang together has none.
    """

    source: str
    title: str
    url: str
    read: Read
    understand: Callable[[Record, Reference, Seen], Meaning]
    released_on: Callable[[BinaryIO], dt.date | None] = lambda _: None
    reliability: Reliability = Reliability.A
    note: str | None = None
    pieces: Pieces | None = None


@dataclass(frozen=True)
class Register:
    """A loader of data sets that are released whole.

    `fills` and `key` say for people what it writes and what makes a record the same in the next release; `editions`
    are its data sets, of which `choose` takes one by the name of the file. `period` is how often a release is to be
    expected, in days; it is stale after `stale`.
    """

    name: str
    title: str
    fills: str
    key: str
    editions: Sequence[Edition]
    choose: Callable[[str], Edition | None]
    period: int
    stale: int
    guards: Guards = field(default_factory=Guards)
