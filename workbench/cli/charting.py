"""What `sqn ask` and `sqn sql` do with `--chart`: the answer's chart in a file, beside the table on stdout."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from schema.errors import QueryError
from workbench.heading import Chart, chart

if TYPE_CHECKING:
    from workbench.runner import Result

CHART = click.Option(
    ["--chart", "picture"],
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw the answer into this .svg, .png, .html or .vl.json file.",
)
DRAW = click.Option(
    ["--draw", "how"],
    metavar="'KIND FIELD=COLUMN…'",
    help="What --chart draws, as in a question's line `-- chart:`, e.g. 'bars x=requester y=requests'.",
)


def asked(picture: Path | None, told: Chart | None, name: str, *, whole: bool = False) -> Chart | None:
    """The chart that is wanted, None if none is. Raises QueryError, before any question is asked, for what is not."""
    if picture is None:
        return None
    if whole:
        raise QueryError("--chart draws the answer that is shown: it does not go with --output, parquet or xlsx")
    from workbench.charts.drawing import kind_of

    kind_of(picture)
    if told is None:
        raise QueryError(f"{name} has no line `-- chart: …`, so --chart has nothing to draw: see docs/charts.md")
    return told


def of_words(picture: Path | None, how: str | None, *, whole: bool) -> Chart | None:
    """The chart that --chart and --draw ask for together. Raises QueryError for one without the other."""
    if (picture is None) != (how is None):
        raise QueryError("--chart FILE and --draw 'KIND FIELD=COLUMN…' go together: where to, and what is drawn")
    return asked(picture, chart("--draw", how), "this statement", whole=whole) if how is not None else None


def draw(told: Chart | None, result: "Result", title: str, picture: Path | None, evidence: str | None = None) -> None:
    """Writes the chart, and says where, or why there is none."""
    if told is None or picture is None:
        return
    from rich.markup import escape

    from workbench.charts import drawn, why_not
    from workbench.cli.say import say

    made = drawn(told, result, title, evidence=evidence)
    if made is None:
        say(why_not(told, result))
        return
    made.write(picture)
    left_out = f" ({escape(made.left_out)})" if made.left_out else ""
    say(f"chart in {escape(str(picture))}{left_out}")
