"""Keys and lines from a person at a terminal: one key without Enter, or a line with completion."""

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import ValidationError, Validator

from schema.errors import QueryError

ESCAPE, END = "\x1b", "\x04"
SHOWN = 40  # completions


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def single_keys() -> Iterator[Callable[[], str]]:
    """Hands out keys as they are pressed. What was typed before is dropped: it was not meant for this screen."""
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    tty.setcbreak(file, termios.TCSAFLUSH)
    try:
        yield lambda: key_of(file)
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


def key_of(file: int) -> str:
    """One key; the end of the input is END, and a key that sends several bytes, as an arrow, is one of them all."""
    first = os.read(file, 1)
    if not first:
        return END
    more = b""
    if first == ESCAPE.encode() or first >= b"\x80":
        while select.select([file], [], [], 0.02)[0] and len(more) < 16:
            more += os.read(file, 1)
    return (first + more).decode("utf-8", "replace")


class Names(Completer):
    """Completes by any part of a name or id; what is put in is the id."""

    def __init__(self, names: Mapping[str, str], separator: str | None = None) -> None:
        self.names = [(key, name, f"{key} {name}".casefold()) for key, name in names.items()]
        self.separator = separator

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:  # noqa: ARG002
        written = document.text_before_cursor
        if self.separator:
            written = written.rpartition(self.separator)[2].lstrip()
        sought = written.casefold()
        found = [(not folded.startswith(sought), name, key) for key, name, folded in self.names if sought in folded]
        for _, name, key in sorted(found)[:SHOWN]:
            yield Completion(key, start_position=-len(written), display=name, display_meta=key if key != name else "")


class Checked(Validator):
    """Takes a line if it can be read."""

    def __init__(self, read: Callable[[str], object]) -> None:
        self.read = read

    def validate(self, document: Document) -> None:
        try:
            self.read(document.text.strip())
        except QueryError as error:
            raise ValidationError(cursor_position=len(document.text), message=str(error)) from error


def line(
    question: str,
    before: str = "",
    *,
    names: Mapping[str, str] | None = None,
    separator: str | None = None,
    read: Callable[[str], object] = str,
) -> str:
    """A line that a person writes, `before` there to be changed. Raises KeyboardInterrupt or EOFError if given up."""
    session: PromptSession[str] = PromptSession()
    return session.prompt(
        f"{question}: ",
        default=before,
        completer=Names(names, separator) if names else None,
        complete_while_typing=bool(names),
        validator=Checked(read),
        validate_while_typing=False,
    ).strip()


def pick(question: str, options: Sequence[str]) -> int | None:
    """The place of one of several options, by its number; None if none is wanted."""

    def read(written: str) -> int | None:
        if not written:
            return None
        if not written.isdigit() or not 1 <= int(written) <= len(options):
            raise QueryError(f"a number from 1 to {len(options)}, or nothing")
        return int(written) - 1

    return read(line(question, read=read))
