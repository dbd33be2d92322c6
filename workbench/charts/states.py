"""A map: each state in the depth of its value, small ones as circles, on outlines of Natural Earth (public domain)."""

import csv
import json
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schema.settings import REFERENCE_LISTS
from workbench.charts.cells import number
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed
from workbench.charts.words import counted, said

OUTLINE = Path(__file__).parent / "outline"
# Of the Equal Earth projection: its width by its scale, and how far 84° north and 57° south are from the equator.
WIDE, NORTH, SOUTH = 5.42, 1.307, 1.047
NAMED = 8  # places without an outline that a note names


@cache
def outlines() -> Mapping[str, Any]:
    """The polygons of each state by its ISO 3166 alpha-3 code."""
    told: dict[str, Any] = json.loads((OUTLINE / "states.json").read_text("utf-8"))
    return told


@cache
def points() -> Mapping[str, tuple[float, float]]:
    """Longitude and latitude of each state that is too small for an outline."""
    with (OUTLINE / "points.csv").open(encoding="utf-8", newline="") as lines:
        return {row["iso3"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(lines)}


@cache
def codes() -> Mapping[str, tuple[str, str]]:
    """The alpha-3 code and the usual name of each state, by its id, its code, its name and its aliases, folded."""
    told: dict[str, tuple[str, str]] = {}
    others: dict[str, tuple[str, str]] = {}
    with (REFERENCE_LISTS / "actors.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["iso3"]:
                named = [row["id"], row["iso3"], row["name"]], row["aliases"].split("|")
                for names, known in zip(named, (told, others), strict=True):
                    known |= {folded(name): (row["iso3"], row["name"]) for name in names if name}
    return others | told


def folded(name: str) -> str:
    """A name without case and accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def shape(code: str) -> dict[str, Any]:
    """The outline of a state as GeoJSON."""
    return {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": outlines()[code]}, "iso3": code}


def draw(ask: Ask) -> Drawing | None:
    """The map of an answer, None where none of its rows has a state with a value that is known by its outline."""
    numbers = any(number(value) is not None for value in ask.column("value"))
    sums: dict[str, float] = defaultdict(float)
    behind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    names, elsewhere = {}, []
    for row in ask.rows:
        amount = number(ask.of(row, "value")) if numbers else 1
        written = said(ask.of(row, "state"))
        if amount is None or not written:
            continue
        code, name = codes().get(folded(written), ("", written))
        if code in outlines() or code in points():
            sums[code] += amount
            names[code] = name
            behind[code].append(row)
        else:
            elsewhere.append(name)
    if not sums:
        return None
    plot = ask.width - 2 * PADDING
    scale = plot / WIDE
    height = scale * (NORTH + SOUTH)
    palette = ask.palette

    def told(code: str) -> dict[str, Any]:
        amount = sums[code]
        return {"amount": amount, "name": names[code], "told": counted(amount), **ask.led(*behind[code])}

    empty = [shape(code) for code in outlines() if code not in sums]
    shapes = [shape(code) | told(code) for code in outlines() if code in sums]
    small = [
        {"longitude": place[0], "latitude": place[1], "iso3": code, **told(code)}
        for code, place in points().items()
        if code in sums
    ]
    highest = max(abs(amount) for amount in sums.values())
    colour = {
        "field": "amount",
        "type": "quantitative",
        "scale": {"type": "sqrt", "domain": [0, highest], "range": list(palette.scale[1:])},
        "legend": {
            "title": ask.titled("value") if numbers else "Rows",
            "orient": "bottom",
            "gradientLength": 160,
            "gradientThickness": 9,
            "tickCount": 4,
            "tickMinStep": 1,
            "format": ",~f",
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titleColor": palette.faint,
        },
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": ask.titled("state")},
        {"field": "told", "type": "nominal", "title": ask.titled("value") if numbers else "Rows"},
    ]
    # a shape has no words of its own for those who do not see it: the values are told beside the map
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": empty},
            "mark": {
                "type": "geoshape",
                "color": palette.band,
                "stroke": palette.line,
                "strokeWidth": 0.6,
                "aria": False,
            },
        },
        {
            "data": {"values": shapes},
            "mark": {"type": "geoshape", "stroke": palette.ground, "strokeWidth": 0.6, "aria": False},
            "encoding": {"color": colour, "tooltip": tooltip, **ask.links()},
        },
    ]
    if small:
        layers.append(
            {
                "data": {"values": small},
                "mark": {
                    "type": "circle",
                    "size": 46,
                    "opacity": 1,
                    "aria": False,
                    "stroke": palette.faint,
                    "strokeWidth": 0.8,
                },
                "encoding": {
                    "longitude": {"field": "longitude", "type": "quantitative"},
                    "latitude": {"field": "latitude", "type": "quantitative"},
                    "color": colour,
                    "tooltip": tooltip,
                    **ask.links(),
                },
            }
        )
    others = list(dict.fromkeys(elsewhere))
    more = f" and {len(others) - NAMED:,} others" if len(others) > NAMED else ""
    notes = [
        f"not on the map: {', '.join(others[:NAMED])}{more}" if others else "",
    ]
    body = {
        "projection": {
            "type": "equalEarth",
            "rotate": [-11, 0, 0],  # the strait between Russia and Alaska is the rim
            "scale": round(scale, 2),
            "translate": [round(plot / 2, 1), round(scale * NORTH, 1)],
        },
        "layer": layers,
    }
    return framed(ask, body, plot, height, notes)
