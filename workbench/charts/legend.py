"""The colours of a chart's categories, and the legend that names them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts.frame import PADDING, Ask
from workbench.charts.theme import colours
from workbench.charts.words import clean, fitted, width

MOST = 7  # categories with a colour of their own; the others share one


@dataclass(frozen=True)
class Colours:
    """`of` gives the name under which a category is drawn, `channel` is Vega-Lite's, `names` in the legend's order."""

    of: Callable[[str], str]
    channel: dict[str, Any]
    names: tuple[str, ...]


def coloured(ask: Ask, values: Sequence[str] | None, *, order: Sequence[str] | None = None) -> Colours:
    """The colours of the categories of a chart; one colour where there are none (None)."""
    palette = ask.palette
    if values is None:
        return Colours(lambda name: name, {"value": palette.colours[0]}, ())
    counted = [name for name, _ in Counter(values).most_common()]
    kept = counted if len(counted) <= MOST else counted[: MOST - 1]
    shown = [name for name in order if name in kept] if order else kept
    names = {name: short(name) for name in shown}
    domain = [*dict.fromkeys(names.values()), *(["others"] if len(counted) > len(kept) else [])]
    given = colours(domain, palette)
    room = ask.width - 2 * PADDING
    widest = max(width(name, 11) for name in domain) + 34
    channel: dict[str, Any] = {
        "field": "colour",
        "type": "nominal",
        "scale": {"domain": domain, "range": [given[name] for name in domain]},
        "legend": {"columns": max(1, min(len(domain), int(room / widest))), "symbolOpacity": 1}
        if len(domain) > 1
        else None,
    }
    return Colours(lambda name: names.get(name, "others"), channel, tuple(domain))


def short(name: str) -> str:
    return fitted(clean(name, 60).replace("_", " "), 11, 220)
