"""Where the circles of a network and their names stand."""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import networkx as nx

from workbench.charts.words import width

Place = tuple[float, float]
EDGE, APART = 26, 16  # pixels from the rim of the picture, and between two circles
SEED = 7  # any, so long as it is the same each time


def placed(
    edges: Sequence[tuple[str, str, float]],
    radii: Mapping[str, float],
    names: Mapping[str, str],
    plot: float,
    height: float,
) -> dict[str, Place]:
    """A place in pixels for each node: near those it is bound to, parts that hang apart not far off."""
    graph = nx.Graph()
    for source, target, weight in sorted(edges):
        pull = math.log1p(weight) + (graph[source][target]["pull"] if graph.has_edge(source, target) else 0)
        graph.add_edge(source, target, pull=pull)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    hubs = [max(sorted(part), key=lambda name: graph.degree(name, weight="pull")) for part in parts]
    for other in hubs[1:]:
        graph.add_edge(hubs[0], other, pull=0.5)
    found = nx.spring_layout(
        graph, k=2.1 / math.sqrt(max(len(graph), 1)), iterations=300, weight="pull", seed=SEED, method="force"
    )
    at = {name: [float(x), float(y)] for name, (x, y) in found.items()}
    spread(at, plot, height)
    for _ in range(60):
        pushed(at, radii, names)
    spread(at, plot, height)
    return {name: (x, y) for name, (x, y) in at.items()}


def spread(at: dict[str, list[float]], plot: float, height: float) -> None:
    """Stretches the places over the picture, with room for names at its rims."""
    for axis, length, room in ((0, plot, EDGE + 34), (1, height, EDGE)):
        lowest = min(place[axis] for place in at.values())
        highest = max(place[axis] for place in at.values())
        span = highest - lowest
        for place in at.values():
            part = (place[axis] - lowest) / span if span > 1e-9 else 0.5
            place[axis] = room + part * (length - 2 * room)


def pushed(at: dict[str, list[float]], radii: Mapping[str, float], names: Mapping[str, str]) -> None:
    """Moves those apart that stand too near: circles of each other, and names under each other."""
    for one, other in combinations(sorted(at), 2):
        dx, dy = at[other][0] - at[one][0], at[other][1] - at[one][1]
        wide = (width(names[one], 11) + width(names[other], 11)) / 2
        near = radii[one] + radii[other] + APART + (wide * 0.35 if abs(dy) < 20 else 0)
        apart = math.hypot(dx, dy)
        if apart >= near:
            continue
        dx, dy = (dx, dy) if apart > 1e-6 else (1.0, 0.3)
        step = (near - apart) / 2 / max(math.hypot(dx, dy), 1e-6) * 0.6
        at[one][0] -= dx * step
        at[one][1] -= dy * step
        at[other][0] += dx * step
        at[other][1] += dy * step


def labelled(
    places: Mapping[str, Place],
    radii: Mapping[str, float],
    names: Mapping[str, str],
    plot: float,
    height: float,
    size: float,
) -> dict[str, tuple[float, float, str]]:
    """Where each name stands, and how it is aligned: beside, over or under its circle, where it covers least."""
    circles = [(x - radii[n], y - radii[n], x + radii[n], y + radii[n]) for n, (x, y) in places.items()]
    taken: list[tuple[float, float, float, float]] = []
    told = {}
    for name in sorted(places, key=lambda name: -radii[name]):
        (x, y), far, wide = places[name], radii[name] + 5, width(names[name], size) + 2
        choices = [
            (x + far, y, "left", (x + far, y - 7, x + far + wide, y + 7)),
            (x - far, y, "right", (x - far - wide, y - 7, x - far, y + 7)),
            (x, y + far + 5, "center", (x - wide / 2, y + far - 2, x + wide / 2, y + far + 12)),
            (x, y - far - 5, "center", (x - wide / 2, y - far - 12, x + wide / 2, y - far + 2)),
        ]
        costs = [
            sum(covered(box, other) * 3 for other in taken)
            + sum(covered(box, other) for other in circles)
            + outside(box, plot, height) * 50
            + rank * 2
            for rank, (*_, box) in enumerate(choices)
        ]
        best = choices[costs.index(min(costs))]
        taken.append(best[3])
        told[name] = best[:3]
    return told


def covered(one: Sequence[float], other: Sequence[float]) -> float:
    """How many pixels two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0


def outside(box: Sequence[float], plot: float, height: float) -> float:
    return max(0, -box[0]) + max(0, -box[1]) + max(0, box[2] - plot) + max(0, box[3] - height)
