"""How all charts look: colours that colour-blind people tell apart (Okabe and Ito 2008), for light and dark ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]
FONT = (
    "Liberation Sans, Arial, Helvetica, sans-serif"  # of the same widths; the first comes with the program that draws
)


@dataclass(frozen=True)
class Palette:
    """The colours of a theme: what is drawn on, text, faint lines, and those of categories and of amounts."""

    ground: str
    text: str
    faint: str
    line: str
    band: str
    colours: tuple[str, ...]
    rest: str
    scale: tuple[str, ...]


BLUE, ORANGE, GREEN, RED, PURPLE, SKY, OLIVE = range(7)
PALETTES: Mapping[str, Palette] = {
    "light": Palette(
        ground="#ffffff",
        text="#1f2933",
        faint="#5f6b7a",
        line="#d9dee5",
        band="#f4f6f8",
        colours=("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#8a7f00"),
        rest="#9aa5b1",
        scale=("#eaf3f9", "#c3dded", "#8fc1de", "#4f9cc8", "#0072b2", "#00507d"),
    ),
    "dark": Palette(
        ground="#14191f",
        text="#e6eaef",
        faint="#9fabb8",
        line="#323b46",
        band="#1b222a",
        colours=("#4aa8e0", "#f0b429", "#2fbf95", "#f0803c", "#dd9cc0", "#9ad3f5", "#cfc24a"),
        rest="#77828f",
        scale=("#1c2b38", "#1f4460", "#215f8a", "#2d7db4", "#4aa8e0", "#9ad3f5"),
    ),
}
# Words of the vocabulary that have a colour of their own wherever they stand.
MEANT: Mapping[str, int] = {
    **dict.fromkeys(("granted", "met", "approved", "delivered", "accepted", "lifted", "agreed"), GREEN),
    **dict.fromkeys(("refused", "rejected", "denied", "cancelled", "suspended", "sanction", "imposed"), RED),
    **dict.fromkeys(("request", "ordered", "asked"), BLUE),
    **dict.fromkeys(("condition", "conditional", "threatened", "pending", "proposed", "standing"), ORANGE),
    **dict.fromkeys(("transfer", "offered", "considered"), SKY),
    **dict.fromkeys(("response", "promised"), PURPLE),
}
REST = ("unknown", "not told", "others", "none", "dropped", "")


def colours(names: Sequence[str], palette: Palette) -> dict[str, str]:
    """A colour for each name: its own where that is free, else the next free one; grey for what is unknown."""
    told: dict[str, str] = {name: palette.rest for name in names if name.lower() in REST}
    free = list(palette.colours)
    for name in names:
        meant = MEANT.get(name.lower().replace(" ", "_"))
        if name not in told and meant is not None and palette.colours[meant] in free:
            told[name] = palette.colours[meant]
            free.remove(told[name])
    for name in names:
        if name not in told:
            told[name] = free.pop(0) if free else palette.rest
    return told


def config(palette: Palette) -> dict[str, Any]:
    """Vega-Lite's settings for all that is drawn."""
    return {
        "background": palette.ground,
        "font": FONT,
        "padding": 14,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": palette.text,
            "subtitleColor": palette.faint,
            "fontSize": 15,
            "subtitleFontSize": 11.5,
            "fontWeight": "bold",
            "lineHeight": 19,
            "subtitleLineHeight": 15,
            "subtitlePadding": 5,
            "offset": 14,
        },
        "axis": {
            "labelColor": palette.faint,
            "titleColor": palette.faint,
            "labelFontSize": 11,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "titlePadding": 10,
            "domainColor": palette.line,
            "tickColor": palette.line,
            "gridColor": palette.line,
            "gridOpacity": 0.7,
        },
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelColor": palette.text,
            "labelFontSize": 11,
            "symbolType": "circle",
            "symbolSize": 70,
            "symbolStrokeWidth": 0,
            "symbolOpacity": 1,
            "rowPadding": 4,
            "columnPadding": 14,
            "offset": 8,
            "labelLimit": 240,
        },
        "text": {"color": palette.text, "fontSize": 11},
    }
