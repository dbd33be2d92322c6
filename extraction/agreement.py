"""Two codings of one text held against each other: what both tell is surer than what one tells alone.

If a fact is right with probability a in one coding and b in another, and the two err independently of each other, it
is wrong only where both are: its confidence is 1 - (1 - a)(1 - b). Coders that share a fault err together: the figure
is an upper bound.
"""

import datetime as dt
from collections.abc import Sequence

from extraction.exchange import Json
from extraction.names.reference import Reference
from extraction.scoring import ROLES, Article, agreement, match

UNSAID = 0.5  # the confidence of a fact that carries none


def agreed(
    first: Sequence[Json], second: Sequence[Json], published_on: dt.date | None, reference: Reference
) -> tuple[list[Json], int]:
    """The facts of the first coding, surer where the second has one of the kind and with both parties; and how many."""
    same = agreement(Article("", published_on, first, second), "roles", reference)

    def agree(one: Json, other: Json) -> bool:
        return any(one.get(role) for role in ROLES[one["type"]]) and same(one, other)

    partner: dict[int, int] = {}
    for kind in ROLES:
        here = [place for place, fact in enumerate(first) if fact["type"] == kind]
        there = [place for place, fact in enumerate(second) if fact["type"] == kind]
        found = match([first[place] for place in here], [second[place] for place in there], agree)
        partner |= {here[one]: there[other] for other, one in found.items()}
    surer = [
        fact | {"confidence": joined(fact, second[partner[place]])} if place in partner else fact
        for place, fact in enumerate(first)
    ]
    return surer, len(partner)


def joined(one: Json, other: Json) -> float:
    """The confidence of a fact that two codings tell, to two places."""
    a, b = (UNSAID if fact.get("confidence") is None else float(fact["confidence"]) for fact in (one, other))
    return round(1 - (1 - a) * (1 - b), 2)
