"""Commands that fill, keep and publish the record."""

import datetime as dt
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.markup import escape
from sqlalchemy import Engine

from schema.errors import SqnError
from schema.settings import CHECKOUT, from_environment
from workbench.cli.say import progress, say

if TYPE_CHECKING:
    from loaders.ledger import Run

SHOWN_REJECTS = 10


class Loaders(click.Group):
    """The loaders that are written here, and one for each register that is declared in its folder."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        from loaders.jobs import registers

        return sorted({*super().list_commands(ctx), *registers()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from loaders.jobs import registers

        if cmd_name in registers():
            return register_command(cmd_name)
        return super().get_command(ctx, cmd_name)


@click.group(cls=Loaders, invoke_without_command=True)
@click.option("--list", "listing", is_flag=True, help="List the loaders, what they fill and how often they are due.")
@click.pass_context
def load(context: click.Context, listing: bool) -> None:
    """Load a source into the record."""
    if listing:
        list_loaders(context)
    elif context.invoked_subcommand is None:
        raise click.UsageError("name a loader: " + ", ".join(load.list_commands(context)))


def list_loaders(context: click.Context) -> None:
    from rich.console import Console
    from rich.table import Table

    from loaders.jobs import registers

    table = Table("loader", "reads", "fills", "key", "due every", box=None, header_style="bold")
    for name in load.list_commands(context):
        register = registers().get(name)
        command = load.get_command(context, name)
        assert command is not None, name
        if register is None:
            table.add_row(name, command.get_short_help_str(60), "", "", "")
        else:
            days = "day" if register.period == 1 else f"{register.period} days"
            table.add_row(name, register.title, register.fills, register.key, days)
    Console().print(table)


def register_command(name: str) -> click.Command:
    """The command of one register."""
    from loaders.jobs import registers

    register = registers()[name]

    @click.command(name, help=REGISTER_HELP.format(title=register.title, fills=register.fills))
    @click.argument("sources", nargs=-1, required=True)
    @click.option(
        "--as-of",
        "day",
        type=click.DateTime(["%Y-%m-%d"]),
        help="Day of the release, where neither it nor its name tells.",
    )
    @click.option("--dry-run", is_flag=True, help="Show what would change, and store nothing.")
    @click.option("--force", is_flag=True, help="Take a release that lacks many of the records on record.")
    def command(sources: tuple[str, ...], day: dt.datetime | None, dry_run: bool, force: bool) -> None:
        load_register(name, sources, day.date() if day else None, dry_run=dry_run, force=force)

    return command


REGISTER_HELP = """{title}.

A source is a path, a glob (in quotes), an address (http, https) or - for standard input; gzip, bzip2, xz and zip are
read as they are. Fills: {fills}."""


def load_register(name: str, sources: tuple[str, ...], day: dt.date | None, *, dry_run: bool, force: bool) -> None:
    from extraction.names.reference_lists import read_reference
    from loaders.fetching import named
    from loaders.jobs import compare, load, register_named
    from loaders.registers.releases import shown

    engine, register, home = ready(), register_named(name), from_environment().home
    for written in [one for source in sources for one in named(source)]:
        started = time.monotonic()
        if dry_run:
            found = compare(engine, register, written, home, day)
            say(f"{name} {escape(written)} would be: " + ", ".join(f"{what} {n:,}" for what, n in shown(found).items()))
            for what in ("inserted", "updated", "closed"):
                for key in sorted(getattr(found, what))[:SHOWN_REJECTS]:
                    say(f"  {what}: {escape(key)}")
            continue
        with progress(f"{name} {written}", None) as step:
            run = load(engine, read_reference(), register, written, home, day=day, force=force, progress=step)
        if run is None:
            say(f"{name} {escape(written)}: nothing has changed there")
            continue
        report(name, written, run, time.monotonic() - started)


def report(name: str, source: object, run: "Run", seconds: float) -> None:
    """What a run did, and the first of what it could not take."""
    counts = run.counts
    for reject in run.rejects[:SHOWN_REJECTS]:
        say(f"[yellow]rejected[/] {escape(reject.locator)}: {escape(reject.reason)}")
    if len(run.rejects) > SHOWN_REJECTS:
        say(f"… and {len(run.rejects) - SHOWN_REJECTS} more, all in the table rejected_record")
    closed = f", closed {counts.closed}" if counts.closed else ""
    say(
        f"{name} {escape(str(source))}: read {counts.read}, inserted {counts.inserted}, "
        f"updated {counts.updated}, unchanged {counts.unchanged}, rejected {counts.rejected}{closed}; "
        f"{counts.facts} facts coded ({seconds:.1f} s)"
    )


@load.command("articles")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--no-code", is_flag=True, help="Store the articles without coding facts.")
def load_articles_command(sources: tuple[Path, ...], no_code: bool) -> None:
    """Articles from text files, folders, JSON, JSON Lines or CSV.

    \b
    A CSV has a column `text`, or `file` with the name of a text file beside it; both it and JSON may
    have url, source, title, published_on, byline and note. A folder is read by its CSV index if it has one.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.articles import load_articles

    engine = ready()
    failed = False
    for source in sources:
        started = time.monotonic()
        with progress(f"articles {source}", None) as step:
            run = load_articles(engine, read_reference(), source, coded=not no_code, progress=step)
        report("articles", source, run, time.monotonic() - started)
        failed = failed or (run.counts.read > 0 and run.counts.rejected == run.counts.read)
    if failed:
        raise SqnError("no record could be taken; the rejects are kept in rejected_record with their reasons")


