"""The reference lists as one value: actors, posts, weapon systems, legal instruments, known transfers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from schema.vocabulary import (
    ActorKind,
    ActorNameKind,
    InstrumentKind,
    Mode,
    Office,
    Subregion,
    WeaponLevel,
    WeaponNameKind,
)


@dataclass(frozen=True)
class Actor:
    id: str
    kind: ActorKind
    name: str
    principal_id: str | None = None
    iso3: str | None = None
    cow_code: int | None = None
    wikidata_id: str | None = None
    subregion: Subregion | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    names: tuple[tuple[ActorNameKind, str], ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Post:
    person_id: str
    body_id: str
    office: Office
    title: str
    held_from: dt.date | None = None
    held_to: dt.date | None = None

    @property
    def id(self) -> str:
        return "/".join((self.person_id, self.body_id, self.office, str(self.held_from or "")))

    def covers(self, day: dt.date) -> bool:
        return (self.held_from or dt.date.min) <= day <= (self.held_to or dt.date.max)


@dataclass(frozen=True)
class Weapon:
    id: str
    level: WeaponLevel
    name: str
    parent_id: str | None
    origins: tuple[str, ...] = ()
    maker_id: str | None = None
    un_category: str | None = None
    ambiguous: bool = False
    names: tuple[tuple[WeaponNameKind, str], ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Instrument:
    id: str
    kind: InstrumentKind
    name: str
    issuer_id: str | None = None
    citation: str | None = None
    adopted_on: dt.date | None = None
    parent_id: str | None = None
    names: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class KnownTransfer:
    """Who got what from whom, and between which days: ordered at the earliest, delivered at the latest."""

    supplier_id: str
    recipient_id: str
    weapon_id: str
    quantity: str | None = None
    ordered: tuple[dt.date, dt.date] | None = None
    delivered: tuple[dt.date, dt.date] | None = None
    mode: Mode = Mode.UNSPECIFIED
    note: str | None = None

    def touches(self, earliest: dt.date, latest: dt.date) -> bool:
        """Whether the order or the delivery may fall into that interval."""
        return any(span and span[0] <= latest and earliest <= span[1] for span in (self.ordered, self.delivered))


@dataclass(frozen=True, eq=False)
class Reference:
    """All lists together, with the questions that a coder asks of them."""

    actors: Mapping[str, Actor]
    weapons: Mapping[str, Weapon]
    posts: tuple[Post, ...] = ()
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    transfers: tuple[KnownTransfer, ...] = ()

    @cached_property
    def posts_of(self) -> Mapping[str, tuple[Post, ...]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[post.person_id].append(post)
        return {person: tuple(posts) for person, posts in found.items()}

    def post_on(self, person_id: str, day: dt.date | None) -> Post | None:
        """The post that a person held on a day; else the one that began last before it; else the first."""
        posts = sorted(self.posts_of.get(person_id, ()), key=lambda post: post.held_from or dt.date.min)
        if not posts:
            return None
        if day is None:
            return posts[-1]
        holding = [post for post in posts if post.covers(day)]
        begun = [post for post in posts if (post.held_from or dt.date.min) <= day]
        return (holding or begun or posts[:1])[-1]

    def principal(self, actor_id: str, day: dt.date | None) -> str:
        """The state or organisation for which an actor acts on a day; itself if it acts for nobody."""
        seen = {actor_id}
        while True:
            actor = self.actors[actor_id]
            above = actor.principal_id
            if actor.kind is ActorKind.PERSON and (post := self.post_on(actor_id, day)):
                above = post.body_id
            if above is None or above in seen:
                return actor_id
            seen.add(above)
            actor_id = above

    def lineage(self, weapon_id: str) -> Iterator[str]:
        """The weapon and everything above it in the tree, nearest first."""
        node: str | None = weapon_id
        while node is not None:
            yield node
            node = self.weapons[node].parent_id

    def is_a(self, weapon_id: str, ancestor_id: str) -> bool:
        return ancestor_id in self.lineage(weapon_id)

    def origins(self, weapon_id: str) -> tuple[str, ...]:
        """States of origin of a weapon, or of the nearest node above that has any."""
        return next((self.weapons[node].origins for node in self.lineage(weapon_id) if self.weapons[node].origins), ())
