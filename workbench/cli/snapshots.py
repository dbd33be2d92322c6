"""The command that lists the snapshots, and keeps some of them."""

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from rich.filesize import decimal
from rich.markup import escape

from loaders.snapshots import Mark, Snapshot, chosen, current, keep, manifests, mark_of, release
from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.cli.say import say
from workbench.cli.showing import FORMAT, show_listing

CHANGES = 4  # tables that are named


def list_snapshots(form: str | None, as_path: bool) -> None:
    if click.get_current_context().invoked_subcommand is not None:
        return
    folder = from_environment().snapshots
    if not as_path:
        show_listing(listed(folder, manifests(folder)), form)
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


def listed(folder: Path, found: list[Snapshot]) -> list[dict[str, Any]]:
    """A line for each snapshot, the newest first."""
    asked = current(folder).id if found else None
    older = {one.id: before for one, before in pairwise(found)}
    return [
        {
            "id": one.id,
            "current": "yes" if one.id == asked else None,
            "kept": why(mark_of(folder, one.id)),
            "created_at": one.created_at,
            "articles": one.rows.get("article", 0),
            "facts": one.rows.get("fact", 0),
            "changed": changed(older[one.id], one) if one.id in older else None,
            "newest_article": one.newest_article,
            "size": size(folder / one.file),
            "schema": one.schema_revision,
            "code": one.code_version,
            "sha256": one.sha256,
        }
        for one in found
    ]


def why(mark: Mark | None) -> str | None:
    """Why a snapshot is never retired."""
    if mark is None:
        return None
    times = "once" if mark.citations == 1 else f"{mark.citations} times"
    told = [f"cited {times}, last on {(mark.last_cited or '')[:10]}"] if mark.citations else []
    return "; ".join([*told, f"by hand since {mark.by_hand[:10]}"] if mark.by_hand else told)


def changed(before: Snapshot, after: Snapshot) -> str:
    """In how many rows a snapshot differs from the one before it, table by table, the largest difference first."""
    rows = {name: after.rows.get(name, 0) - before.rows.get(name, 0) for name in before.rows | after.rows}
    told = sorted(((abs(count), name) for name, count in rows.items() if count), key=lambda one: (-one[0], one[1]))
    more = [f"{len(told) - CHANGES} more tables"] if len(told) > CHANGES else []
    return ", ".join([*(f"{name} {rows[name]:+,}" for _, name in told[:CHANGES]), *more]) or "as many rows as before"


def size(file: Path) -> str | None:
    try:
        return decimal(file.stat().st_size)
    except FileNotFoundError:  # retired meanwhile
        return None
