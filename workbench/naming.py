"""Names led to ids, however they are spelt: S400, s-400, Türkiye."""

from collections.abc import Iterable
from functools import lru_cache

from extraction.exchange import slug
from schema.errors import QueryError, did_you_mean

REMEMBERED = 1 << 17  # names, which are the same at the next question
slug_of = lru_cache(REMEMBERED)(slug)


def identified(names: Iterable[tuple[str, str]], kind: str, written: str) -> str:
    """The id that a name means, of pairs of name and id. Raises QueryError with the nearest names."""
    exact: dict[str, str] = {}
    by_slug: dict[str, str] = {}
    for name, key in names:
        exact[name] = key
        by_slug.setdefault(slug_of(name), key)
    if written in exact:
        return exact[written]
    if found := by_slug.get(slug(written)):
        return found
    raise QueryError(f"no {kind} called {written!r} is in the data.{did_you_mean(slug(written), by_slug)}")
