"""What the lines before a question's SQL say: parameters, chart and expectation, each read strictly.

Every error names the file and line, and the nearest of the words that may stand there.
"""

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from schema.errors import QueryError, did_you_mean

TYPES = ("date", "integer", "number", "text", "choice", "actor", "weapon", "article")
EXAMPLES = {"date": "2020-02-20", "integer": "3", "number": "0.5"}
# options of `sqn ask` itself, which no parameter may hide
RESERVED = (
    "format", "form", "named", "chart", "cite", "as_of", "recorded_as_of", "snapshot", "help", "output", "expanded",
    "no_pager",
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]*")
PARAMETER = re.compile(
    r"(?P<kind>\w+)(?:\((?P<options>[^)]*)\))?(?P<optional>\?)?\s*=(?:\s(?P<default>\S.*?))?(?:\s{2,}(?P<says>.*))?$"
)
EXPECTED = re.compile(r"rows\s*(?P<test>>=|=|<=)\s*(?P<count>\d+)|columns\s+(?P<columns>\w+(?:\s*,\s*\w+)*)")
# What each kind of chart must be told, and what it may be told besides.
CHARTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "timeline": (("x", "y"), ("colour", "until", "who", "whom", "label")),
    "bars": (("x", "y"), ("colour",)),
    "lines": (("x", "y"), ("colour",)),
    "points": (("x", "y"), ("colour", "size")),
    "grid": (("x", "y", "value"), ()),
    "network": (("source", "target"), ("weight",)),
    "map": (("state", "value"), ()),
}
# Fields that take several columns, parted by commas: the parts of a bar, the words of a label.
SEVERAL = {("bars", "y"), ("timeline", "label")}


@dataclass(frozen=True)
class Parameter:
    """A value that a question takes; `default` is as it is written, None where nothing is bound."""

    name: str
    kind: str
    default: str | None
    optional: bool
    says: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """How an answer is drawn: which of its columns is the x, the y, the source of an arrow."""

    kind: str
    fields: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it draws; a field of several has them parted by commas."""
        return tuple(column for told in self.fields.values() for column in told.split(","))


@dataclass(frozen=True)
class Expectation:
    """What the answer with the defaults must hold: its columns, and how many rows."""

    columns: tuple[str, ...] = ()
    rows: tuple[str, int] | None = None

    def fits(self, count: int) -> bool:
        """Whether so many rows are as expected."""
        if self.rows is None:
            return True
        test, wanted = self.rows
        return {">=": count >= wanted, "=": count == wanted, "<=": count <= wanted}[test]


@dataclass
class Heading:
    """The lines of a header by their key, with the place `file:line` of each."""

    told: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)


def parameter(place: str, name: str | None, written: str) -> Parameter:
    """The parameter of a line `-- param name: type = default  what it means`. Raises QueryError."""
    match = PARAMETER.match(written.strip())
    if not name or match is None:
        raise QueryError(f"{place}: a parameter is `-- param name: type = default  what it means`")
    if not NAME.fullmatch(name):
        raise QueryError(f"{place}: {name!r} is no name of a parameter: small letters, digits and _")
    kind, default = match["kind"], (match["default"] or "").strip() or None
    if kind not in TYPES:
        raise QueryError(f"{place}: unknown type {kind!r}.{near(kind, TYPES, 'Types')}")
    if name in RESERVED:
        raise QueryError(f"{place}: {name} is an option of the command itself; choose another name")
    options = tuple(option.strip() for option in (match["options"] or "").split("|") if option.strip())
    if (kind == "choice") != bool(options):
        raise QueryError(f"{place}: options go with the type choice, and with it alone: choice(a|b)")
    if options and default and default not in options:
        raise QueryError(f"{place}: the default {default!r} is not among {', '.join(options)}")
    if not match["optional"] and default is None:
        raise QueryError(f"{place}: {name} needs a default, or a `?` after its type")
    if default is not None:
        try:
            typed(kind, default)
        except ValueError as error:
            raise QueryError(f"{place}: the default {default!r} is no {kind} such as {EXAMPLES[kind]}") from error
    return Parameter(name, kind, default, bool(match["optional"]), (match["says"] or "").strip(), options)


def typed(kind: str, written: str) -> dt.date | int | float | str:
    """A value read as its type; names and texts stay as they are. Raises ValueError."""
    if kind == "date":
        return dt.date.fromisoformat(written)
    if kind == "integer":
        whole = int(written)
        if not -(2**63) <= whole < 2**63:
            raise ValueError(f"{whole} takes more than 64 bits")
        return whole
    if kind == "number":
        number = float(written)
        if not math.isfinite(number):
            raise ValueError(f"{number} is no number to compare with")
        return number
    return written


def chart(place: str, written: str) -> Chart:
    """The chart of a line `-- chart: kind x=column y=column`. Raises QueryError."""
    kind, *pairs = written.split()
    if kind not in CHARTS:
        raise QueryError(f"{place}: unknown chart {kind!r}.{near(kind, CHARTS, 'Charts')}")
    needed, possible = CHARTS[kind]
    fields: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not column:
            raise QueryError(f"{place}: a field of a chart is `name=column`; this is: {pair!r}")
        if name not in needed + possible:
            raise QueryError(f"{place}: {kind} has no field {name!r}.{near(name, needed + possible, 'Fields')}")
        if name in fields:
            raise QueryError(f"{place}: {name} stands twice")
        if "," in column and (kind, name) not in SEVERAL:
            raise QueryError(f"{place}: {name} of {kind} is one column; this is: {column!r}")
        fields[name] = column
    if missing := [name for name in needed if name not in fields]:
        raise QueryError(f"{place}: {kind} needs {' and '.join(f'{name}=column' for name in missing)}")
    return Chart(kind, fields)


def expectation(place: str, written: str) -> Expectation:
    """What a line `-- expect: rows >= 1; columns a, b` expects. Raises QueryError."""
    columns: tuple[str, ...] = ()
    rows: tuple[str, int] | None = None
    for part in filter(None, (part.strip() for part in written.split(";"))):
        match = EXPECTED.fullmatch(part)
        if match is None:
            raise QueryError(f"{place}: cannot read the expectation {part!r}: `rows >= 1; columns a, b`")
        if match["columns"]:
            columns = tuple(name.strip() for name in match["columns"].split(","))
        else:
            rows = match["test"], int(match["count"])
    return Expectation(columns, rows)


def near(wrong: str, known: Collection[str], called: str) -> str:
    """The nearest known words, and all of them."""
    return f"{did_you_mean(wrong, known)} {called}: {', '.join(known)}"
