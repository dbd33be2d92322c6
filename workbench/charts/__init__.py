"""Charts of answers: what a question's line `-- chart: …` asks for, as Vega-Lite 5, SVG, PNG or a page of its own."""

from workbench.charts.drawing import Drawing
from workbench.charts.kinds import drawn, why_not

__all__ = ["Drawing", "drawn", "why_not"]
