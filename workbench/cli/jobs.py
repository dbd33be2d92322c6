"""Commands that look after the jobs: how they stand, and one run again."""

import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schema.settings import from_environment
from workbench.cli.opening import ready
from workbench.cli.say import say

EXIT = {"fresh": 0, "stale": 1, "failing": 2}


@click.command()
@click.option("--prometheus", is_flag=True, help="Print the figures as Prometheus reads them from a text file.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def status(prometheus: bool, as_json: bool) -> None:
    """Show how each source stands: fresh, stale or failing; exits with 0, 1 or 2 by the worst.

    A source fails if its last run did, and is stale if a register was last loaded too long ago for how often it is
    due. Sources that are loaded when somebody wants to are never stale.
    """
    import json

    from loaders.status import figures, standing

    found = standing(ready(with_reference=False))
    if prometheus:
        click.echo(figures(found), nl=False)
    elif as_json:
        for each in found:
            click.echo(json.dumps(each.as_json(), ensure_ascii=False))
    elif found:
        table = Table(
            "state", "loader", "source", "last run", "read", "rejected", "says", box=None, header_style="bold"
        )
        for each in found:
            table.add_row(
                f"[{COLOURS[each.state]}]{each.state}[/]",
                each.loader,
                escape(each.source),
                f"{each.started_at:%Y-%m-%d %H:%M}",
                f"{each.read:,}",
                f"{each.rejected:,}",
                escape(each.message or ""),
            )
        Console().print(table)
    else:
        say("nothing was loaded yet: `sqn load --list` shows the loaders")
    sys.exit(max((EXIT[each.state] for each in found), default=0))


COLOURS = {"fresh": "green", "stale": "yellow", "failing": "red"}


@click.command()
@click.argument("run")
def retry(run: str) -> None:
    """Run RUN again on the very bytes that it read, which are kept: after a mended loader, without the source."""
    import time

    from extraction.names.reference_lists import read_reference
    from loaders.jobs import retry as run_again
    from loaders.loader import Job
    from workbench.cli.narrating import narrator

    started = time.monotonic()
    told, job = narrator("auto"), Job(ready(), read_reference(), from_environment().home)
    with told.of("retry", run) as watch:
        done = run_again(job, run, watch)
    told.done(done, time.monotonic() - started)
