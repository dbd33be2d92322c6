"""The curve from sureness to the share of right facts, never falling: pool adjacent violators, then a few knots."""

from collections.abc import Sequence

KNOTS = 12
SMOOTH = 2.0  # facts of the overall share that each pool is mixed with, so that a small pool promises little


def calibrate(facts: Sequence[tuple[float, bool]]) -> tuple[list[float], list[float]]:
    """Knots of sureness and the share of right facts there, from (sureness, right) of facts not learned from."""
    ordered = sorted(facts)
    overall = sum(right for _, right in ordered) / len(ordered)
    size = max(1, len(ordered) // KNOTS)
    pools: list[list[float]] = []
    for start in range(0, len(ordered), size):
        part = ordered[start : start + size]
        pools.append([sum(s for s, _ in part), float(sum(right for _, right in part)), float(len(part))])
        while len(pools) > 1 and share(pools[-2], overall) > share(pools[-1], overall):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [round(p[0] / p[2], 4) for p in pools], [round(share(p, overall), 4) for p in pools]


def share(pool: Sequence[float], overall: float) -> float:
    return (pool[1] + SMOOTH * overall) / (pool[2] + SMOOTH)
