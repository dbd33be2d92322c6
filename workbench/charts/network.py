"""A network: an arrow from each `source` to its `target`, as thick as the sum of `weight`, laid out alike each time."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.cells import number
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed, total
from workbench.charts.layout import Place, labelled, placed
from workbench.charts.words import counted, fitted, said

NODES, EDGES, SIZE = 36, 80, 11
CURVE, STEPS = 0.16, 12  # how far an arrow bends, and in how many pieces it is drawn


@dataclass(frozen=True)
class Edge:
    """An arrow: from whom to whom, its weight, and the rows behind it."""

    source: str
    target: str
    weight: float
    rows: tuple[Mapping[str, Any], ...]


def draw(ask: Ask) -> Drawing | None:
    """The network of an answer, None where no row leads from one to another."""
    edges, alone, untold = summed(ask)
    if not edges:
        return None
    degrees: dict[str, float] = defaultdict(float)
    for edge in edges:
        degrees[edge.source] += edge.weight
        degrees[edge.target] += edge.weight
    most = 16 if ask.narrow else NODES
    kept = set(sorted(degrees, key=lambda name: (-degrees[name], name))[:most])
    shown = [edge for edge in edges if {edge.source, edge.target} <= kept][:EDGES]
    kept = {name for edge in shown for name in (edge.source, edge.target)}
    plot = ask.width - 2 * PADDING
    height = plot * 1.15 if ask.narrow else min(plot * 0.72, 300 + 12 * len(kept))
    heaviest = max(degrees[name] for name in kept)
    radii = {name: 5 + 11 * math.sqrt(degrees[name] / heaviest) for name in kept}
    names = {name: fitted(name, SIZE, 120) for name in kept}
    places = placed([(e.source, e.target, e.weight) for e in shown], radii, names, plot, height)
    labels = labelled(places, radii, names, plot, height, SIZE)
    body = {
        "encoding": {"x": on("x", plot), "y": on("y", height, down=True)},
        "layer": [
            *arrows(ask, shown, places, radii),
            nodes(ask, places, radii, degrees),
            *texts(ask, labels, names),
        ],
    }
    notes = [
        total(len(edges), len(shown), "arrows", "heaviest"),
        f"{alone:,} to oneself {'is' if alone == 1 else 'are'} not drawn" if alone else "",
        f"{untold:,} without one of the two {'is' if untold == 1 else 'are'} not drawn" if untold else "",
    ]
    return framed(ask, body, plot, height, notes)


def summed(ask: Ask) -> tuple[list[Edge], int, int]:
    """The arrows, the heaviest first; how many rows lead to oneself, and in how many one of the two is not told."""
    weights: dict[tuple[str, str], float] = defaultdict(float)
    behind: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    alone = untold = 0
    for row in ask.rows:
        source, target = said(ask.of(row, "source")), said(ask.of(row, "target"))
        weight = number(ask.of(row, "weight")) if "weight" in ask.fields else 1
        if not source or not target:
            untold += 1
        elif source == target:
            alone += 1
        else:
            weights[source, target] += abs(weight or 0)
            behind[source, target].append(row)
    edges = [Edge(*pair, weight, tuple(behind[pair])) for pair, weight in weights.items() if weight]
    return sorted(edges, key=lambda edge: (-edge.weight, edge.source, edge.target)), alone, untold


def on(name: str, length: float, *, down: bool = False) -> dict[str, Any]:
    """A channel of pixels, as they were laid out."""
    domain = [length, 0] if down else [0, length]
    return {
        "field": name,
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": None,
    }


def arrows(
    ask: Ask, edges: Sequence[Edge], places: Mapping[str, Place], radii: Mapping[str, float]
) -> list[dict[str, Any]]:
    """The bent lines and their heads."""
    heaviest = max(edge.weight for edge in edges)
    lines, heads = [], []
    for key, edge in enumerate(edges):
        thick = 1 + 5 * math.sqrt(edge.weight / heaviest)
        path = bent(places[edge.source], places[edge.target], radii[edge.source], radii[edge.target] + 4 + thick)
        told = {
            "who": edge.source,
            "whom": edge.target,
            "told": counted(edge.weight),
            **(ask.datum(edge.rows[0]) if len(edge.rows) == 1 else ask.led(*edge.rows)),
        }
        lines += [
            {"edge": key, "step": step, "x": round(x, 1), "y": round(y, 1), "thick": round(thick, 2), **told}
            for step, (x, y) in enumerate(path)
        ]
        (x0, y0), (x1, y1) = path[-2], path[-1]
        turn = math.degrees(math.atan2(x1 - x0, y0 - y1))
        heads.append({"x": x1, "y": y1, "turn": round(turn, 1), "size": round(45 + 22 * thick, 1), **told})
    tooltip = [
        {"field": "who", "type": "nominal", "title": ask.titled("source")},
        {"field": "whom", "type": "nominal", "title": ask.titled("target")},
        {"field": "told", "type": "nominal", "title": ask.titled("weight") if "weight" in ask.fields else "Rows"},
        *ask.tooltip()[2 + ("weight" in ask.fields) :],
    ]
    both = {"tooltip": tooltip, **ask.links()}
    faint = ask.palette.rest
    return [
        {
            "data": {"values": lines},
            "mark": {"type": "line", "strokeCap": "butt", "interpolate": "natural", "opacity": 0.62},
            "encoding": {
                "detail": {"field": "edge", "type": "nominal"},
                "order": {"field": "step", "type": "quantitative"},
                "strokeWidth": {"field": "thick", "type": "quantitative", "scale": None, "legend": None},
                "color": {"value": faint},
                **both,
            },
        },
        {
            "data": {"values": heads},
            "mark": {"type": "point", "shape": "triangle", "filled": True, "opacity": 0.95},
            "encoding": {
                "angle": {"field": "turn", "type": "quantitative", "scale": None},
                "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
                "color": {"value": faint},
                **both,
            },
        },
    ]


def bent(source: Place, target: Place, before: float, after: float) -> list[tuple[float, float]]:
    """The points of a bow from the rim of one circle to the rim of another."""
    dx, dy = target[0] - source[0], target[1] - source[1]
    middle = (source[0] + target[0]) / 2 - dy * CURVE, (source[1] + target[1]) / 2 + dx * CURVE
    start, end = towards(source, middle, before), towards(target, middle, after)
    told = []
    for step in range(STEPS + 1):
        t = step / STEPS
        told.append(tuple((1 - t) ** 2 * start[i] + 2 * t * (1 - t) * middle[i] + t**2 * end[i] for i in (0, 1)))
    return [(x, y) for x, y in told]


def towards(place: Place, other: Place, far: float) -> Place:
    """The point so far from a place in the direction of another."""
    dx, dy = other[0] - place[0], other[1] - place[1]
    length = math.hypot(dx, dy) or 1
    far = min(far, length * 0.8)
    return place[0] + dx / length * far, place[1] + dy / length * far


def nodes(
    ask: Ask, places: Mapping[str, Place], radii: Mapping[str, float], degrees: Mapping[str, float]
) -> dict[str, Any]:
    values = [
        {
            "name": name,
            "x": round(x, 1),
            "y": round(y, 1),
            "size": round(math.pi * radii[name] ** 2, 1),
            "told": counted(degrees[name]),
        }
        for name, (x, y) in places.items()
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "circle", "opacity": 1, "stroke": ask.palette.ground, "strokeWidth": 1.5},
        "encoding": {
            "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
            "color": {"value": ask.palette.colours[0]},
            "tooltip": [
                {"field": "name", "type": "nominal", "title": "Name"},
                {"field": "told", "type": "nominal", "title": "In and out"},
            ],
        },
    }


def texts(ask: Ask, labels: Mapping[str, tuple[float, float, str]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The names, each with a rim of the ground's colour, so that it is read over arrows."""
    layers = []
    for align in ("left", "center", "right"):
        values = [
            {"x": round(x, 1), "y": round(y, 1), "name": names[name]}
            for name, (x, y, side) in labels.items()
            if side == align
        ]
        if not values:
            continue
        text = {"type": "text", "align": align, "baseline": "middle", "fontSize": SIZE, "tooltip": None}
        encoding = {"text": {"field": "name", "type": "nominal"}}
        rim = {**text, "stroke": ask.palette.ground, "strokeWidth": 3.5, "strokeJoin": "round", "opacity": 0.9}
        layers += [
            {"data": {"values": values}, "mark": rim, "encoding": encoding},
            {"data": {"values": values}, "mark": text, "encoding": encoding},
        ]
    return layers
