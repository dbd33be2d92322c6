"""What there is to ask about: the views and tables of the snapshot, and the columns of one."""

import sys
import threading

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.table import Table

from loaders.snapshots import Snapshot
from schema.errors import QueryError, SqnError, did_you_mean
from schema.settings import from_environment
from workbench.cli.showing import FORMAT, PAGER, show_listing
from workbench.people import COLUMNS_OF, HEADINGS, RELATIONS, in_order
from workbench.runner import Runner, run, runner
from workbench.words import VOCABULARIES, without_words, words_of


def table_names(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The tables and views that begin as what is typed, for a shell that completes."""
    try:
        found = listed()
    except SqnError:
        return []
    return [
        CompletionItem(row["name"], help=row["meaning"]) for row in found if row["name"].startswith(incomplete.lower())
    ]


@click.command(params=[FORMAT, PAGER])
@click.argument("name", required=False, shell_complete=table_names)
def tables(name: str | None, form: str | None) -> None:
    """List the views and tables of the snapshot, those for people first; of one its columns and their words."""
    for_eyes = form == "table" or (form is None and sys.stdout.isatty())
    if name is None:
        if for_eyes:
            grouped(listed())
        else:
            show_listing(listed(), form)
        return
    folder = from_environment().snapshots
    columns = run(folder, COLUMNS_OF, {"name": name}).records()
    if not columns:
        raise no_table(name, listed())
    if for_eyes:
        explained(columns)
    else:
        show_listing(columns, form)


def no_table(name: str, known: list[dict[str, str]]) -> QueryError:
    near = did_you_mean(name, [row["name"] for row in known])
    return QueryError(f"no table or view {name!r}.{near} `sqn tables` lists them")


def listed(
    answering: Runner | None = None, snapshot: Snapshot | None = None, stop: threading.Event | None = None
) -> list[dict[str, str]]:
    """Name, what it is for, and meaning of each: people's first and in their order, then by the alphabet."""
    answering = answering or runner(from_environment().snapshots)
    found = answering.run(RELATIONS, snapshot=snapshot, stop=stop).rows
    return in_order((name, says) for name, says in found)


def grouped(relations: list[dict[str, str]]) -> None:
    """Prints names and meanings under what they are for."""
    console = Console()
    width = max(len(row["name"]) for row in relations)
    for use in dict.fromkeys(row["for"] for row in relations):
        console.print(f"[bold]{HEADINGS[use]}[/]")
        grid = Table.grid(padding=(0, 2))
        grid.add_column(min_width=width + 2, no_wrap=True)
        for row in relations:
            if row["for"] == use:
                grid.add_row(f"  {row['name']}", row["meaning"])
        console.print(grid)
        console.print()


def explained(columns: list[dict[str, str]]) -> None:
    """Prints the columns, and below them the words that they may hold with the meaning of each."""
    console, holding = Console(), dict[str, list[str]]()
    table = Table("name", "type", "meaning", box=None, header_style="bold", pad_edge=False)
    for column in columns:
        words = words_of(column["meaning"] or "")
        if words:
            holding.setdefault(words, []).append(column["name"])
        mark = f" [dim](words below: {words})[/]" if words else ""
        table.add_row(column["name"], column["type"].lower(), without_words(column["meaning"] or "") + mark)
    console.print(table)
    for words, names in holding.items():
        console.print(f"\n[bold]{words}[/] [dim]in {', '.join(names)}[/]")
        grid = Table.grid(padding=(0, 2))
        for word in VOCABULARIES[words]:
            grid.add_row(f"  {word}", word.meaning)
        console.print(grid)
