"""The command that fills the record: `sqn load LOADER SOURCE…`, one subcommand for each loader that is declared."""

import csv
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schema.errors import SqnError
from schema.settings import from_environment
from workbench.cli.opening import ready
from workbench.cli.say import LOGS, say

if TYPE_CHECKING:
    from loaders.loader import Forecast, Job, Loader, Option


class Loaders(click.Group):
    """One command for each loader that is declared in the folder of sources."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        from loaders.jobs import loaders

        return sorted(loaders())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        from loaders.jobs import loaders

        found = loaders().get(cmd_name)
        return None if found is None else command_of(found)


@click.group(cls=Loaders, invoke_without_command=True)
@click.option("--list", "listing", is_flag=True, help="List the loaders, what they fill and how often they are due.")
@click.option("--log", type=click.Choice(LOGS), default="auto", show_default=True, help="How a run is told on stderr.")
@click.pass_context
def load(context: click.Context, listing: bool, log: str) -> None:
    """Load a source into the record.

    A source is a path, a glob (in quotes), an address (http, https) or - for standard input; gzip, bzip2, xz and zip
    are read as they are.
    """
    context.obj = log
    if listing:
        list_loaders()
    elif context.invoked_subcommand is None:
        raise click.UsageError("name a loader: " + ", ".join(load.list_commands(context)))


def list_loaders() -> None:
    from loaders.jobs import loaders

    heads = ("loader", "reads", "fills", "key", "due")
    known = sorted(loaders().values(), key=lambda loader: loader.name)
    rows = [(loader.name, loader.title, loader.fills, loader.key, loader.due) for loader in known]
    if not sys.stdout.isatty():
        csv.writer(sys.stdout, lineterminator="\n").writerows([heads, *rows])
        return
    table = Table(*heads, box=None, header_style="bold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def command_of(loader: "Loader") -> click.Command:
    @click.pass_obj
    def callback(
        log: str, /, sources: tuple[str, ...], dry_run: bool, template: str | None = None, **told: Any
    ) -> None:
        if template is not None:
            write_template(loader, Path(template))
            return
        options = {name: value.date().isoformat() if hasattr(value, "date") else value for name, value in told.items()}
        if not sources and loader.whole is None:
            raise click.UsageError("name a source: a path, a glob, an address, or - for standard input")
        run_loader(loader, sources or (str(loader.whole),), options, dry_run=dry_run, log=log)

    parameters: list[click.Parameter] = [
        click.Argument(
            ["sources"], nargs=-1, metavar="[SOURCE]..." if loader.whole or loader.template else "SOURCE..."
        ),
        *(option_of(option) for option in loader.options),
        click.Option(["--dry-run"], is_flag=True, help="Show what would change, and store nothing."),
    ]
    if loader.template:
        says = "Write an empty sheet to fill in (.csv, .xlsx or .yaml), and load nothing."
        parameters.append(click.Option(["--template"], metavar="FILE", help=says))
    paragraphs = [f"{loader.title}.", loader.help, f"Fills: {loader.fills}."]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return click.Command(loader.name, params=parameters, callback=callback, help=text)


def option_of(option: "Option") -> click.Option:
    kind: click.ParamType[Any] | None = click.Choice(option.choices) if option.choices else None
    if option.kind == "day":
        kind = click.DateTime(["%Y-%m-%d"])
    switch = kind is None and option.kind == "switch"
    return click.Option([f"--{option.name}", option.key], type=kind, is_flag=switch, help=option.says)


def run_loader(
    loader: "Loader", sources: tuple[str, ...], options: Mapping[str, Any], *, dry_run: bool, log: str
) -> None:
    from extraction.names.reference_lists import read_reference
    from loaders.fetching import named
    from loaders.jobs import load as load_source
    from loaders.loader import Job
    from workbench.cli.narrating import narrator

    told = narrator(log)
    job = Job(ready(), read_reference(), from_environment().home)
    nothing_taken = False
    for written in [one for source in sources for one in named(source)]:
        if dry_run:
            show_forecast(job, loader, written, options)
            continue
        started = time.monotonic()
        with told.of(loader.name, written) as watch:
            run = load_source(job, loader, written, watch=watch, **options)
        if run is None:
            told.unchanged(loader.name, written)
            continue
        told.done(run, time.monotonic() - started)
        nothing_taken = nothing_taken or (run.counts.read > 0 and run.counts.rejected == run.counts.read)
    if nothing_taken:
        raise SqnError("no record could be taken; the rejects are kept in rejected_record with their reasons")


def show_forecast(job: "Job", loader: "Loader", written: str, options: Mapping[str, Any]) -> None:
    from loaders.jobs import forecast
    from workbench.cli.narrating import SHOWN_REJECTS, shown

    found: Forecast = forecast(job, loader, written, **options)
    say(f"{loader.name} {escape(written)} would be: {shown(found.counts)}")
    for change in found.changes:
        say(f"  {escape(change)}")
    for reject in found.rejects[:SHOWN_REJECTS]:
        say(f"  [yellow]rejected[/] {escape(reject.locator)}: {escape(reject.reason)}")


def write_template(loader: "Loader", path: Path) -> None:
    assert loader.template is not None
    if path.exists():
        raise SqnError(f"{path} is there already: name another file for the sheet")
    loader.template(path)
    say(f"an empty sheet for `sqn load {loader.name}`:")
    click.echo(path)
