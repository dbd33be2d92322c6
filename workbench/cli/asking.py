"""Commands that ask: saved questions, and SQL of one's own."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from loaders.snapshots import Snapshot, current
from schema.errors import SqnError
from schema.settings import from_environment
from workbench.cli.charting import CHART, DRAW, asked, draw, of_words
from workbench.cli.showing import ANSWER_FORMAT, BINARY, EXPANDED, OF_SNAPSHOT, OUTPUT, PAGER, show_result, write
from workbench.heading import Parameter
from workbench.library import Question, library

if TYPE_CHECKING:
    from workbench.citing import Citation

CITE = click.Option(["--cite"], is_flag=True, help="Cite the answer too, on standard error; with --output beside it.")


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
        if args and args[0] not in library() and not ctx.resilient_parsing:
            from workbench.library import find

            find(args[0])  # raises with the nearest names
        return super().resolve_command(ctx, args)


def command_of(question: Question) -> click.Command:
    def answer(
        form: str | None,
        output: Path | None,
        expanded: bool,
        as_of: str | None,
        recorded_as_of: str | None,
        named: str | None,
        picture: Path | None,
        cite: bool,
        **given: str | None,
    ) -> None:
        from workbench.asking import ask as ask_question
        from workbench.asking import bound
        from workbench.runner import runner

        folder = from_environment().snapshots
        whole = output is not None or form in BINARY
        chart = asked(picture, question.chart, question.name, whole=whole)
        told = {name.replace("-", "_"): value for name, value in given.items() if value is not None}
        snapshot = snapshot_of(as_of, recorded_as_of, named)
        result = None
        if whole:
            values = bound(runner(folder), snapshot, question, told)
            about = {"question": question.question, "saved as": question.name}
            write(question.sql, values, snapshot, form, output, about)
        else:
            result = ask_question(folder, question.name, told, snapshot=snapshot)
            show_result(result, form, expanded=expanded)
            draw(chart, result, question.title, picture, question.evidence)
        if cite:
            from workbench import citing

            cite_beside(citing.cite(folder, question.name, told, snapshot=snapshot, result=result), output)

    note = f"\n\n{question.note}" if question.note else ""
    return click.Command(
        question.name,
        params=[
            *(option_of(parameter) for parameter in question.parameters),
            *OF_SNAPSHOT,
            ANSWER_FORMAT,
            OUTPUT,
            EXPANDED,
            PAGER,
            CHART,
            CITE,
        ],
        callback=answer,
        help=f"{question.question}{note}",
        short_help=question.title,
        epilog=example_of(question),
    )


def example_of(question: Question) -> str:
    parameter = next((parameter for parameter in question.parameters if parameter.default), None)
    option = f" --{parameter.name.replace('_', '-')} {parameter.default}" if parameter else ""
    return f"Example: sqn ask {question.name}{option} -o answer.xlsx"


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
    from workbench.asking import options

    try:
        offered = options(from_environment().snapshots, parameter, incomplete)
    except SqnError:  # nothing is published yet: a shell that completes has no place for that
        return []
    return [CompletionItem(one, help=name) for one, name in offered if one.lower().startswith(incomplete.lower())]


def snapshot_of(as_of: str | None, recorded_as_of: str | None, named: str | None) -> Snapshot:
    """The snapshot that the options mean, the current one without any."""
    from workbench.asking import snapshot_asked

    folder = from_environment().snapshots
    return snapshot_asked(folder, as_of, recorded_as_of, named) or current(folder)


ask = Questions(
    "ask",
    help="Ask a saved question. `sqn ask NAME --help` shows its parameters.",
    subcommand_metavar="NAME [--PARAMETER VALUE]…",
)


@click.command(params=[*OF_SNAPSHOT, ANSWER_FORMAT, OUTPUT, EXPANDED, PAGER, CHART, DRAW, CITE])
@click.argument("statement", required=False)
def sql(
    statement: str | None,
    form: str | None,
    output: Path | None,
    expanded: bool,
    as_of: str | None,
    recorded_as_of: str | None,
    named: str | None,
    picture: Path | None,
    how: str | None,
    cite: bool,
) -> None:
    """Answer one SELECT on a snapshot; `-` reads it from stdin. Without a statement, a shell that asks for them."""
    whole = output is not None or form in BINARY
    chart = of_words(picture, how, whole=whole)
    if statement is None and sys.stdin.isatty():
        if form or output or picture or cite or not sys.stdout.isatty():
            raise click.UsageError("a shell is for a terminal alone: name a statement, or `-` for standard input")
        from workbench.cli.shell.session import converse

        bounds = {"as_of": as_of, "recorded_as_of": recorded_as_of, "named": named}
        converse(snapshot_of(as_of, recorded_as_of, named), bounds, expanded=expanded)
        return
    text = sys.stdin.read() if statement in (None, "-") else statement
    assert text is not None
    folder, snapshot, result = from_environment().snapshots, snapshot_of(as_of, recorded_as_of, named), None
    if whole:
        write(text, {}, snapshot, form, output, {})
    else:
        from workbench.runner import run

        result = run(folder, text, snapshot=snapshot)
        show_result(result, form, expanded=expanded)
        draw(chart, result, "Answer", picture)
    if cite:
        from workbench import citing

        cite_beside(citing.cite_sql(folder, text, snapshot=snapshot, result=result), output)


def cite_beside(citation: "Citation", output: Path | None) -> None:
    """Cites an answer that was shown on standard error, one that was written to a file in another beside it."""
    from workbench.cli.citing import tell, write

    if output is not None:
        write(citation, "json", output.with_name(f"{output.stem}.citation.json"))
        return
    from workbench.citation_forms import as_text

    tell(citation)
    click.echo(as_text(citation), err=True, nl=False)
