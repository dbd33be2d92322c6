"""Which actors are one, read off the judgements that stand: pure, and the same whatever order they came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from schema.vocabulary import Verdict


class Pair(NamedTuple):
    """What stands of two actors, the lesser id first; `score` is a loader's alone."""

    left: str
    right: str
    verdict: Verdict
    score: float | None = None
    by_person: bool = False


@dataclass(frozen=True)
class Sameness:
    """Where each actor leads that is the same as another, and the merges that what stands beside them forbids."""

    leads: Mapping[str, str]
    held_back: tuple[Pair, ...]

    def canonical(self, actor: str) -> str:
        return self.leads.get(actor, actor)


def sameness(standing: Iterable[Pair]) -> Sameness:
    """The actors that are one by what stands.

    Merges are taken from the surest down, a person's before a loader's. One is held back if it made two actors one that
    were judged different; a loader's also if it made two entries of one list one, for a list has nobody twice.
    """
    pairs = list(standing)
    different: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.verdict is Verdict.DIFFERENT:
            different.setdefault(pair.left, set()).add(pair.right)
            different.setdefault(pair.right, set()).add(pair.left)
    held_back = []
    one: dict[str, set[str]] = {}
    for pair in sorted((pair for pair in pairs if pair.verdict is Verdict.SAME), key=surest_first):
        left, right = one.get(pair.left, {pair.left}), one.get(pair.right, {pair.right})
        if left is right:
            continue
        apart = any(different[actor] & right for actor in left if actor in different)
        twice = not pair.by_person and {origin(actor) for actor in left} & {origin(actor) for actor in right}
        if apart or twice:
            held_back.append(pair)
            continue
        both = left | right
        one.update(dict.fromkeys(both, both))
    leads = {actor: first for actor, actors in one.items() if (first := first_of(actors)) != actor}
    return Sameness(leads, tuple(held_back))


def surest_first(pair: Pair) -> tuple[bool, float, str, str]:
    return not pair.by_person, -(pair.score or 0), pair.left, pair.right


def first_of(actors: Iterable[str]) -> str:
    """The actor that stands for those that are the same: one of the reference lists, else the least id."""
    return min(actors, key=lambda actor: (origin(actor) != "", actor))


def origin(actor_id: str) -> str:
    """The list that an actor was met on; empty for the reference lists."""
    return actor_id.partition(":")[0] if ":" in actor_id else ""
