"""Boxes with rows, in layers from left to right, and elbow lines between rows: drawn as SVG.

Lines run in the gaps between layers, each in a lane of its own; one that skips a layer goes over the top. So no line
crosses a box, and the same input gives the same picture, byte for byte.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

CHARACTER = 7.3  # width of one in the monospaced font at 12 px, the widest that is common
ROW, HEAD, PAD = 19.0, 27.0, 10.0
BETWEEN, LANE, EDGE, TITLE = 26.0, 11.0, 24.0, 64.0
LIGHT = "svg { --paper: #ffffff; --box: #fbfaf6; --rule: #d8d4c8; --ink: #22303c; --soft: #5d6975 }"
DARK = "svg { --paper: #14181d; --box: #1d232a; --rule: #3a444f; --ink: #e6e9ec; --soft: #a3aeb9 }"
BY_DEVICE = f"@media (prefers-color-scheme: dark) {{\n  {DARK}\n}}"
SHAPES = """\
.paper { fill: var(--paper) } .box { fill: var(--box); stroke: var(--rule) }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink) }
.title { font: 600 17px system-ui, sans-serif } .under, .soft { fill: var(--soft) }
.under { font: 13px system-ui, sans-serif } .name { font-weight: 600; fill: #ffffff } .key { font-weight: 600 }
.line { fill: none; stroke-width: 1.5 } .more { font-style: italic; fill: var(--soft) }
"""
STYLE = f"\n{LIGHT}\n{BY_DEVICE}\n{SHAPES}"


def in_colours(picture: str, theme: str) -> str:
    """A picture in light or dark whatever the device prefers."""
    assert BY_DEVICE in picture
    return picture.replace(BY_DEVICE, DARK if theme == "dark" else "")


@dataclass(frozen=True)
class Line:
    """A row of a box: its words, what stands at its right edge, and how it is set: key, more, or plain."""

    words: str
    right: str = ""
    style: str = ""


@dataclass(frozen=True)
class Box:
    name: str
    layer: int
    colour: str
    lines: tuple[Line, ...]

    @property
    def width(self) -> float:
        widest = max(len(line.words) + (len(line.right) + 3 if line.right else 0) for line in self.lines)
        return max(widest, len(self.name)) * CHARACTER + 2 * PAD

    @property
    def height(self) -> float:
        return HEAD + ROW * len(self.lines) + 6


@dataclass(frozen=True)
class Lead:
    """A line from a row of a box (None: its head) to a row of another."""

    start: str
    row: int | None
    end: str
    end_row: int | None = None


@dataclass
class Place:
    """Where a box stands."""

    box: Box
    x: float
    y: float

    def middle(self, row: int | None) -> float:
        return self.y + (HEAD / 2 if row is None else HEAD + ROW * (row + 0.5))


@dataclass
class Lanes:
    """The next free lane of each gap, counted from its left; gap n is right of layer n."""

    used: dict[int, int] = field(default_factory=dict)
    over: int = 0

    def take(self, gap: int) -> int:
        self.used[gap] = self.used.get(gap, 0) + 1
        return self.used[gap] - 1


def drawn(title: str, under: str, boxes: Sequence[Box], leads: Sequence[Lead]) -> str:
    """The picture as one SVG document."""
    layer_of = {box.name: box.layer for box in boxes}
    lanes = Lanes()
    tracks = {lead: lanes_of(lead, layer_of, lanes) for lead in leads}
    lefts = left_edges(boxes, lanes)
    top = EDGE + TITLE + lanes.over * LANE
    places = placed(boxes, lefts, top)
    width = (
        max(p.x + p.box.width for p in places.values()) + EDGE + (lanes.used.get(max(layer_of.values()), 0) + 1) * LANE
    )
    width = max(width, 2 * EDGE + len(under) * 6.6)
    height = max(p.y + p.box.height for p in places.values()) + EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}: {escape(under)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width:.0f}" height="{height:.0f}"/>',
        f'<text class="title" x="{EDGE}" y="{EDGE + 14}">{escape(title)}</text>',
        f'<text class="under" x="{EDGE}" y="{EDGE + 36}">{escape(under)}</text>',
        *(path(lead, tracks[lead], places, lefts, layer_of) for lead in leads),
        *(shape for place in places.values() for shape in shapes(place)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def lanes_of(lead: Lead, layer_of: Mapping[str, int], lanes: Lanes) -> tuple[int, ...]:
    """The lanes that a line takes: one gap between neighbours or beside a layer, two and one above if it goes over."""
    start, end = layer_of[lead.start], layer_of[lead.end]
    if start == end:
        return (lanes.take(start),)
    low, high = min(start, end), max(start, end)
    if high - low == 1:
        return (lanes.take(low),)
    lanes.over += 1
    return lanes.take(low), lanes.take(high - 1), lanes.over - 1


def left_edges(boxes: Sequence[Box], lanes: Lanes) -> list[float]:
    """The left edge of each layer, and last that of the one after them."""
    edges = [EDGE]
    for layer in range(max(box.layer for box in boxes) + 1):
        widest = max(box.width for box in boxes if box.layer == layer)
        edges.append(edges[-1] + widest + (lanes.used.get(layer, 0) + 3) * LANE)
    return edges


def placed(boxes: Sequence[Box], lefts: Sequence[float], top: float) -> dict[str, Place]:
    """The boxes of each layer one below the other, those of lower layers beside the middle of the highest."""
    heights = {
        layer: sum(box.height for box in boxes if box.layer == layer)
        + BETWEEN * (sum(box.layer == layer for box in boxes) - 1)
        for layer in {box.layer for box in boxes}
    }
    tallest = max(heights.values())
    down = {layer: top + (tallest - height) / 2 for layer, height in heights.items()}
    found = {}
    for box in boxes:
        found[box.name] = Place(box, lefts[box.layer], down[box.layer])
        down[box.layer] += box.height + BETWEEN
    return found


def path(
    lead: Lead, track: tuple[int, ...], places: Mapping[str, Place], lefts: Sequence[float], layer_of: Mapping[str, int]
) -> str:
    start, end = places[lead.start], places[lead.end]
    colour = end.box.colour
    y1, y2 = start.middle(lead.row), end.middle(lead.end_row)

    def lane(gap: int, number: int) -> float:
        widest = max(p.box.width for p in places.values() if p.box.layer == gap)
        return lefts[gap] + widest + (number + 1.5) * LANE

    one, other = layer_of[lead.start], layer_of[lead.end]
    if one == other:
        x = lane(one, track[0])
        way = f"M{right(start):.1f} {y1:.1f}H{x:.1f}V{y2:.1f}H{right(end) + 6:.1f}"
        return mark(way, right(end), y2, -1, colour)
    backwards = one > other
    x1, x2 = (start.x, right(end)) if backwards else (right(start), end.x)
    facing = -1 if backwards else 1
    if len(track) == 1:
        x = lane(min(one, other), track[0])
        way = f"M{x1:.1f} {y1:.1f}H{x:.1f}V{y2:.1f}H{x2 - 6 * facing:.1f}"
    else:
        low, high = lane(min(one, other), track[0]), lane(max(one, other) - 1, track[1])
        first, last = (high, low) if backwards else (low, high)
        over = EDGE + TITLE + track[2] * LANE - 8
        way = f"M{x1:.1f} {y1:.1f}H{first:.1f}V{over:.1f}H{last:.1f}V{y2:.1f}H{x2 - 6 * facing:.1f}"
    return mark(way, x2, y2, facing, colour)


def right(place: Place) -> float:
    return place.x + place.box.width


def mark(way: str, x: float, y: float, facing: int, colour: str) -> str:
    """A line with a tip at what it leads to."""
    tip = f"M{x:.1f} {y:.1f}l{-7 * facing} -4v8z"
    return f'<path class="line" stroke="{colour}" d="{way}"/><path fill="{colour}" d="{tip}"/>'


def shapes(place: Place) -> Iterator[str]:
    box, x, y = place.box, place.x, place.y
    yield f'<rect class="box" x="{x:.1f}" y="{y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="6"/>'
    head = f"M{x:.1f} {y + HEAD:.1f}v-{HEAD - 6}q0 -6 6 -6h{box.width - 12:.1f}q6 0 6 6v{HEAD - 6}z"
    yield f'<path fill="{box.colour}" d="{head}"/>'
    yield f'<text class="name" x="{x + PAD:.1f}" y="{y + 18:.1f}">{escape(box.name)}</text>'
    for row, line in enumerate(box.lines):
        base = place.middle(row) + 4
        yield f'<text class="{line.style}" x="{x + PAD:.1f}" y="{base:.1f}">{escape(line.words)}</text>'
        if line.right:
            end = x + box.width - PAD
            yield f'<text class="soft" text-anchor="end" x="{end:.1f}" y="{base:.1f}">{escape(line.right)}</text>'
