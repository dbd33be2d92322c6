"""The command that lists the snapshots, and keeps some of them."""

import datetime as dt

import click
from rich.markup import escape

from loaders.snapshots import chosen, current, keep, manifests, mark_of, release
from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.cli.say import say
from workbench.cli.showing import FORMAT, show_listing
from workbench.snapshot_list import listed, why


def list_snapshots(form: str | None, as_path: bool) -> None:
    if click.get_current_context().invoked_subcommand is not None:
        return
    folder = from_environment().snapshots
    if not as_path:
        if not (found := manifests(folder)):
            raise SqnError(f"nothing is published yet in {folder}: run `sqn publish` after loading")
        show_listing(listed(folder, found), form)
    elif form is not None:
        raise click.UsageError("--path prints one path and takes no --format")
    else:
        click.echo((folder / current(folder).file).resolve())


PATH = click.Option(
    ["--path", "as_path"], is_flag=True, help="Print the path of the current snapshot's file alone, for scripts."
)


snapshots = click.Group(
    "snapshots",
    params=[FORMAT, PATH],
    callback=list_snapshots,
    invoke_without_command=True,
    help="List the snapshots, the newest first: which is asked, which are never retired and why, what changed.",
    subcommand_metavar="[keep|release ID]",
)


@snapshots.command("keep")
@click.argument("identifier")
def keep_one(identifier: str) -> None:
    """Keep the snapshot ID (or its beginning): it is never retired. Citing an answer does so by itself."""
    folder = from_environment().snapshots
    found = chosen(folder, identifier)
    try:
        mark = keep(folder, found.id, at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}")
    except OSError as error:
        raise SqnError(f"{found.id} cannot be marked as kept in {folder}: {error.strerror}") from error
    say(f"{found.id} is kept: {why(mark)}")


@snapshots.command("release")
@click.argument("identifier")
@click.option("--cited", is_flag=True, help="Release it though it was cited: those citations cannot be checked then.")
def release_one(identifier: str, cited: bool) -> None:
    """Release the snapshot ID (or its beginning): once it is not among the newest, it is retired."""
    folder = from_environment().snapshots
    found = chosen(folder, identifier)
    mark = mark_of(folder, found.id)
    if mark is None:
        say(f"{found.id} was not kept")
        return
    if mark.citations and not cited:
        raise QueryError(
            f"{found.id} is {why(mark)}; without it those answers cannot be checked. `--cited` releases it all the same"
        )
    try:
        release(folder, found.id)
    except OSError as error:
        raise SqnError(f"{found.id} cannot be released in {folder}: {error.strerror}") from error
    say(f"{escape(found.id)} is released, and retired once it is not among the newest")
