"""Timelines: a lane for each value of `y`, a point for each row on its day, with its words beside it."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.charts.cells import DAY, day, iso, label
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed, margin, missing, total
from workbench.charts.legend import Colours, coloured
from workbench.charts.packing import LINES, Mark, binned, crowded, merged, packed, repeated
from workbench.charts.words import fitted, said

MOST, LANES = 2000, 24  # rows and lanes that are drawn
WORDED = 96  # lines of words of all lanes together: more make a picture that nobody reads
ROW, HEAD, SIZE = 17, 18, 11
UNSAID = ("", "unspecified", "unknown")  # what a label is no clearer by
CHAIN = ("request", "condition", "response", "transfer", "sanction")  # one leads to the next


@dataclass
class Lane:
    """A lane of the timeline: its name, the rows in it and how many lines of marks they take."""

    name: str
    marks: list[Mark] = field(default_factory=list)
    top: float = 0
    height: float = 0


def draw(ask: Ask) -> Drawing | None:
    """The timeline of an answer, None where no row has a day."""
    dated = [(at, row) for row in ask.rows if (at := day(ask.of(row, "x"))) is not None]
    if not dated:
        return None
    dated.sort(key=lambda one: one[0])
    counted = Counter(label(ask.of(row, "y")) for _, row in dated)
    kept = [name for name, _ in counted.most_common(LANES)]
    placed = [one for one in dated if label(ask.of(one[1], "y")) in kept]
    shown = placed[-MOST:]
    names = ordered(list(dict.fromkeys(label(ask.of(row, "y")) for _, row in shown)))
    left = 0.0 if ask.narrow else margin(names, SIZE, 150)
    plot = ask.width - 2 * PADDING - left - 4
    ends = {at: max(at, day(ask.of(row, "until")) or at) for at, row in shown}
    first, last = domain([at for at, _ in shown], list(ends.values()))
    per_day = plot / (last - first)
    palette = coloured(ask, [label(ask.of(row, "colour")) for _, row in shown] if "colour" in ask.fields else None)
    lanes = {name: Lane(name) for name in names}
    room = plot * (0.74 if ask.narrow else 0.45)
    for at, row in shown:
        until = max(at, day(ask.of(row, "until")) or at)
        words = worded(ask, row)
        mark = Mark((at - first) * per_day, (until - first) * per_day, fitted(words, SIZE, room), row, at, until)
        mark.says = mark.words
        mark.colour = palette.of(label(ask.of(row, "colour"))) if "colour" in ask.fields else ""
        lanes[label(ask.of(row, "y"))].marks.append(mark)
    most = min(LINES, max(3, WORDED // len(lanes)))
    for lane in lanes.values():
        lane.marks = repeated(lane.marks, SIZE, room)
        if crowded(lane.marks, plot, SIZE, most):
            lane.marks = merged(lane.marks, SIZE, room)
        if crowded(lane.marks, plot, SIZE, most):
            lane.marks = binned(lane.marks)
    height = laid(list(lanes.values()), plot, HEAD if ask.narrow else 0, most)
    values = [datum(ask, lane, mark) for lane in lanes.values() for mark in lane.marks]
    vague = any("until" in value for value in values)
    merging = any("rows" in value for value in values)
    notes = [
        total(len(counted), len(kept), f"values of {ask.titled('y').lower()}", "most told"),
        total(len(placed), len(shown), "rows", "last"),
        missing(len(ask.rows) - len(dated), "a day"),
        "a ring with a line: some day of that time" if vague else "",
        "with a number: so many rows in one" if merging else "",
    ]
    body = {
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "x",
                "type": "temporal",
                "scale": {"type": "utc", "domain": [iso(first), iso(last)], "nice": False},
                "axis": {"title": None, "grid": True, "tickCount": max(3, round(plot / 90)), "labelFlush": True},
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "scale": {"domain": [height, 0], "nice": False, "zero": False},
                "axis": None,
            },
        },
        "layer": [*bands(ask, list(lanes.values()), plot), *marks(ask, palette, values, merging)],
    }
    return framed(ask, body, plot, height, notes)


def ordered(names: Sequence[str]) -> list[str]:
    """Lanes in the order in which one step leads to the next, or else in that of their first days."""
    return sorted(names, key=lambda name: CHAIN.index(name)) if set(names) <= set(CHAIN) else list(names)


def domain(starts: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """From when to when the axis goes: some room on both sides, a few weeks around a single day."""
    first, last = min(starts), max(ends)
    room = max((last - first) * 0.025, 3 * DAY if last > first else 45 * DAY)
    lowest, highest = day("0001-01-02") or 0, day("9999-12-30") or 0
    return max(int(first - room), lowest), min(int(last + room), highest)


def worded(ask: Ask, row: Any) -> str:
    """What stands beside a mark: who → whom, and what."""
    parties = [said(ask.of(row, name)) for name in ("who", "whom") if name in ask.fields]
    what = [said(row.get(column)) for column in ask.fields["label"].split(",")] if "label" in ask.fields else []
    told = " → ".join(part for part in parties if part)
    return " · ".join(part.replace("_", " ") for part in [told, *what] if part not in UNSAID)


def laid(lanes: Sequence[Lane], plot: float, head: float, most: int) -> float:
    """The height of all lanes, each of which is told its own place and each of its marks a line."""
    top = 0.0
    for lane in lanes:
        lane.top = top
        lane.height = packed(lane.marks, plot, SIZE, most) * ROW + 10 + head
        top += lane.height + 3
        for mark in lane.marks:
            mark.y = lane.top + head + 5 + (mark.line + 0.5) * ROW
    return top - 3


def datum(ask: Ask, lane: Lane, mark: Mark) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "x": iso(mark.at),
        "y": round(mark.y, 1),
        "end": iso(mark.until),
        "lane": lane.name,
        "size": round(min(74 * (1 + 0.45 * math.log2(mark.rows)), 210)),
    }
    if mark.until > mark.at:
        drawn["until"] = iso(mark.until)
    if mark.words:
        drawn |= {"label": mark.words, "side": mark.side}
    if mark.colour:
        drawn["colour"] = mark.colour
    if mark.rows > 1:
        days = [iso(end)[:10] for end in (min(one.at for one in mark.over), max(one.at for one in mark.over))]
        return (
            drawn
            | {"rows": f"{mark.rows:,}", "days": " – ".join(dict.fromkeys(days)), "part": mark.colour}
            | ask.led(*rows_of(mark))
        )
    return ask.datum(mark.row, **drawn)


def rows_of(mark: Mark) -> list[Any]:
    return [row for one in mark.over for row in rows_of(one)] if mark.over else [mark.row]


def bands(ask: Ask, lanes: Sequence[Lane], plot: float) -> list[dict[str, Any]]:
    """The ground of the lanes, and their names: left of them, or on a narrow chart on top of each."""
    palette = ask.palette
    inside = ask.narrow
    values = [
        {
            "top": round(lane.top, 1),
            "end": round(lane.top + lane.height, 1),
            "at": round(lane.top + (HEAD / 2 + 3 if inside else lane.height / 2), 1),
            "name": fitted(lane.name.replace("_", " "), SIZE, plot - 12 if inside else 150),
        }
        for lane in lanes
    ]
    name: dict[str, Any] = {"type": "text", "align": "left" if inside else "right", "baseline": "middle"}
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rect", "color": palette.band, "opacity": 0.6, "tooltip": None},
            "encoding": {
                "x": {"value": 0},
                "x2": {"value": round(plot)},
                "y": {"field": "top", "type": "quantitative"},
                "y2": {"field": "end"},
            },
        },
        {
            "data": {"values": values},
            "mark": {**name, "fontWeight": "bold", "fontSize": SIZE, "color": palette.faint, "tooltip": None},
            "encoding": {
                "x": {"value": 6 if inside else -8},
                "y": {"field": "at", "type": "quantitative"},
                "text": {"field": "name", "type": "nominal"},
            },
        },
    ]


def ends_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The two ends of a line, with all that its mark has."""
    key = f"{value['x']} {value['y']}"
    return [{**value, "key": key}, {**value, "key": key, "x": value["until"]}]


