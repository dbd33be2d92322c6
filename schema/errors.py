"""The errors that a user may meet; each message says what happened, to which thing, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from traceback import extract_tb


class SqnError(Exception):
    """Base of the family; the command line prints it as one line and exits with `exit_code`."""

    exit_code = 1

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython and Jupyter show of it: what happened, and where in the cell it was asked for."""
        lines = [f"\x1b[31m{type(self).__name__}\x1b[39m: {self}"]
        steps = [step for step in extract_tb(self.__traceback__) if "ipykernel" in step.filename and step.line]
        cell = [step for step in steps if "_magic(" not in (step.line or "")]  # a cell of SQL tells its own place
        return [*lines, f"line {cell[-1].lineno} of the cell: {cell[-1].line}"] if cell else lines


class SourceError(SqnError):
    """Input that cannot be read or is not what its loader expects."""


@dataclass(frozen=True)
class Place:
    """Where in a statement: line and column from 1, and for how many characters of that line."""

    line: int
    column: int
    length: int


class QueryError(SqnError):
    """A question, statement or parameter that cannot be answered; `place` is where in the statement, if known."""

    exit_code = 2

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place


class ConfigError(SqnError):
    """A setting, reference list, lexicon or database that is not as it must be."""

    exit_code = 2


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """` Did you mean …?` for the nearest known names, or nothing."""
    near = get_close_matches(wrong.lower(), list(known), n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(near)}?" if near else ""
