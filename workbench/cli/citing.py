"""Commands that cite: an answer as a footnote, JSON or BibTeX, and a citation checked."""

import sys
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.citing import Citation, cite_sql
from workbench.citing import cite as cite_question
from workbench.cli.asking import Questions, option_of
from workbench.cli.say import say
from workbench.cli.showing import OF_SNAPSHOT
from workbench.library import Question, library

FORMATS = ("text", "line", "json", "bibtex", "csl")
FORMAT = click.Option(
    ["--format", "form"],
    type=click.Choice(FORMATS),
    help="How it is written [default: text, into a .json or .bib file as it is called].",
)
OUTPUT = click.Option(
    ["--output", "-o"], type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file."
)
BY_NAME = {".json": "json", ".bib": "bibtex"}


class Cited(Questions):
    """The saved questions as commands that cite their answers, beside `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        found = library().get(cmd_name)
        return None if found is None else command_of(found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in self.commands:
            return args[0], self.commands[args[0]], args[1:]
        return super().resolve_command(ctx, args)


def command_of(question: Question) -> click.Command:
    def answer(**given: Any) -> None:
        ctx = click.get_current_context()
        asked = {name: given.pop(name) for name in ("form", "output", "as_of", "recorded_as_of", "named")}
        before = ctx.parent.params if ctx.parent else {}  # the same options are taken before the name, too
        asked = {name: value if value is not None else before.get(name) for name, value in asked.items()}
        told = {name: value for name, value in given.items() if value is not None}
        from workbench.asking import snapshot_asked

        folder = from_environment().snapshots
        snapshot = snapshot_asked(folder, asked["as_of"], asked["recorded_as_of"], asked["named"])
        write(cite_question(folder, question.name, told, snapshot=snapshot), asked["form"], asked["output"])

    return click.Command(
        question.name,
        params=[*(option_of(one) for one in question.parameters), *OF_SNAPSHOT, FORMAT, OUTPUT],
        callback=answer,
        help=f"Cite the answer to: {question.question}",
        short_help=question.title,
    )


def cite_statement(
    statement: str | None,
    form: str | None,
    output: Path | None,
    as_of: str | None,
    recorded_as_of: str | None,
    named: str | None,
) -> None:
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        if statement is not None:
            raise QueryError(f"either --sql or a question: {context.invoked_subcommand} is cited by itself")
        return
    if statement is None:
        click.echo(context.get_help())
        return
    from workbench.asking import snapshot_asked

    folder = from_environment().snapshots
    text = sys.stdin.read() if statement == "-" else statement
    write(cite_sql(folder, text, snapshot=snapshot_asked(folder, as_of, recorded_as_of, named)), form, output)


cite = Cited(
    "cite",
    params=[
        click.Option(["--sql", "statement"], metavar="SELECT", help="Cite the answer to this SELECT; `-` reads stdin."),
        *OF_SNAPSHOT,
        FORMAT,
        OUTPUT,
    ],
    callback=cite_statement,
    invoke_without_command=True,
    help="Cite the answer to a saved question or to SQL, so that anybody can ask it again; its snapshot is kept.",
    subcommand_metavar="NAME [--PARAMETER VALUE]…",
)


@cite.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Ask a citation (JSON) again on its snapshot; exits with 1 unless the answer is the same."""
    from workbench.checking import check as ask_again
    from workbench.citation_forms import as_line, counted, of_json

    name = "standard input" if str(file) == "-" else str(file)
    try:
        content = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{name} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from error
    citation = of_json(content, name)
    say(escape(as_line(citation)))
    checked = ask_again(from_environment().snapshots, citation)
    for note in checked.notes:
        say(escape(note))
    if checked.same:
        click.echo(f"same: {counted(checked.rows)}, sha256 {checked.rows_sha256}")
        return
    click.echo(
        f"differs: {counted(checked.rows)} now, {citation.rows:,} cited; "
        f"sha256 {checked.rows_sha256} now, {citation.rows_sha256} cited"
    )
    if checked.columns != citation.columns:
        say(escape(f"its columns now: {', '.join(checked.columns)}; cited: {', '.join(citation.columns)}"))
    if checked.new is not None:
        say(f"cited and not there now: {counted(checked.gone or 0)}; there now and not cited: {counted(checked.new)}")
    for row in checked.examples:
        say(escape(f"new: {dict(zip(checked.columns, row, strict=True))}"))
    raise SqnError("the answer is not the one that was cited")


def write(citation: Citation, form: str | None, output: Path | None) -> None:
    """Writes a citation to a file or to standard output, and says what its reader should know of it."""
    from workbench.citation_forms import FORMS

    tell(citation)
    written = FORMS[form or (BY_NAME.get(output.suffix.lower(), "text") if output else "text")](citation)
    if output is None:
        click.echo(written, nl=False)
        return
    from workbench.exporting import replaced

    with replaced(output) as file:
        file.write(written.encode())
    say(f"cited in {escape(str(output))}")


def tell(citation: Citation) -> None:
    """Says what might keep a citation from being checked one day."""
    from workbench.steady import unsteady

    if words := unsteady(citation.sql):
        say(f"the answer hangs on {escape(', '.join(words))}: asked again it will be another one")
    if not citation.snapshot_kept:
        say(
            f"the snapshot {citation.snapshot} could not be marked as cited, as you may not write its folder: it is "
            f"retired one day unless somebody who may runs `sqn snapshots keep {citation.snapshot}`"
        )
    if citation.query_modified:
        say(f"{citation.query_file} is not as committed: its SQL stands in the citation as JSON alone")
