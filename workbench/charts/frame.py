"""What all kinds of charts share: the rows as they are read, what a tooltip tells, title and settings around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.charts.drawing import SCHEMA, Drawing
from workbench.charts.theme import PALETTES, Palette, Theme, config
from workbench.charts.words import clean, said, titled, width, wrapped
from workbench.runner import Result

PADDING = 14
MOST_IDS = 20  # pieces of evidence that one mark leads to
BESIDE = ("quote", "source", "published_on")  # columns that a tooltip tells besides those that are drawn


@dataclass(frozen=True)
class Ask:
    """What is to be drawn: the columns of the chart by their field, the answer, and how large and on what ground."""

    kind: str
    fields: Mapping[str, str]
    result: Result
    title: str
    theme: Theme
    width: int
    evidence: str | None
    link: str | None
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def palette(self) -> Palette:
        return PALETTES[self.theme]

    @property
    def narrow(self) -> bool:
        """Whether it is to stand on a telephone."""
        return self.width < 520

    def of(self, row: Mapping[str, Any], name: str) -> Any:
        """The value of the column that a field is told, None where it is told none."""
        return row.get(self.fields[name]) if name in self.fields else None

    def column(self, name: str) -> list[Any]:
        return [self.of(row, name) for row in self.rows]

    def titled(self, name: str) -> str:
        return titled(self.fields[name])

    def datum(self, row: Mapping[str, Any], **drawn: Any) -> dict[str, Any]:
        """What one mark is: how it is drawn, what its tooltip tells (t0, t1 …), and where its sentence is."""
        told = dict(drawn)
        for place, column in enumerate(self.told):
            if text := said(row.get(column)):
                told[f"t{place}"] = text
        return told | self.led(row)

    def led(self, *rows: Mapping[str, Any]) -> dict[str, Any]:
        """The id of the evidence behind a mark, and its address where there are pages; of several rows their ids."""
        ids = [clean(one) for row in rows[:MOST_IDS] if isinstance(one := row.get(self.evidence or ""), str) and one]
        if len(rows) > 1:
            return {"evidence_ids": ids} if ids else {}
        return {"evidence_id": ids[0]} | ({"href": self.link + ids[0]} if self.link else {}) if ids else {}

    @property
    def told(self) -> list[str]:
        """The columns of a tooltip: those that are drawn, who and whom, then the words of the source."""
        columns = [part for column in self.fields.values() for part in column.split(",")]
        return list(dict.fromkeys(c for c in [*columns, *BESIDE] if c in self.result.columns))

    def tooltip(self) -> list[dict[str, str]]:
        return [
            {"field": f"t{place}", "type": "nominal", "title": titled(column)} for place, column in enumerate(self.told)
        ]

    def links(self) -> dict[str, Any]:
        """The channel that leads a click to the sentence."""
        return {"href": {"field": "href", "type": "nominal"}} if self.link and self.evidence else {}


def framed(ask: Ask, body: Mapping[str, Any], plot: float, height: float, notes: Iterable[str] = ()) -> Drawing:
    """The drawing of a chart's body, with title, subtitle and settings; `plot` and `height` are those of the plot."""
    room = ask.width - 2 * PADDING
    cut = "of the rows up to the limit" if ask.result.notice else ""
    left_out = "; ".join(note for note in (cut, *notes) if note) or None
    lines = wrapped(clean(ask.title, 300), 15 * 1.06, room, 4)
    title: dict[str, Any] = {"text": lines}
    subtitle = wrapped(left_out, 11.5, room, 5) if left_out else []
    if subtitle:
        title["subtitle"] = subtitle
    settings = config(ask.palette)
    spec = {
        "$schema": SCHEMA,
        "title": title,
        "description": clean(ask.title, 300),
        "width": round(plot),
        "height": round(height),
        "usermeta": {"kind": ask.kind, "evidence": "evidence_id" if ask.evidence else None},
        **body,
        "config": {**settings, **body.get("config", {})},
    }
    return Drawing(spec, clean(ask.title, 300), left_out)


def margin(labels: Iterable[str], size: float = 11, most: float = 170) -> float:
    """How wide the widest label of an axis is, up to a most."""
    return min(max((width(label, size) for label in labels), default=0), most) + 8


def total(there: int, drawn: int, what: str = "rows", rank: str = "first") -> str:
    """A note where not all is drawn: `the 30 most of 214`."""
    return f"the {drawn:,} {rank} of {there:,} {what}" if drawn < there else ""


def missing(there: int, of: str) -> str:
    """A note on rows that cannot be drawn for want of a value."""
    if not there:
        return ""
    return f"{there:,} {'row' if there == 1 else 'rows'} without {of} {'is' if there == 1 else 'are'} not drawn"
