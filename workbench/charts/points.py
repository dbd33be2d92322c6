"""Points by two columns, and lines through them: days, numbers or words on either axis."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from workbench.charts.cells import Scale, day, iso, label, measured, number
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed, margin, missing, total
from workbench.charts.legend import coloured

MOST, NAMES = 2000, 30


def draw(ask: Ask) -> Drawing | None:
    """Points by `x` and `y`, None where no row has both."""
    return plotted(ask, joined=False)


def lines(ask: Ask) -> Drawing | None:
    """Lines along `x`, one for each `colour`, None where no row has a place."""
    return plotted(ask, joined=True)


def plotted(ask: Ask, *, joined: bool) -> Drawing | None:
    scales = {name: measured(ask.column(name), ask.fields[name]) for name in ("x", "y")}
    if joined and scales["y"] == "words":
        scales["y"] = "number"
    kept = {name: Counter(label(v) for v in ask.column(name)).most_common(NAMES) for name in scales}
    names = {name: [value for value, _ in kept[name]] for name in scales}
    placed = []
    for row in ask.rows:
        x, y = (place(ask.of(row, name), scales[name], names[name]) for name in ("x", "y"))
        if x is not None and y is not None:
            placed.append((x, y, row))
    if not placed:
        return None
    shown = placed[:MOST]
    colours = coloured(ask, [label(ask.of(row, "colour")) for *_, row in shown] if "colour" in ask.fields else None)
    if joined:
        shown = sorted(shown, key=lambda one: (isinstance(one[0], str), one[0] if not isinstance(one[0], str) else 0))
    words = scales["y"] == "words"
    left = margin(names["y"], 11, 170) if words else 52.0
    plot = ask.width - 2 * PADDING - left - 12
    height = 22.0 * min(len(names["y"]), NAMES) if words else 230 if ask.narrow else 320
    values = []
    for x, y, row in shown:
        drawn: dict[str, Any] = {"x": written(x, scales["x"]), "y": written(y, scales["y"])}
        if colours.names:
            drawn["colour"] = colours.of(label(ask.of(row, "colour")))
        if (size := number(ask.of(row, "size"))) is not None:
            drawn["size"] = size
        values.append(ask.datum(row, **drawn))
    encoding = {
        "x": axis(ask, "x", scales["x"], plot, left),
        "y": axis(ask, "y", scales["y"], height, left),
        "color": colours.channel,
    }
    point: dict[str, Any] = {"type": "circle", "size": 70, "opacity": 1 if joined else 0.72}
    tooltips: dict[str, Any] = {"tooltip": ask.tooltip(), **ask.links()}
    if any("size" in value for value in values):
        tooltips["size"] = {
            "field": "size",
            "type": "quantitative",
            "scale": {"range": [30, 500]},
            "legend": None,
        }
    line = {"mark": {"type": "line", "strokeWidth": 2.2, "interpolate": "linear"}}
    body = {
        "data": {"values": values},
        "encoding": encoding,
        "layer": [*([line] if joined else []), {"mark": point, "encoding": tooltips}],
    }
    notes = [
        total(len(placed), len(shown)),
        missing(len(ask.rows) - len(placed), f"{ask.titled('x').lower()} and {ask.titled('y').lower()}"),
    ]
    return framed(ask, body, plot, height, notes)


def place(value: Any, scale: Scale, names: Sequence[str]) -> float | str | None:
    """Where a value stands on its axis."""
    if scale == "day":
        return day(value)
    if scale == "words":
        told = label(value)
        return told if told in names else None
    return number(value)


def written(value: float | str, scale: Scale) -> float | str:
    return iso(value) if scale == "day" and not isinstance(value, str) else value


def axis(ask: Ask, name: str, scale: Scale, length: float, left: float) -> dict[str, Any]:
    """The channel of an axis."""
    title = ask.titled(name)
    common: dict[str, Any] = {"field": name, "title": title}
    if scale == "words":
        settings = {
            "title": None,
            "labelLimit": round(left) if name == "y" else 110,
            "grid": name == "y",
            "ticks": False,
            "labelPadding": 10,
        }
        return {**common, "type": "nominal", "axis": settings}
    ticks = max(3, round(length / (90 if name == "x" else 55)))
    look: dict[str, Any] = {"tickCount": ticks, "grid": name == "y" or scale == "number", "domain": name == "x"}
    if scale == "day":
        return {**common, "type": "temporal", "scale": {"type": "utc"}, "axis": {**look, "title": None}}
    look["format"] = "d" if scale == "year" else ",~f"
    return {
        **common,
        "type": "quantitative",
        "scale": {"zero": name == "y", "nice": True, "padding": 8 if name == "x" else 0},
        "axis": look,
    }
