"""Answers on their way out: to a terminal, a pager, a pipe or a file, in the format that was asked for."""

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from loaders.snapshots import Snapshot, manifests
from schema.errors import QueryError
from schema.settings import from_environment
from workbench.output import FORMATS

BINARY = ("parquet", "xlsx")
SHOWN = 2_000  # rows of a table on a terminal: nobody reads more, and all of them can be had as a file
NO_PAGER = "workbench.no_pager"


def without_pager(ctx: click.Context, _option: click.Parameter, unwanted: bool) -> None:
    ctx.meta[NO_PAGER] = unwanted


PAGER = click.Option(
    ["--no-pager"],
    is_flag=True,
    expose_value=False,
    callback=without_pager,
    help="Print what is longer than the screen at once, without a pager.",
)
FORMAT = click.Option(
    ["--format", "form"], type=click.Choice(FORMATS), help="Output format [default: table on a terminal, else csv]."
)
ANSWER_FORMAT = click.Option(
    ["--format", "form"],
    type=click.Choice([*FORMATS, *BINARY]),
    help="Output format [default: table on a terminal, else csv]; parquet and xlsx go to a file or a pipe.",
)


def kept(ctx: click.Context, option: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The ids of the snapshots that are kept, for a shell that completes."""
    found = manifests(from_environment().snapshots)
    return [CompletionItem(one.id, help=one.created_at) for one in found if one.id.startswith(incomplete)]


OF_SNAPSHOT = (
    click.Option(["--as-of"], metavar="DAY", help="Only what was published by this day, YYYY-MM-DD."),
    click.Option(
        ["--recorded-as-of"], metavar="DAY", help="Only what the database knew by this day, or moment in UTC."
    ),
    click.Option(
        ["--snapshot", "named"],
        metavar="ID",
        help="The snapshot to ask [default: the current one].",
        shell_complete=kept,
    ),
)
OUTPUT = click.Option(
    ["--output", "-o"],
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all rows, however many, to this file: .csv, .json, .jsonl, .md, .parquet or .xlsx.",
)
EXPANDED = click.Option(
    ["--expanded", "-x"], is_flag=True, help="Show each row as a block: whole texts, however wide the table."
)


def write(
    sql: str,
    values: Mapping[str, Any],
    snapshot: Snapshot,
    form: str | None,
    output: Path | None,
    about: Mapping[str, str],
) -> None:
    """All rows into a file, or as a file's bytes into a pipe."""
    from rich.markup import escape

    from workbench.cli.say import say
    from workbench.exporting import export, export_to
    from workbench.output import citation
    from workbench.runner import runner

    answering = runner(from_environment().snapshots)
    told = description(sql, values, snapshot) | dict(about)
    if output is None:
        assert form is not None
        if sys.stdout.isatty():
            raise QueryError(f"{form} is not for a terminal: name a file, `--output answer.{form}`, or redirect stdout")
        with tempfile.TemporaryFile() as file:  # an archive is written with steps back, which no pipe takes
            rows = export_to(answering, sql, values, file, form, about=told, snapshot=snapshot)
            file.seek(0)
            shutil.copyfileobj(file, sys.stdout.buffer)
    else:
        rows = export(answering, sql, values, output, form=form, about=told, snapshot=snapshot)
    if cited := citation(snapshot):
        say(cited)
    if output is not None:
        say(f"{rows:,} rows in {escape(str(output))}")


def description(sql: str, values: Mapping[str, Any], snapshot: Snapshot) -> dict[str, str]:
    """What a workbook says of an answer: what was asked, with which values, of which snapshot."""
    from workbench.output import cell, citation

    bound = {f"${name}": "(nothing)" if value is None else cell(value) for name, value in values.items()}
    return {
        **bound,
        "snapshot": snapshot.id,
        "published at": snapshot.created_at,
        "newest article": snapshot.newest_article or "unknown",
        **({"as of": cited} if (cited := citation(snapshot)) else {}),
        "code": snapshot.code_version,
        "sql": sql,
    }


def show_result(result: Any, form: str | None, *, expanded: bool = False) -> None:
    """An answer in one of the formats of text: on a terminal no wider than it, and paged where it is longer."""
    from rich.markup import escape

    from workbench.cli.say import say
    from workbench.output import citation, rendered

    terminal = sys.stdout.isatty()
    form = form or ("table" if terminal else "csv")
    if cited := citation(result.snapshot):
        say(cited)
    if not result.rows:
        say("no rows")
    if form == "table" and terminal:
        for notice in on_screen(result, expanded=expanded):
            say(f"[bold]{escape(notice)}[/]")
        return
    if result.notice:
        say(f"[bold]{escape(result.notice)}[/]")
    text = rendered(result, form, expanded=expanded)
    if terminal:
        from workbench.gridding import safe

        text = safe(text)
    click.echo(text, nl=False)


def on_screen(result: Any, *, expanded: bool, whole: str = "--expanded", file: str = "--output FILE") -> list[str]:
    """Prints a table on the terminal and hands back what is to be said of it: rows that are not shown, cells cut."""
    from rich.console import Console

    from workbench.gridding import as_table, layout

    console = Console()
    shown = replace(result, rows=result.rows[:SHOWN])
    notices = []
    if result.notice or len(result.rows) > SHOWN:
        more = "" if result.notice else f" of {len(result.rows):,}"
        notices = [f"the first {len(shown.rows):,}{more} rows are shown, and there are more; {file} writes all of them"]
    fitting = None if expanded else layout(shown, console.width)
    if fitting is not None and fitting.shortened:
        notices.append(f"cells that end in … are shortened; {whole} shows them whole")
    text = as_table(shown, console, expanded=expanded or None)
    if longer_than_screen(text, console.height):
        if not pager_takes_colours():
            text = as_table(shown, Console(color_system=None), expanded=expanded or None)
        click.echo_via_pager(text.removesuffix("\n"))
    else:
        click.echo(text, nl=False, color=True)
    return notices


def longer_than_screen(text: str, height: int) -> bool:
    """Whether a pager is to show it: it is wanted, somebody can press its keys, and there is more than a screen."""
    ctx = click.get_current_context(silent=True)
    wanted = ctx is None or not ctx.meta.get(NO_PAGER)
    return wanted and sys.stdin.isatty() and sys.stdout.isatty() and text.count("\n") >= height


def pager_takes_colours() -> bool:
    """Whether the pager is less, and told to pass colours and links on or not told anything."""
    command = shlex.split(os.environ.get("PAGER") or "less")
    flags = [word for word in (*shlex.split(os.environ.get("LESS", "")), *command[1:]) if word.startswith("-")]
    told = any("r" in flag.lower() for flag in flags if not flag.startswith("--")) or "--RAW-CONTROL-CHARS" in flags
    return Path(command[0]).name == "less" and (told or not flags)


def show_listing(listed: list[dict[str, Any]], form: str | None) -> None:
    """A list that does not come from a query, in the same formats."""
    from workbench.runner import Result

    nothing = Snapshot("", "", "", "", "", None, {}, "")
    columns = tuple(listed[0]) if listed else ("name",)
    show_result(Result(columns, tuple(tuple(row.values()) for row in listed), nothing), form)
