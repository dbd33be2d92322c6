"""`%%sql`: a cell that is one SELECT, with the variables of the notebook as its parameters.

%%sql --as deliveries --chart "timeline x=published_on y=recipient"
select * from transfers where stage = $stage
"""

import argparse
import re
import shlex
from collections.abc import Mapping
from typing import Any, NoReturn

import duckdb
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from schema.errors import QueryError, did_you_mean
from workbench.heading import Chart, chart
from workbench.notebook import api
from workbench.notebook.answer import Answer

KEPT = re.compile(r"\s*(?P<name>\w+)\s*<<(?P<rest>.*)", re.DOTALL)
USAGE = (
    "%%sql [NAME <<] [--as NAME] [--as-of DAY] [--recorded-as-of DAY] [--snapshot ID] "
    "[--chart 'bars x=… y=…'] [--title 'WORDS']"
)
OPTIONS = ("--as", "--as-of", "--recorded-as-of", "--snapshot", "--chart", "--title")


class Words(argparse.ArgumentParser):
    """The options of the first line; what is wrong with them is a QueryError."""

    def error(self, message: str) -> NoReturn:
        wrong = next((word for word in message.split() if word.startswith("--")), "")
        raise QueryError(f"%%sql: {message}.{did_you_mean(wrong, OPTIONS) if wrong else ''} It is: {USAGE}")


WORDS = Words(prog="%%sql", add_help=False, allow_abbrev=False)
for option in OPTIONS:
    WORDS.add_argument(option, dest=option.strip("-").replace("-", "_"))


@magics_class
class Statements(Magics):
    """The magic `%%sql` of a notebook, and `%sql` for a statement of one line."""

    @no_var_expand
    @line_cell_magic
    def sql(self, line: str, cell: str | None = None) -> Answer | None:
        """The answer of one SELECT; `$name` in it is the notebook's variable of that name. An error fails the cell.

        `--as NAME` keeps the answer under a name as well as showing it, `%%sql NAME <<` without showing it; `NAME.df`
        is its data frame. `--as-of`, `--recorded-as-of` and `--snapshot` are those of `wb.ask`; `--chart` draws the
        answer under a `--title`.
        """
        kept = KEPT.match(line)
        line = kept["rest"] if kept else line
        told, statement = (read(""), line) if cell is None else (read(line), cell)
        assert self.shell is not None, "a magic is run by a shell"
        namespace: dict[str, Any] = self.shell.user_ns
        wanted = api.asking(told.as_of, told.recorded_as_of, told.snapshot)
        answer = api.answered(statement, bound(statement, namespace), wanted, drawn_as(told.chart), told.title or "")
        if answer.drawn_as is not None:
            _ = answer.chart  # a column that the answer has not is told before anything is shown
        name = kept["name"] if kept else told.__dict__["as"]
        if name:
            namespace[identifier(name)] = answer
        return None if kept else answer


def read(line: str) -> argparse.Namespace:
    """The options of a first line. Raises QueryError."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise QueryError(f"%%sql: {error} in: {line.strip()}") from error
    return WORDS.parse_args(words)


def identifier(name: str) -> str:
    if not name.isidentifier():
        raise QueryError(f"%%sql: {name!r} is no name of a variable")
    return name


def drawn_as(written: str | None) -> Chart | None:
    return None if written is None else chart("--chart", written)


def bound(statement: str, namespace: Mapping[str, Any]) -> dict[str, Any]:
    """The notebook's variables that a statement names. Raises QueryError for one that is not there."""
    try:
        names = {name for parsed in duckdb.extract_statements(statement) for name in parsed.named_parameters}
    except duckdb.Error:
        return {}  # the runner says what is wrong, and where
    known = [name for name in namespace if not name.startswith("_")]
    for name in sorted(names - set(namespace)):
        raise QueryError(f"${name} is no variable of this notebook.{did_you_mean(name, known)}")
    return {name: plain(namespace[name]) for name in names}


def plain(value: Any) -> Any:
    """A value as it is bound: a column of a data frame as a list."""
    return value.tolist() if hasattr(value, "tolist") else value
