"""Stories: articles joined by copying, and in each the article that every copy was most likely made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from loaders.stories.texts import Account
from loaders.storing import short_hash
from schema.vocabulary import StoryRole


@dataclass(frozen=True)
class Copying:
    """One article was copied from another: how, how surely (0 to 1), and why."""

    original: str
    copy: str
    role: StoryRole
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """An article's place in a story."""

    article: str
    role: StoryRole
    copied_from: str | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A story and the places of its articles, the first of which names it."""

    id: str
    first: Account
    places: tuple[Place, ...]


def stories(accounts: Mapping[str, Account], copyings: Sequence[Copying]) -> list[Told]:
    """The stories that the copyings make of articles; an article that is no copy and has none is in no story."""
    parents = best_parents(accounts, copyings)
    told = []
    for ids in components(copyings):
        members = sorted((accounts[key] for key in ids), key=lambda account: account.order)
        places = tuple(place(member.id, parents.get(member.id)) for member in members)
        told.append(Told("s-" + short_hash(members[0].id), members[0], places))
    return told


def place(article: str, copying: Copying | None) -> Place:
    if copying is None:
        return Place(article, StoryRole.ORIGIN)
    return Place(article, copying.role, copying.original, copying.score, copying.reasons)


def best_parents(accounts: Mapping[str, Account], copyings: Iterable[Copying]) -> dict[str, Copying]:
    """For each copy the copying to believe: the surest first, one for each, and no article from its own copy."""
    found: dict[str, Copying] = {}

    def surest(copying: Copying) -> tuple[float, object, object]:
        return -copying.score, accounts[copying.original].order, accounts[copying.copy].order

    for copying in sorted(copyings, key=surest):
        if copying.copy not in found and not comes_from(copying.original, copying.copy, found):
            found[copying.copy] = copying
    return found


def comes_from(article: str, other: str, parents: Mapping[str, Copying]) -> bool:
    """Whether an article goes back to another."""
    while article != other:
        if article not in parents:
            return False
        article = parents[article].original
    return True


def components(copyings: Iterable[Copying]) -> list[set[str]]:
    """The sets of articles that copyings join."""
    one: dict[str, set[str]] = {}
    for copying in copyings:
        left = one.get(copying.original, {copying.original})
        right = one.get(copying.copy, {copying.copy})
        if left is not right:
            small, large = sorted((left, right), key=len)
            large |= small
            one.update(dict.fromkeys((*small, copying.original, copying.copy), large))
    return list({id(found): found for found in one.values()}.values())
