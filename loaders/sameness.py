"""Which things are one, read off the judgements that stand: pure, and the same whatever order they came in."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from schema.vocabulary import Verdict


class Pair(NamedTuple):
    """What stands of two things, the lesser id first; `score` is a machine's alone."""

    left: str
    right: str
    verdict: Verdict
    score: float | None = None
    by_person: bool = False


@dataclass(frozen=True)
class Sameness:
    """Where each thing leads that is the same as another, and the merges that what stands beside them forbids."""

    leads: Mapping[str, str]
    held_back: tuple[Pair, ...]

    def canonical(self, one: str) -> str:
        return self.leads.get(one, one)


def sameness(
    standing: Iterable[Pair], *, clash: Callable[[Set[str], Set[str]], bool], rank: Callable[[str], Any]
) -> Sameness:
    """The things that are one by what stands.

    Merges are taken from the surest down, a person's before a machine's. One is held back if it made two things one
    that were judged different; a machine's also if the two groups that it joined `clash`. The thing that is first by
    `rank` stands for the others.
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
        apart = any(different[each] & right for each in left if each in different)
        if apart or (not pair.by_person and clash(left, right)):
            held_back.append(pair)
            continue
        both = left | right
        one.update(dict.fromkeys(both, both))
    leads = {each: first for each, group in one.items() if (first := min(group, key=rank)) != each}
    return Sameness(leads, tuple(held_back))


def surest_first(pair: Pair) -> tuple[bool, float, str, str]:
    return not pair.by_person, -(pair.score or 0), pair.left, pair.right
