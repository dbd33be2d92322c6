"""Bars: one for each value of `x`, lying and sorted where these are words, standing in order where they are years."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.cells import day, iso, label, measured, number
from workbench.charts.drawing import Drawing
from workbench.charts.frame import PADDING, Ask, framed, margin, total
from workbench.charts.legend import Colours, coloured
from workbench.charts.words import counted, fitted, titled, width

MOST = 25  # lying bars
STEP, SIZE = 23, 11


@dataclass(frozen=True)
class Piece:
    """A part of a bar: which bar, which part of it, how long, and the rows that it sums up."""

    bar: str
    part: str
    amount: float
    rows: tuple[Mapping[str, Any], ...]


def draw(ask: Ask) -> Drawing | None:
    """The bars of an answer, None where no row has an amount."""
    scale = measured(ask.column("x"), ask.fields["x"])
    pieces = summed(ask, scale)
    if not pieces:
        return None
    return lying(ask, pieces) if scale == "words" else standing(ask, pieces, scale)


def parts(ask: Ask) -> list[str]:
    """The columns of amounts: several where each is a part of the bar."""
    return ask.fields["y"].split(",")


def summed(ask: Ask, scale: str) -> list[Piece]:
    """The amounts of each part of each bar; rows are counted where the column holds no numbers."""
    columns = parts(ask)
    numbers = any(number(row.get(column)) is not None for row in ask.rows for column in columns)
    found: dict[tuple[str, str], list[tuple[float, Mapping[str, Any]]]] = defaultdict(list)
    for row in ask.rows:
        bar = named(ask.of(row, "x"), scale)
        for column in columns:
            amount = number(row.get(column)) if numbers else 1
            part = (
                titled(column) if len(columns) > 1 else label(ask.of(row, "colour")) if "colour" in ask.fields else ""
            )
            if bar is not None and amount is not None:
                found[bar, part].append((amount, row))
    made = [
        Piece(bar, part, sum(amount for amount, _ in those), tuple(row for _, row in those))
        for (bar, part), those in found.items()
    ]
    return [piece for piece in made if piece.amount]


def shared(pieces: Sequence[Piece], colours: Colours) -> list[Piece]:
    """The parts of each bar as they are coloured: those that share the colour of others are one."""
    found: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        found[piece.bar, colours.of(piece.part)].append(piece)
    return [
        Piece(bar, those[0].part if len(those) == 1 else part, sum(one.amount for one in those), sum_of_rows(those))
        for (bar, part), those in found.items()
    ]


def sum_of_rows(pieces: Sequence[Piece]) -> tuple[Mapping[str, Any], ...]:
    return tuple(row for piece in pieces for row in piece.rows)


def named(value: Any, scale: str) -> str | None:
    """The name of a bar; None for a row that has no place among years or days."""
    if scale == "words":
        return label(value)
    if scale == "day":
        at = day(value)
        return None if at is None else iso(at)[:4]
    amount = number(value)
    return None if amount is None else str(int(amount)) if amount == int(amount) else f"{amount:g}"


def amount_title(ask: Ask) -> str:
    columns = parts(ask)
    if not any(number(row.get(column)) is not None for row in ask.rows for column in columns):
        return "Rows"
    return titled(columns[0]) if len(columns) == 1 else ""


def palette_of(ask: Ask, pieces: Sequence[Piece]) -> Colours:
    columns = parts(ask)
    if len(columns) > 1:
        names = [titled(column) for column in columns if any(piece.part == titled(column) for piece in pieces)]
        return coloured(ask, names, order=names)
    return coloured(ask, [piece.part for piece in pieces] if "colour" in ask.fields else None)


def datum(ask: Ask, piece: Piece, bar: str, colours: Colours, rank: int) -> dict[str, Any]:
    """A part of a bar; the sentence and the words of a row go with it where it is of one row."""
    drawn = {"bar": bar, "amount": piece.amount, "rank": rank}
    if colours.names:
        drawn["colour"] = colours.of(piece.part)
    told = {
        "bar_told": piece.bar,
        "part_told": piece.part.replace("_", " "),
        "amount_told": counted(piece.amount),
    }
    return drawn | told | ask.led(*piece.rows)


def tooltip(ask: Ask, colours: Colours) -> list[dict[str, str]]:
    part = "Part" if len(parts(ask)) > 1 else ask.titled("colour") if "colour" in ask.fields else ""
    return [
        {"field": "bar_told", "type": "nominal", "title": ask.titled("x")},
        *([{"field": "part_told", "type": "nominal", "title": part}] if colours.names else []),
        {"field": "amount_told", "type": "nominal", "title": amount_title(ask) or "Amount"},
    ]


def lying(ask: Ask, pieces: Sequence[Piece]) -> Drawing:
    """Bars from left to right, the longest on top, with their sum at the end."""
    sums: dict[str, float] = defaultdict(float)
    for piece in pieces:
        sums[piece.bar] += piece.amount
    ranked = sorted(sums, key=lambda bar: (-sums[bar], bar))
    kept = ranked[:MOST]
    rest = sum(sums[bar] for bar in ranked[MOST:])
    room = (ask.width - 2 * PADDING) * (0.4 if ask.narrow else 0.34)
    names = {bar: fitted(bar.replace("_", " "), SIZE, room) for bar in kept}
    for bar in kept:  # two that were cut to the same words stay two bars
        while list(names.values()).count(names[bar]) > 1:
            names[bar] += "\u200b"
    left = margin(names.values(), SIZE, room)
    right = max(width(counted(sums[bar]), SIZE) for bar in kept) + 8
    plot = ask.width - 2 * PADDING - left - right
    colours = palette_of(ask, pieces)
    values = [
        datum(
            ask, piece, names[piece.bar], colours, colours.names.index(colours.of(piece.part)) if colours.names else 0
        )
        for piece in shared(pieces, colours)
        if piece.bar in names
    ]
    order = [names[bar] for bar in kept]
    ends = [{"bar": names[bar], "amount": sums[bar], "told": counted(sums[bar])} for bar in kept]
    # told as a domain, for a sort would make an expression of each name
    scale = {"domain": order, "padding": 0.22}
    y = {"field": "bar", "type": "nominal", "sort": None, "axis": axis_of_names(left), "scale": scale}
    body = {
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "cornerRadiusEnd": 2},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "amount",
                        "type": "quantitative",
                        "stack": "zero",
                        "axis": {
                            "title": amount_title(ask) or None,
                            "tickCount": max(2, round(plot / 90)),
                            "format": "~s" if max(sums.values()) >= 1e5 else ",~f",
                            "domain": False,
                            "ticks": False,
                        },
                    },
                    "color": colours.channel,
                    "order": {"field": "rank", "type": "quantitative"},
                    "tooltip": tooltip(ask, colours),
                    **ask.links(),
                },
            },
            {
                "data": {"values": ends},
                "mark": {"type": "text", "align": "left", "dx": 5, "baseline": "middle", "fontSize": SIZE},
                "encoding": {
                    "y": {"field": "bar", "type": "nominal", "sort": None, "scale": scale},
                    "x": {"field": "amount", "type": "quantitative"},
                    "text": {"field": "told", "type": "nominal"},
                },
            },
        ]
    }
    note = total(len(ranked), len(kept), f"by {ask.titled('x').lower()}", "most")
    if rest:
        note += f"; the others together: {counted(rest)}"
    return framed(ask, body, plot, STEP * len(kept), [note])


def axis_of_names(left: float) -> dict[str, Any]:
    return {"title": None, "labelLimit": round(left), "domain": False, "ticks": False, "labelPadding": 6}


def standing(ask: Ask, pieces: Sequence[Piece], scale: str) -> Drawing:
    """Bars side by side in the order of years or numbers, years without any among them."""
    there = {piece.bar for piece in pieces}
    order = sorted(there, key=float)
    if scale in ("year", "day") and float(order[-1]) - float(order[0]) <= 300:
        order = [f"{year:04d}" if scale == "day" else str(year) for year in range(int(order[0]), int(order[-1]) + 1)]
    left = 46.0
    plot = ask.width - 2 * PADDING - left
    plot = min(plot, max(160, 70.0 * len(order)))
    every = max(1, -(-len(order) * 34 // int(plot)))
    colours = palette_of(ask, pieces)
    values = [
        datum(ask, piece, piece.bar, colours, colours.names.index(colours.of(piece.part)) if colours.names else 0)
        for piece in shared(pieces, colours)
    ]
    body = {
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {
                "field": "bar",
                "type": "ordinal",
                "sort": None,
                "scale": {"domain": order, "paddingInner": 0.15},
                "axis": {
                    "title": ask.titled("x"),
                    "labelAngle": 0,
                    "values": order[::every],
                    "ticks": False,
                },
            },
            "y": {
                "field": "amount",
                "type": "quantitative",
                "stack": "zero",
                "axis": {
                    "title": amount_title(ask) or None,
                    "tickCount": 5,
                    "format": ",~f",
                    "domain": False,
                    "ticks": False,
                },
            },
            "color": colours.channel,
            "order": {"field": "rank", "type": "quantitative"},
            "tooltip": tooltip(ask, colours),
            **ask.links(),
        },
    }
    return framed(ask, body, plot, 220 if ask.narrow else 280)
