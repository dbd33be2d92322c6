"""A grid: `x` across, `y` down, the value as a number in each cell and as the depth of its colour."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from workbench.charts.cells import label, number
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed, margin, total
from workbench.charts.words import counted, fitted, width

ROWS, SIZE, CELL = 24, 11, 26


def draw(ask: Ask) -> Drawing | None:
    """The grid of an answer, None where it has no rows; rows are counted where the values are no numbers."""
    numbers = any(number(value) is not None for value in ask.column("value"))
    sums: dict[tuple[str, str], float] = defaultdict(float)
    behind: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in ask.rows:
        amount = number(ask.of(row, "value")) if numbers else 1
        if amount is not None:
            cell = label(ask.of(row, "x")), label(ask.of(row, "y"))
            sums[cell] += amount
            behind[cell].append(row)
    if not sums:
        return None
    across, down = ranked(sums, 0), ranked(sums, 1)
    room = ask.width - 2 * PADDING
    left = margin([name.replace("_", " ") for name in down[:ROWS]], SIZE, room * 0.3)
    columns = across[: max(3, int((room - left) / 34))][:20]
    lines = down[:ROWS]
    cell_width = min(90.0, (room - left) / len(columns))
    plot = cell_width * len(columns)
    short = names_of(columns, 110), names_of(lines, left - 6)
    deepest = max(abs(sums[cell]) for cell in sums if cell[0] in columns and cell[1] in lines) or 1
    values = []
    for (x, y), amount in sums.items():
        if x in columns and y in lines:
            rows = behind[x, y]
            deep = (abs(amount) / deepest) ** 0.5
            values.append(
                {
                    "x": short[0][x],
                    "y": short[1][y],
                    "depth": round(deep, 4),
                    "told": counted(amount),
                    "x_told": x,
                    "y_told": y,
                    "on": "deep" if deep > 0.62 else "light",
                    **ask.led(*rows),
                }
            )
    slanted = any(width(name, SIZE) > cell_width - 4 for name in short[0].values())
    palette = ask.palette
    deep_text = {"light": "#ffffff", "dark": "#0d1217"}[ask.theme]
    body = {
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "x",
                "type": "nominal",
                "sort": None,
                "scale": {"domain": [short[0][name] for name in columns], "padding": 0.04},
                "axis": {
                    "orient": "top",
                    "title": None,
                    "labelAngle": -40 if slanted else 0,
                    "labelAlign": "left" if slanted else "center",
                    "labelLimit": 120,
                    "domain": False,
                    "ticks": False,
                },
            },
            "y": {
                "field": "y",
                "type": "nominal",
                "sort": None,
                "scale": {"domain": [short[1][name] for name in lines], "padding": 0.04},
                "axis": {"title": None, "labelLimit": round(left), "domain": False, "ticks": False, "labelPadding": 6},
            },
            "tooltip": [
                {"field": "x_told", "type": "nominal", "title": ask.titled("x")},
                {"field": "y_told", "type": "nominal", "title": ask.titled("y")},
                {"field": "told", "type": "nominal", "title": ask.titled("value") if numbers else "Rows"},
            ],
        },
        "layer": [
            {
                "mark": {"type": "rect", "cornerRadius": 2},
                "encoding": {
                    "color": {
                        "field": "depth",
                        "type": "quantitative",
                        "scale": {"range": list(palette.scale), "domain": [0, 1]},
                        "legend": None,
                    },
                    **ask.links(),
                },
            },
            {
                "mark": {"type": "text", "fontSize": SIZE, "baseline": "middle"},
                "encoding": {
                    "text": {"field": "told", "type": "nominal"},
                    "color": {
                        "field": "on",
                        "type": "nominal",
                        "scale": {"domain": ["deep", "light"], "range": [deep_text, palette.text]},
                        "legend": None,
                    },
                },
            },
        ],
        "resolve": {"scale": {"color": "independent"}},
    }
    notes = [
        total(len(across), len(columns), f"by {ask.titled('x').lower()}", "most"),
        total(len(down), len(lines), f"by {ask.titled('y').lower()}", "most"),
    ]
    return framed(ask, body, plot, CELL * len(lines), notes)


def ranked(sums: Mapping[tuple[str, str], float], side: int) -> list[str]:
    """The values of one side of the grid, those with the largest sums first."""
    found: dict[str, float] = defaultdict(float)
    for cell, amount in sums.items():
        found[cell[side]] += abs(amount)
    return sorted(found, key=lambda name: (-found[name], name))


def names_of(names: list[str], room: float) -> dict[str, str]:
    """Each name as it fits, those that were cut to the same words kept apart."""
    told: dict[str, str] = {}
    for name in names:
        short = fitted(name.replace("_", " "), SIZE, room)
        while short in told.values():
            short += "\u200b"
        told[name] = short
    return told
