"""The shell of `sqn sql`: reads statements and commands from a terminal and shows what they lead to."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus
from prompt_toolkit.formatted_text import AnyFormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.styles import Style
from pygments.lexers.sql import PostgresLexer
from rich.console import Console
from rich.markup import escape

from loaders.snapshots import Snapshot, manifests
from schema.errors import QueryError, SqnError
from schema.settings import from_environment
from workbench.asking import options
from workbench.cli.say import say
from workbench.cli.shell.commands import COMMANDS, obey, told
from workbench.cli.shell.completing import Shellwords, SqlCompleter
from workbench.cli.shell.state import Shell
from workbench.cli.shell.statements import is_complete, parts
from workbench.library import library
from workbench.output import FORMATS
from workbench.runner import runner
from workbench.sandbox.places import shown

HISTORY = "shell_history"
STYLE = Style.from_dict(
    {
        "bottom-toolbar": "noreverse fg:ansibrightblack",
        "prompt": "bold",
        "continuation": "fg:ansibrightblack",
        "completion-menu.completion": "bg:#2e3440 fg:#d8dee9",
        "completion-menu.completion.current": "bg:#88c0d0 fg:#2e3440 bold",
        "completion-menu.meta.completion": "bg:#3b4252 fg:#aeb6c4",
        "completion-menu.meta.completion.current": "bg:#5e81ac fg:#eceff4",
        "auto-suggestion": "fg:ansibrightblack",
    }
)


def converse(snapshot: Snapshot, bounds: Mapping[str, str | None], *, expanded: bool = False) -> None:
    """Reads and answers at a terminal until the person leaves."""
    folder = from_environment().snapshots
    shell = Shell(folder, runner(folder), snapshot, bounds, expanded=expanded)
    shell.learn()
    say("[dim]End a statement with ; · Tab completes · \\? helps · Ctrl-D leaves[/]")
    session = prompting(shell, from_environment().home / HISTORY)
    try:
        while not shell.over:
            draft, shell.draft = shell.draft, ""
            try:
                typed = session.prompt(default=draft)
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            follow(shell, typed)
    finally:
        shell.stop_learning()


def follow(shell: Shell, typed: str) -> None:
    """Does one after another what was typed at once; after an error the rest is left, and said to be."""
    waiting = list(parts(typed))
    for number, (is_command, text) in enumerate(waiting, start=1):
        try:
            if is_command:
                obey(shell, text)
            elif text.lower() in ("exit", "quit", "help"):
                obey(shell, f"\\{text.lower()}")
            else:
                shell.statement(text)
        except (SqnError, KeyboardInterrupt) as error:
            complain(narrowed(error, text) if isinstance(error, SqnError) else "stopped")
            if left := len(waiting) - number:
                say(f"[dim]{left} after it {'was' if left == 1 else 'were'} not run[/]")
            return
        except Exception as error:  # a fault of ours must not take what one has at hand: values, the last answer
            complain(f"{type(error).__name__}: {error} (a fault of the program)")
            return
        if shell.over:
            return


def narrowed(error: SqnError, sql: str) -> str:
    """What an error says; the line that it marks is cut to the terminal, or the mark would stand elsewhere."""
    message = str(error)
    if isinstance(error, QueryError) and error.place is not None and message.endswith(shown(sql, error.place)):
        width = Console().width - len(f"line {error.place.line}: ……")
        return message.removesuffix(shown(sql, error.place)) + shown(sql, error.place, max(20, width))
    return message


def complain(message: str) -> None:
    first, *rest = message.split("\n")
    say(f"[bold red]error:[/] {escape(first)}")
    for line in rest:
        style = "bold red" if set(line) <= {" ", "^"} else "default"
        say(f"[{style}]{escape(line)}[/]")


def prompting(shell: Shell, history: Path) -> PromptSession[str]:
    """What reads a statement of several lines, with highlighting, history, suggestions and completion."""

    def bar() -> AnyFormattedText:
        form = shell.form if shell.form != "table" else "blocks" if shell.expanded else ""
        about = [f"snapshot {shell.snapshot.id}", f"newest article {shell.snapshot.newest_article or 'unknown'}"]
        return " · ".join(filter(None, [shell.told, form, *about]))

    def before() -> AnyFormattedText:
        return [("class:prompt", f"sqn {shell.snapshot.as_of}> " if shell.snapshot.as_of else "sqn> ")]

    def continuation(width: int, _number: int, _wrapped: int) -> AnyFormattedText:
        return [("class:continuation", "… ".rjust(width))]

    return PromptSession(
        before,
        multiline=True,
        prompt_continuation=continuation,
        lexer=PygmentsLexer(PostgresLexer),
        completer=SqlCompleter(lambda: shell.words, shellwords(shell)),
        complete_while_typing=True,
        complete_in_thread=True,
        auto_suggest=AutoSuggestFromHistory(),
        history=remembered(history),
        key_bindings=keys(),
        bottom_toolbar=bar,
        style=STYLE,
        reserve_space_for_menu=8,
    )


def remembered(file: Path) -> History:
    """What was typed before, in a file of the home; of this session alone where it cannot be written."""
    try:
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def keys() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("enter", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        """Takes a suggestion that is marked, else runs what is complete, else begins a line."""
        buffer = event.current_buffer
        if buffer.complete_state and buffer.complete_state.current_completion:
            buffer.complete_state = None
        elif is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=True)

    @bindings.add("escape", "enter", filter=has_focus(DEFAULT_BUFFER))
    def _(event: KeyPressEvent) -> None:
        """Runs what is typed as it stands."""
        event.current_buffer.validate_and_handle()

    return bindings


def shellwords(shell: Shell) -> Shellwords:
    @cache
    def values(question: str, parameter: str) -> Iterable[tuple[str, str]]:
        found = [one for one in library()[question].parameters if one.name == parameter]
        try:
            return options(shell.folder, found[0]) if found else []
        except (QueryError, SqnError):
            return []

    def bound() -> dict[str, Any]:
        return {name: told(value) for name, value in shell.values.items()}

    return Shellwords(
        {name: command.says for name, command in COMMANDS.items()},
        library(),
        values,
        lambda: [("current", "the current one"), *((one.id, one.created_at) for one in manifests(shell.folder))],
        FORMATS,
        bound,
    )
