"""The commands of the shell: a backslash, a word, and what it is to be done to."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from loaders.snapshots import current
from schema.errors import QueryError, did_you_mean
from workbench.asking import bound, snapshot_asked
from workbench.cli.asking import option_of
from workbench.cli.evidence import print_evidence, quotes_of
from workbench.cli.say import say
from workbench.cli.shell.state import Shell, interruptible, patient, value_of
from workbench.cli.showing import description
from workbench.cli.tables import listed as relations
from workbench.cli.tables import no_table
from workbench.exporting import export
from workbench.library import find, library
from workbench.output import FORMATS, cell
from workbench.people import COLUMNS_OF


class Command(NamedTuple):
    """A command: what stands after its name, what it does in a line, and the function that does it."""

    takes: str
    says: str
    do: Callable[[Shell, str], None]


def obey(shell: Shell, line: str) -> None:
    """Does what a line that begins with a backslash, or a dot, says. Raises QueryError for what it does not know."""
    name, _, rest = line[1:].partition(" ")
    name = {"?": "help", "h": "help", "quit": "q", "exit": "q"}.get(name.rstrip(";"), name.rstrip(";"))
    if name not in COMMANDS:
        raise QueryError(f"no command \\{name}.{did_you_mean(name, COMMANDS)} \\? lists them")
    COMMANDS[name].do(shell, rest.strip().removesuffix(";").strip())


def ask(shell: Shell, rest: str) -> None:
    name, *given = words(rest)
    question = find(name)
    options: list[click.Parameter] = [option_of(parameter) for parameter in question.parameters]
    taking = click.Command(question.name, params=options, help=question.question)
    try:
        with taking.make_context(f"\\ask {question.name}", given) as ctx:
            told = {name: value for name, value in ctx.params.items() if value is not None}
    except click.exceptions.Exit:  # --help was shown
        return
    except click.UsageError as error:
        raise QueryError(f"{error.format_message()} `\\ask {question.name} --help` shows what it takes") from error
    values = bound(shell.answering, shell.snapshot, question, told)
    shell.ask(question.sql, values, {"question": question.question, "saved as": question.name})


def words(rest: str) -> list[str]:
    """The words of a line, quoted as in a shell. Raises QueryError if there are none, or a quotation is not closed."""
    try:
        found = shlex.split(rest)
    except ValueError as error:
        raise QueryError(f"cannot read {rest!r}: a quotation is not closed") from error
    if not found:
        raise QueryError("a name is missing: \\? shows what each command takes")
    return found


def questions(shell: Shell, rest: str) -> None:
    sought = rest.casefold().split()
    found = [
        (q.subject, q.name, q.question, ", ".join(f"--{p.name.replace('_', '-')}" for p in q.parameters))
        for q in sorted(library().values(), key=lambda q: (q.subject, q.name))
        if all(word in f"{q.name} {q.subject} {q.title} {q.question}".casefold() for word in sought)
    ]
    listed(shell, ("subject", "name", "question", "parameters"), found)


def listed(shell: Shell, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    from workbench.runner import Result

    shell.show(Result(columns, tuple(rows), shell.snapshot), listing=True)


def tables(shell: Shell, rest: str) -> None:
    found = [tuple(row.values()) for row in relations(shell.answering, shell.snapshot)]
    sought = rest.casefold().split()
    rows = [row for row in found if all(word in " ".join(filter(None, row)).casefold() for word in sought)]
    listed(shell, ("name", "for", "meaning"), rows)


def describe(shell: Shell, rest: str) -> None:
    if not rest:
        tables(shell, "")
        return
    result = shell.answering.run(COLUMNS_OF, {"name": rest.lower()}, snapshot=shell.snapshot)
    if not result.rows:
        raise no_table(rest, relations(shell.answering, shell.snapshot))
    shell.show(result, listing=True)


def evidence(shell: Shell, rest: str) -> None:
    console = Console(highlight=False)
    for identifier in words(rest):
        print_evidence(console, shell.folder, quotes_of(shell.folder, identifier, shell.snapshot), shell.snapshot)


def form(shell: Shell, rest: str) -> None:
    if rest and rest not in FORMATS:
        files = " or ".join(f"answer.{name}" for name in ("parquet", "xlsx"))
        raise QueryError(f"no format {rest!r}.{did_you_mean(rest, FORMATS)} There are {', '.join(FORMATS)}; "
                         f"`\\output` writes {files}")  # fmt: skip
    shell.form = rest or shell.form
    say(f"answers are shown as {shell.form}")


def output(shell: Shell, rest: str) -> None:
    if shell.last is None:
        raise QueryError("nothing was answered yet: `\\output FILE` writes all rows of the last answer")
    if not rest:
        raise QueryError("name a file: .csv, .json, .jsonl, .md, .parquet or .xlsx")
    path, last = Path(words(rest)[0]).expanduser(), shell.last
    about = dict(last.about) | description(last.sql, last.values, last.snapshot)
    with interruptible() as stop, patient():
        rows = export(shell.answering, last.sql, last.values, path, about=about, snapshot=last.snapshot, stop=stop)
    say(f"{rows:,} rows in {escape(str(path))}")


def snapshot(shell: Shell, rest: str) -> None:
    if not rest:
        say(f"snapshot {shell.snapshot.id}; `\\snapshot ID` asks another, `\\snapshot current` the current one")
        return
    moved(shell, {**shell.bounds, "named": None if rest == "current" else rest})


def as_of(shell: Shell, rest: str) -> None:
    moved(shell, {**shell.bounds, "as_of": rest or None})


def moved(shell: Shell, bounds: Mapping[str, str | None]) -> None:
    """Asks another snapshot from now on. Raises QueryError if there is none such; then all stays as it was."""
    with patient():
        found = snapshot_asked(shell.folder, bounds["as_of"], bounds["recorded_as_of"], bounds["named"])
    shell.snapshot, shell.bounds = found or current(shell.folder), bounds
    shell.told = ""
    shell.learn()
    day = f" as of {shell.snapshot.as_of}" if shell.snapshot.as_of else ""
    say(f"asking snapshot {shell.snapshot.id}{day}, newest article {shell.snapshot.newest_article or 'unknown'}")


def assign(shell: Shell, rest: str) -> None:
    name, _, written = rest.removeprefix("$").partition(" ")
    if name and not name.isidentifier():
        raise QueryError(f"{name!r} is no name of a value: letters, digits and _, as in `\\set weapon s-400`")
    if name and not written.strip():
        raise QueryError(f"a value is missing: `\\set {name} VALUE`; `\\unset {name}` takes it away")
    if name:
        shell.values[name] = value_of(written.strip())
    if not shell.values:
        say("no values are set: `\\set weapon s-400` binds $weapon")
    for known in [name] if name else sorted(shell.values):
        value = shell.values[known]
        say(f"${known} = {escape(told(value))}")


def told(value: object) -> str:
    """A value with its type, as `\\set` read it."""
    if value is None:
        return "null"
    return f"{cell(value)} ({type(value).__name__.replace('str', 'text')})"


def unset(shell: Shell, rest: str) -> None:
    name = rest.removeprefix("$")
    if name not in shell.values:
        raise QueryError(f"no value ${name} is set.{did_you_mean(name, shell.values)} `\\set` lists them")
    del shell.values[name]


def expanded(shell: Shell, _: str) -> None:
    shell.expanded = not shell.expanded
    say("each row is shown as a block" if shell.expanded else "rows are shown side by side where they fit")


def timing(shell: Shell, _: str) -> None:
    shell.timing = not shell.timing
    say(f"the time a statement takes is {'shown' if shell.timing else 'not shown'}")


def pager(shell: Shell, _: str) -> None:
    shell.paged = not shell.paged
    say(f"what is longer than the screen goes {'to a pager' if shell.paged else 'past'}")


def edit(shell: Shell, rest: str) -> None:
    text = rest or (shell.last.sql if shell.last else "")
    try:
        changed = click.edit(f"{text}\n", extension=".sql")
    except click.ClickException as error:
        raise QueryError(f"{error.format_message()}. EDITOR names the editor") from error
    shell.draft = (changed or text).strip()


def leave(shell: Shell, _: str) -> None:
    shell.over = True


KEYS = {
    "Enter": "run a statement that ends in ; else begin a new line",
    "Alt+Enter": "run what is typed as it stands",
    "Tab": "complete; → takes what is suggested",
    "Ctrl-R": "look in what was typed before",
    "Ctrl-C": "stop a query, or clear the line",
    "Ctrl-D": "leave",
    "$name": "in SQL, the value of \\set name",
}


def explain(_shell: Shell, _: str) -> None:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column()
    for name, command in COMMANDS.items():
        grid.add_row(Text(f"\\{name} {command.takes}"), Text(command.says))
    grid.add_row()
    for key, says in KEYS.items():
        grid.add_row(Text(key), Text(says))
    Console(highlight=False).print(grid)


COMMANDS: dict[str, Command] = {
    "ask": Command("NAME [--PARAMETER VALUE]…", "a saved question", ask),
    "questions": Command("[WORD…]", "the saved questions, or those with these words", questions),
    "tables": Command("[WORD…]", "tables and views, or those with these words", tables),
    "d": Command("NAME", "the columns of a table or view", describe),
    "evidence": Command("ID…", "the sentences behind rows, in their articles", evidence),
    "set": Command("[NAME VALUE]", "bind $NAME; alone, all that are bound", assign),
    "unset": Command("NAME", "bind it no more", unset),
    "output": Command("FILE", "all rows of the last answer: .xlsx, .csv, .parquet, .json, .jsonl, .md", output),
    "format": Command("NAME", f"how answers are shown: {', '.join(FORMATS)}", form),
    "x": Command("", "each row as a block, or rows side by side again", expanded),
    "pager": Command("", "the pager for long answers on or off", pager),
    "timing": Command("", "how long a statement takes, shown or not", timing),
    "snapshot": Command("[ID]", "ask another snapshot; `current` for the current one", snapshot),
    "as-of": Command("[DAY]", "only what was published by a day; alone, all again", as_of),
    "edit": Command("[SQL]", "the last statement, or this one, in $EDITOR", edit),
    "help": Command("", "this list; so does \\?", explain),
    "q": Command("", "leave; so does Ctrl-D", leave),
}  # fmt: skip
