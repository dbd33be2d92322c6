"""Which actors are one, read off the judgements that stand: pure, and the same whatever order they came in."""

from collections.abc import Iterable, Set

from loaders.sameness import Pair, Sameness
from loaders.sameness import sameness as of_any


def sameness(standing: Iterable[Pair]) -> Sameness:
    """The actors that are one by what stands; a loader joins no two entries of one list, which has nobody twice."""
    return of_any(standing, clash=twice, rank=rank)


def twice(left: Set[str], right: Set[str]) -> bool:
    return not {origin(actor) for actor in left}.isdisjoint(origin(actor) for actor in right)


def rank(actor: str) -> tuple[bool, str]:
    """The actor that stands for those that are the same: one of the reference lists, else the least id."""
    return origin(actor) != "", actor


def origin(actor_id: str) -> str:
    """The list that an actor was met on; empty for the reference lists."""
    return actor_id.partition(":")[0] if ":" in actor_id else ""