@load.command("gdelt")
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--kind", type=click.Choice(["events", "mentions"]), help="What the files hold, where columns and name do not tell."
)
def load_gdelt_command(sources: tuple[str, ...], kind: str | None) -> None:
    """Events and mentions of GDELT 2.0 into the lake of Parquet files.

    \b
    A source is a path, a glob (in quotes), an address or - for standard input; gzip, bzip2, xz and zip
    are read as they are. Nothing of it goes into the record; after `sqn publish` the views gdelt_events
    and gdelt_mentions show it.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.fetching import named
    from loaders.lake.loading import load_gdelt

    engine, home = ready(), from_environment().home
    failed = False
    for written in [one for source in sources for one in named(source)]:
        started = time.monotonic()
        with progress(f"gdelt {written}", None) as step:
            run = load_gdelt(engine, read_reference(), written, home, kind=kind, progress=step)
        report("gdelt", written, run, time.monotonic() - started)
        failed = failed or (run.counts.read > 0 and run.counts.rejected == run.counts.read)
    if failed:
        raise SqnError("no record could be taken; the rejects are kept in rejected_record with their reasons")


@load.command("reference")
@click.argument("folder", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
def load_reference_command(folder: Path | None) -> None:
    """Actors, posts, weapon systems and legal instruments from the lists in data/reference (or FOLDER)."""
    from extraction.names.reference_lists import read_reference
    from loaders.reference import load_reference
    from schema.settings import REFERENCE_LISTS

    source = folder or REFERENCE_LISTS
    counts = load_reference(ready(with_reference=False), read_reference(source), str(source))
    say(
        f"reference {escape(str(source))}: read {counts.read}, inserted {counts.inserted}, "
        f"updated {counts.updated}, unchanged {counts.unchanged}"
    )


@click.command()
def recode() -> None:
    """Code stored articles anew that an older coder coded; reviewed facts stay."""
    from extraction.names.reference_lists import read_reference
    from loaders.articles import recode as recode_articles

    with progress("recode", None) as step:
        counts = recode_articles(ready(), read_reference(), progress=step).counts
    say(f"recode: {counts.updated} articles coded anew, {counts.facts} facts")


@click.command()
def publish() -> None:
    """Write a new snapshot of the record for questions and point to it."""
    from loaders.publish import publish as write_snapshot

    settings = from_environment()
    started = time.monotonic()
    snapshot = write_snapshot(ready(), settings.snapshots)
    rows = sum(snapshot.rows.values())
    say(f"published {snapshot.id}: {rows:,} rows, {snapshot.rows['fact']:,} facts ({time.monotonic() - started:.1f} s)")
    click.echo(settings.snapshots / snapshot.file)


@click.command()
def check() -> None:
    """Check the record against its rules: evidence for every fact, offsets within the text, no dangling keys."""
    from schema.engine import reading
    from schema.rules import RULES, violations

    with reading(ready()) as connection:
        broken = violations(connection)
    for violation in broken:
        say(f"[bold red]broken:[/] {escape(str(violation))}")
    if broken:
        raise SqnError(f"{len(broken)} of {len(RULES)} rules are broken")
    say(f"all {len(RULES)} rules hold")


@click.command()
@click.option("--to", "revision", default="head", show_default=True, help="Schema revision, or base for none.")
@click.option("--drop-data", is_flag=True, help="Go down even if tables that hold rows are dropped.")
def migrate(revision: str, drop_data: bool) -> None:
    """Bring the database to the newest schema revision; on failure it is left as it was."""
    from schema.engine import open_engine
    from schema.migrating import migrate as move
    from schema.migrating import revision_of

    engine = open_engine(from_environment().database_url)
    before = revision_of(engine)
    copy = move(engine, revision, drop_data=drop_data)
    say(f"schema revision: {before or 'none'} → {revision_of(engine) or 'none'}")
    if copy:
        say(f"a copy of the database as it was is kept: {escape(str(copy))}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Open JupyterLab on the notebooks; further options go to JupyterLab."""
    import sys

    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={CHECKOUT / 'notebooks'}", *arguments]
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter


def ready(*, with_reference: bool = True) -> Engine:
    """The engine of the record, its tables laid and its reference lists filled if it is new."""
    from schema.engine import open_engine
    from schema.migrating import ensure_schema

    engine = open_engine(from_environment().database_url)
    ensure_schema(engine)
    if with_reference:
        fill_reference(engine)
    return engine


def fill_reference(engine: Engine) -> None:
    """Loads the reference lists where they differ from what the record last took."""
    from sqlalchemy import func, select

    from extraction.names.reference_lists import read_reference
    from loaders.reference import load_reference
    from schema.engine import reading
    from schema.models import Actor
    from schema.settings import REFERENCE_LISTS

    with reading(engine) as connection:
        empty = not connection.scalar(select(func.count()).select_from(Actor))
    if empty:
        counts = load_reference(engine, read_reference(), str(REFERENCE_LISTS))
        say(f"reference: {counts.inserted:,} rows of actors, posts, weapons and instruments")
