"""Articles by the words in them: the latest loaded first, for so long and no longer, however many there are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from schema.errors import QueryError
from workbench.passages import naming
from workbench.web.state import asked, run, shared, stop_of

STRETCH = 100_000  # articles that are looked through at a time
SECONDS = 2.5  # after which no further stretch is begun
MOST = 1_000  # articles that are listed
WITHIN = """
    select article.id, contains(lower(coalesce(article.title, '')), lower($wanted)) as titled, article.rowid
    from article
    where article.rowid between $first and $last
      and ($source is null or article.source_id = $source)
      and (
          contains(lower(coalesce(article.title, '')), lower($wanted)) or contains(lower(article.text), lower($wanted))
      )
"""
LAST = "select coalesce(max(rowid), -1) from article"


@dataclass(frozen=True)
class Found:
    """The articles that have some words, each with whether its title does and its row; `looked` of `total` were
    looked through.
    """

    ids: tuple[tuple[str, bool, int], ...]
    looked: int
    total: int

    @property
    def whole(self) -> bool:
        """Whether all articles were looked through, so that there are no others."""
        return self.looked == self.total


def with_words(
    request: Request, wanted: str, source: str | None = None, *, most: int = MOST, seconds: float = SECONDS
) -> Found:
    """The articles whose title or text has some words, upper or lower case, up to `most` of them.

    What was looked through stays remembered, so the same words asked again soon lead further.
    """
    about, web = asked(request).snapshot, shared(request)
    total = int(run(request, LAST).rows[0][0]) + 1
    found: list[tuple[str, bool, int]] = []
    until, last = time.monotonic() + seconds, total - 1
    while last >= 0 and len(found) < most and (last == total - 1 or time.monotonic() < until):
        first = max(0, last - STRETCH + 1)
        # A stretch that takes too long by itself is given up: those that were done before stand.
        limits = replace(web.pages.limits, seconds=2 * seconds)
        values = {"wanted": wanted, "source": source, "first": first, "last": last}
        try:
            found += web.pages.run(WITHIN, values, snapshot=about, limits=limits, stop=stop_of(request)).rows
        except QueryError:
            if stop_of(request).is_set() or not found:
                raise
            break
        last = first - 1
    return Found(
        tuple((str(one), bool(titled), int(row)) for one, titled, row in found[:most]), total - 1 - last, total
    )


def by_ids(
    request: Request, sql: str, ids: Sequence[str] | Sequence[int], values: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a SELECT with `{ids}` in it, none for none."""
    if not ids:
        return []
    statement, named = naming(sql, ids)
    return run(request, statement, named | (values or {})).records()
