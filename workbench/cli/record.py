"""Commands that keep the record: coded anew, published, checked, migrated."""

import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.markup import escape

from loaders.snapshots import Snapshot
from schema.errors import SqnError
from schema.settings import from_environment
from workbench.cli.opening import ready
from workbench.cli.resolving import resolve_new
from workbench.cli.say import say

MANY = 20_000  # facts; of fewer, every page is there at once


@click.command()
def recode() -> None:
    """Code stored articles anew that an older coder coded; reviewed facts stay."""
    from extraction.names.reference_lists import read_reference
    from loaders.articles.loading import recode as recode_articles
    from workbench.cli.narrating import narrator

    engine = ready()
    with narrator("auto").of("recode", "articles") as watch:
        counts = recode_articles(engine, read_reference(), watch=watch).counts
    say(f"recode: {counts.updated} articles coded anew, {counts.facts} facts")


@click.command()
@click.option("--no-resolve", is_flag=True, help="Take copies and accounts of one fact as they were led together last.")
@click.option(
    "--require",
    "required",
    metavar="LOADER",
    multiple=True,
    help="Publish only if this loader's last run ended well, and those named in SQN_REQUIRE; may be repeated.",
)
@click.option(
    "--parquet",
    metavar="[DIR]",
    is_flag=False,
    flag_value="",
    help="Write the tables and views as Parquet files too [default: into parquet/ in SQN_HOME].",
)
@click.option(
    "--wait", type=click.FloatRange(min=0), default=1800, show_default=True, help="Seconds to wait for another publish."
)
@click.option("--no-prepare", is_flag=True, help="Leave all answers to those who ask first.")
def publish(no_resolve: bool, required: tuple[str, ...], parquet: str | None, wait: float, no_prepare: bool) -> None:
    """Write a new snapshot of the record for questions and point to it; what is new is resolved first."""
    from loaders.publish import publish as write_snapshot
    from loaders.requiring import require
    from loaders.snapshots import manifests

    settings, engine = from_environment(), ready()
    if wanted := (*settings.required, *required):
        last = manifests(settings.snapshots)  # the newest first
        require(engine, wanted, last[0].created_at if last else None)
    if not no_resolve:
        resolve_new(engine)
    started = time.monotonic()
    snapshot = write_snapshot(
        engine,
        settings.snapshots,
        tell=lambda line: say(escape(line)),
        patience=wait,
        prepare=(lambda _: None) if no_prepare else prepared_in(settings.home),
    )
    rows = sum(snapshot.rows.values())
    told = f"{snapshot.facts or 0:,} facts of {snapshot.rows['fact']:,} accounts"
    say(f"published {snapshot.id}: {rows:,} rows, {told} ({time.monotonic() - started:.1f} s)")
    click.echo(settings.snapshots / snapshot.file)
    if parquet is not None:
        from loaders.parquet_copy import copy

        started = time.monotonic()
        folder = copy(settings.snapshots, snapshot, Path(parquet).absolute() if parquet else settings.home / "parquet")
        say(f"as Parquet files in {escape(str(folder))} ({time.monotonic() - started:.1f} s)")
        click.echo(folder)


def prepared_in(home: Path) -> Callable[[Snapshot], None]:
    """What has a large snapshot answer what its readers will ask most, before they do."""

    def prepared(snapshot: Snapshot) -> None:
        if (snapshot.facts or 0) < MANY:
            return
        from workbench.web.preparing import prepare

        try:
            told = prepare(home, snapshot)
        except Exception as error:  # the snapshot is whole all the same
            say(
                f"[bold]nothing was prepared for the web[/] ({escape(repr(error))}): that is left to whoever asks first"
            )
            return
        size = f"{told.bytes / 1e6:.1f} MB"
        say(f"prepared {told.answers} answers of {told.pages} pages for the web ({size}, {told.seconds:.1f} s)")
        if told.failed:
            say(f"[bold]{told.failed} pages could not be prepared[/]: they are left to whoever asks first")

    return prepared


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
