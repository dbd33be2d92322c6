"""Commands that ask: saved questions, SQL, what there is, and the sentence behind a row."""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.console import Console
from rich.markup import escape
from rich.text import Text

from loaders.publish import Snapshot, current, layer
from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.asking import ask as ask_question
from workbench.asking import bound, evidence_of, options, snapshot_asked
from workbench.cli.say import say
from workbench.exporting import export
from workbench.heading import Parameter
from workbench.library import Question, library
from workbench.output import FORMATS, citation, rendered
from workbench.runner import Result, run, runner

FORMAT = click.Option(
    ["--format", "form"], type=click.Choice(FORMATS), help="Output format [default: table on a terminal, else csv]."
)
OF_SNAPSHOT = (
    click.Option(["--as-of"], metavar="DAY", help="Only what was published by this day, YYYY-MM-DD."),
    click.Option(
        ["--recorded-as-of"], metavar="DAY", help="Only what the database knew by this day, or moment in UTC."
    ),
    click.Option(["--snapshot", "named"], metavar="ID", help="The snapshot to ask [default: the current one]."),
)
# What is for people first; a view whose rows are reckoned when the snapshot is written is a table to DuckDB.
TABLES = """
    select view_name as name, 'for people' as kind, comment as meaning from duckdb_views() where not internal
    union all
    select table_name, case when list_contains($people, table_name) then 'for people' else 'record' end, comment
    from duckdb_tables()
    order by kind, name
"""
OUTPUT = click.Option(
    ["--output", "-o"],
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all rows, however many, to this .csv or .parquet file.",
)


def show(result: Result, form: str | None) -> None:
    form = form or ("table" if sys.stdout.isatty() else "csv")
    if cited := citation(result.snapshot):
        say(cited)
    if not result.rows:
        say("no rows")
    if result.notice:
        say(f"[bold]{escape(result.notice)}[/]")
    click.echo(rendered(result, form), nl=False)


