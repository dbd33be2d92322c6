"""The chart of an answer, by its kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from schema.errors import QueryError
from workbench.charts import bars, grid, network, points, states, timeline
from workbench.charts.drawing import Drawing
from workbench.charts.frame import Ask
from workbench.charts.theme import Theme
from workbench.charts.words import said
from workbench.heading import Chart
from workbench.runner import Result

KINDS: Mapping[str, Callable[[Ask], Drawing | None]] = {
    "timeline": timeline.draw,
    "bars": bars.draw,
    "lines": points.lines,
    "points": points.draw,
    "grid": grid.draw,
    "network": network.draw,
    "map": states.draw,
}


def drawn(
    chart: Chart,
    result: Result,
    title: str,
    *,
    theme: Theme = "light",
    width: int = 760,
    evidence: str | None = None,
    link: str | None = None,
) -> Drawing | None:
    """The chart of an answer; None where there is nothing to draw, for which `why_not` gives the reason.

    `width` is that of the picture in pixels, 360 for a telephone. Each datum has the id of the piece of evidence of
    column `evidence` (by default the column `evidence_id`, if there is one) as `evidence_id`, and, with a `link`, the
    address `link` + id as `href`, to which a click leads. Raises QueryError for a column that the answer has not.
    """
    for column in chart.columns:
        if column not in result.columns:
            raise QueryError(f"the answer has no column {column!r} for its chart. It has: {', '.join(result.columns)}")
    leads = evidence if evidence in result.columns else "evidence_id" if "evidence_id" in result.columns else None
    ask = Ask(chart.kind, chart.fields, result, title, theme, max(280, width), leads, link)
    return KINDS[chart.kind](replace(ask, rows=result.records())) if result.rows else None


def why_not(chart: Chart, result: Result) -> str:
    """Why an answer has no chart, where `drawn` gave none."""
    if not result.rows:
        return "no chart: the answer has no rows"
    empty = [c for c in chart.columns if not any(said(row[c]) for row in result.records())]
    if empty:
        return f"no chart: no row of the answer has a value in {', '.join(empty)}"
    return f"no chart: no row of the answer can be drawn by {', '.join(chart.columns)}"