def marks(ask: Ask, palette: Colours, values: Sequence[Mapping[str, Any]], merging: bool) -> list[dict[str, Any]]:
    """The points, the lines of those that are not of one day, and the words."""
    ground = ask.palette.ground
    many = [{"field": name, "type": "nominal", "title": name.title()} for name in ("rows", "days", "part")]
    tooltip = {"tooltip": [*ask.tooltip(), *(many if merging else [])]}
    links = ask.links()
    size = {"size": {"field": "size", "type": "quantitative", "scale": None, "legend": None}}
    layers: list[dict[str, Any]] = []
    if any("until" in value for value in values):
        layers.append(
            {
                # both ends as points of a line: a second channel of days would state the axis twice
                "data": {"values": [end for value in values if "until" in value for end in ends_of(value)]},
                "mark": {"type": "line", "strokeWidth": 4, "opacity": 0.4, "strokeCap": "round"},
                "encoding": {
                    "detail": {"field": "key", "type": "nominal"},
                    "color": palette.channel,
                    **tooltip,
                    **links,
                },
            }
        )
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.until)"}],
                "mark": {"type": "point", "strokeWidth": 2, "fill": ground, "opacity": 1},
                "encoding": {"color": palette.channel, **size, **tooltip, **links},
            }
        )
    layers.append(
        {
            "transform": [{"filter": "!isValid(datum.until)"}],
            "mark": {"type": "circle", "opacity": 1, "stroke": ground, "strokeWidth": 1},
            "encoding": {"color": palette.channel, **size, **tooltip, **links},
        }
    )
    for side, align, offset in (("right", "left", 11), ("left", "right", -11)):
        layers.append(
            {
                "transform": [
                    {"filter": f"datum.side === '{side}'"},
                    *([{"calculate": "toDate(datum.end)", "as": "x"}] if side == "right" else []),
                ],
                "mark": {"type": "text", "align": align, "dx": offset, "baseline": "middle", "fontSize": SIZE},
                "encoding": {
                    "text": {"field": "label", "type": "nominal"},
                    **tooltip,
                    **links,
                },
            }
        )
    return layers
