"""Ids in portions that one query of any database takes."""

from collections.abc import Iterator, Sequence

SOME = 500


def portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[at : at + SOME] for at in range(0, len(ids), SOME))