class Questions(click.Group):
    """A group whose commands are the saved questions, their parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(library())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        found = library().get(cmd_name)
        return None if found is None else command_of(found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in library():
            from workbench.library import find

            find(args[0])  # raises with the nearest names
        return super().resolve_command(ctx, args)


def command_of(question: Question) -> click.Command:
    def answer(
        form: str | None,
        output: Path | None,
        as_of: str | None,
        recorded_as_of: str | None,
        named: str | None,
        **given: str | None,
    ) -> None:
        told = {name.replace("-", "_"): value for name, value in given.items() if value is not None}
        folder = from_environment().snapshots
        snapshot = snapshot_asked(folder, as_of, recorded_as_of, named) or current(folder)
        if output is None:
            show(ask_question(folder, question.name, told, snapshot=snapshot), form)
            return
        values = bound(runner(folder), snapshot, question, told)
        write(question.sql, values, snapshot, form, output)

    note = f"\n\n{question.note}" if question.note else ""
    return click.Command(
        question.name,
        params=[*(option_of(parameter) for parameter in question.parameters), *OF_SNAPSHOT, FORMAT, OUTPUT],
        callback=answer,
        help=f"{question.question}{note}",
        short_help=question.title,
    )


def option_of(parameter: Parameter) -> click.Option:
    kind = "|".join(parameter.options) or parameter.kind
    default = f" [default: {parameter.default}]" if parameter.default else ""
    return click.Option(
        [f"--{parameter.name.replace('_', '-')}", parameter.name],
        metavar=kind.upper(),
        help=parameter.says + default,
        shell_complete=partial(completions, parameter),
    )


def completions(
    parameter: Parameter,
    ctx: click.Context,  # noqa: ARG001
    option: click.Parameter,  # noqa: ARG001
    incomplete: str,
) -> list[CompletionItem]:
    """What a shell offers for a parameter: ids in the data that begin as what is typed, each with its name."""
    try:
        offered = options(from_environment().snapshots, parameter, incomplete)
    except SqnError:  # nothing is published yet: a shell that completes has no place for that
        return []
    return [CompletionItem(one, help=name) for one, name in offered if one.lower().startswith(incomplete.lower())]


ask = Questions(
    "ask",
    help="Ask a saved question. `sqn ask NAME --help` shows its parameters.",
    subcommand_metavar="NAME [--PARAMETER VALUE]…",
)


@click.command(params=[*OF_SNAPSHOT, FORMAT, OUTPUT])
@click.argument("statement")
def sql(
    statement: str,
    form: str | None,
    output: Path | None,
    as_of: str | None,
    recorded_as_of: str | None,
    named: str | None,
) -> None:
    """Answer one SELECT on a snapshot; `-` reads it from stdin."""
    text = sys.stdin.read() if statement == "-" else statement
    folder = from_environment().snapshots
    snapshot = snapshot_asked(folder, as_of, recorded_as_of, named) or current(folder)
    if output is None:
        show(run(folder, text, snapshot=snapshot), form)
    else:
        write(text, {}, snapshot, form, output)


def write(text: str, values: Mapping[str, Any], snapshot: Snapshot, form: str | None, output: Path) -> None:
    if form is not None:
        raise QueryError("--format is for the terminal; with --output the name of the file says how it is written")
    if cited := citation(snapshot):
        say(cited)
    rows = export(runner(from_environment().snapshots), text, values, output, snapshot=snapshot)
    say(f"{rows:,} rows in {escape(str(output))}")


@click.command(params=[FORMAT])
def questions(form: str | None) -> None:
    """List the saved questions by subject."""
    listed = [
        {"name": q.name, "subject": q.subject, "question": q.question, "parameters": [p.name for p in q.parameters]}
        for q in sorted(library().values(), key=lambda q: (q.subject, q.name))
    ]
    show_listing(listed, form)


@click.command(params=[FORMAT])
@click.argument("name", required=False)
def tables(name: str | None, form: str | None) -> None:
    """List what a snapshot holds, or the columns of one table or view, with what they mean.

    What is for people has each fact once, with names; what is of the record has each account, with ids.
    """
    folder = from_environment().snapshots
    if name is None:
        show(run(folder, TABLES, {"people": sorted(layer())}), form)
        return
    columns = """
        select column_name as name, data_type as type, comment as meaning
        from duckdb_columns() where table_name = $name and not internal order by column_index
    """
    result = run(folder, columns, {"name": name})
    if not result.rows:
        from schema.errors import did_you_mean

        known = [
            row[0]
            for row in run(
                folder,
                "select table_name from duckdb_tables() union select view_name from duckdb_views() where not internal",
            ).rows
        ]
        raise QueryError(f"no table or view {name!r}.{did_you_mean(name, known)} `sqn tables` lists them")
    show(result, form)


@click.command()
@click.argument("identifier")
def evidence(identifier: str) -> None:
    """Show the sentence behind a row, in its article: by evidence_id or the id of a fact.

    An id that was cited before other accounts were led to the same fact shows all the evidence of that fact.
    """
    folder = from_environment().snapshots
    found = evidence_of(folder, identifier)
    if not found:
        raise QueryError(
            f"no evidence or fact {identifier!r} in the snapshot; ids stand in the columns evidence_id and …_id"
        )
    console = Console(soft_wrap=False)
    for quote in found:
        console.print(heading(quote))
        console.print(passage(quote) if quote["article_id"] else record(quote))
        console.print()


def heading(quote: Mapping[str, Any]) -> Text:
    who = quote["attribution"] + (f": {quote['speaker']}" if quote["speaker"] else "")
    day = quote["published_on"].isoformat() if quote["published_on"] else "no date"
    title = quote["title"] or ("(no headline)" if quote["article_id"] else quote["locator"])
    return Text.assemble(
        (title, "bold"),
        f"\n{quote['source']}, {day} · {quote['kind']} · {who} · {quote['stance']}\n",
        (quote["evidence_id"], "dim"),
    )


def record(quote: Mapping[str, Any]) -> Text:
    """What a record of a data set says, and until which release."""
    since = f"in the release of {quote['published_on']}"
    until = f", no more so in that of {quote['gone_by']}" if quote["gone_by"] else " and in the newest"
    return Text.assemble((quote["quote"], "bold"), f"\n{since}{until}")


def passage(quote: Mapping[str, Any]) -> Text:
    """The paragraph around a quote with the quote highlighted; marked by » « where there is no colour."""
    text, start, end = quote["text"], int(quote["start_char"]), int(quote["end_char"])
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    plain = not sys.stdout.isatty()
    left, right = ("»", "«") if plain else ("", "")
    return Text.assemble(text[first:start], (left + text[start:end] + right, "bold reverse"), text[end:last])


@click.command(params=[FORMAT])
def snapshots(form: str | None) -> None:
    """List the snapshots that are kept, the newest first."""
    from loaders.publish import manifests

    listed = [
        {
            "id": s.id,
            "created_at": s.created_at,
            "facts": s.rows.get("fact", 0),
            "articles": s.rows.get("article", 0),
            "newest_article": s.newest_article,
            "schema": s.schema_revision,
            "code": s.code_version,
            "sha256": s.sha256[:12],
        }
        for s in manifests(from_environment().snapshots)
    ]
    show_listing(listed, form)


def show_listing(listed: list[dict[str, Any]], form: str | None) -> None:
    """A list that does not come from a query, in the same formats."""
    nothing = Snapshot("", "", "", "", "", None, {}, "")
    columns = tuple(listed[0]) if listed else ("name",)
    show(Result(columns, tuple(tuple(row.values()) for row in listed), nothing), form)
