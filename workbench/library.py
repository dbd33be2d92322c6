"""The question library: one SQL file a question, its header read strictly.

    -- title: Requests conditional on giving up a weapon system
    -- question: Which requests were conditional on S-400 removal?
    -- param weapon: weapon = s-400        The system to be given up
    -- param since: date? =                Only conditions stated on or after this day
    -- chart: timeline x=stated_on y=requester
    -- evidence: evidence_id
    -- expect: rows >= 1; columns requester, addressee, imposed_by, quote
    select …

A parameter is `name: type = default`, two blanks, what it means. `type?` may be left out and is then NULL.
`note` may run over several lines.
Types: date, integer, number, text, choice(a|b|c), actor, weapon, article.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb

from schema.errors import QueryError, did_you_mean
from schema.settings import QUERIES

KEYS = ("title", "question", "param", "chart", "evidence", "expect", "note")
TYPES = ("date", "integer", "number", "text", "choice", "actor", "weapon", "article")
RESERVED = ("format", "chart", "cite", "as_of", "recorded_as_of", "snapshot", "help", "output")
LINE = re.compile(r"--\s*(?P<key>[a-z]+)(?:\s+(?P<name>\w+))?\s*:\s*(?P<value>.*)$")
PARAMETER = re.compile(
    r"(?P<kind>\w+)(?:\((?P<options>[^)]*)\))?(?P<optional>\?)?\s*=(?:\s(?P<default>\S.*?))?(?:\s{2,}(?P<says>.*))?$"
)
EXPECTED = re.compile(r"rows\s*(?P<test>>=|=|<=)\s*(?P<count>\d+)|columns\s+(?P<columns>.+)")


@dataclass(frozen=True)
class Parameter:
    name: str
    kind: str
    default: str | None
    optional: bool
    says: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A saved question; `name` is the file's stem, `subject` its folder."""

    name: str
    subject: str
    path: Path
    title: str
    question: str
    sql: str
    parameters: tuple[Parameter, ...] = ()
    chart: str | None = None
    evidence: str | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[str, int] | None = None
    note: str | None = field(default=None)


@cache
def library(folder: Path = QUERIES) -> Mapping[str, Question]:
    """All questions by name. Raises QueryError with file and line for the first that is not as it must be."""
    found: dict[str, Question] = {}
    for path in sorted(folder.rglob("*.sql")):
        if path.parent.name.startswith("_"):
            continue
        question = parse(path)
        if question.name in found:
            raise QueryError(f"{path}: another question has this name: {found[question.name].path}")
        found[question.name] = question
    return found


def find(name: str) -> Question:
    """The question of a name. Raises QueryError with the nearest names."""
    known = library()
    if name not in known:
        raise QueryError(f"no question {name!r}.{did_you_mean(name, known)} `sqn questions` lists them")
    return known[name]


def parse(path: Path) -> Question:
    lines = path.read_text("utf-8").splitlines()
    head = lines[: first_code(lines)]
    told: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(head, start=1):
        if not line.strip():
            continue
        match = LINE.match(line)
        if match is None:
            raise QueryError(f"{path}:{number}: a header line is `-- key: value`; this is: {line.strip()!r}")
        key, value = match["key"], match["value"].strip()
        if key not in KEYS:
            raise QueryError(f"{path}:{number}: unknown key {key!r}.{did_you_mean(key, KEYS)} Keys: {', '.join(KEYS)}")
        if key == "param":
            parameters.append(parameter(f"{path}:{number}", match["name"], match["value"]))
        elif match["name"]:
            raise QueryError(f"{path}:{number}: only `param` takes a name before the colon")
        elif key in told and key != "note":
            raise QueryError(f"{path}:{number}: {key} stands twice")
        else:
            told[key] = f"{told[key]} {value}" if key in told else value
    for key in ("title", "question"):
        if not told.get(key):
            raise QueryError(f"{path}: needs a line `-- {key}: …`")
    columns, rows = expectation(path, told.get("expect", ""))
    sql = "\n".join(lines[first_code(lines) :]).strip().rstrip(";")
    check_sql(path, sql, parameters)
    return Question(
        path.stem,
        path.parent.name,
        path,
        told["title"],
        told["question"],
        sql,
        tuple(parameters),
        told.get("chart"),
        told.get("evidence"),
        columns,
        rows,
        told.get("note"),
    )


def first_code(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("--")), len(lines))


def parameter(place: str, name: str | None, written: str) -> Parameter:
    match = PARAMETER.match(written.strip())
    if not name or match is None:
        raise QueryError(f"{place}: a parameter is `-- param name: type = default  what it means`")
    kind, default = match["kind"], (match["default"] or "").strip() or None
    if kind not in TYPES:
        raise QueryError(f"{place}: unknown type {kind!r}.{did_you_mean(kind, TYPES)} Types: {', '.join(TYPES)}")
    if name in RESERVED:
        raise QueryError(f"{place}: {name} is an option of the command itself; choose another name")
    options = tuple(option.strip() for option in (match["options"] or "").split("|") if option.strip())
    if (kind == "choice") != bool(options):
        raise QueryError(f"{place}: options go with the type choice, and with it alone: choice(a|b)")
    if options and default and default not in options:
        raise QueryError(f"{place}: the default {default!r} is not among {', '.join(options)}")
    if not match["optional"] and default is None:
        raise QueryError(f"{place}: {name} needs a default, or a `?` after its type")
    return Parameter(name, kind, default, bool(match["optional"]), (match["says"] or "").strip(), options)


def expectation(path: Path, written: str) -> tuple[tuple[str, ...], tuple[str, int] | None]:
    columns: tuple[str, ...] = ()
    rows: tuple[str, int] | None = None
    for part in filter(None, (part.strip() for part in written.split(";"))):
        match = EXPECTED.fullmatch(part)
        if match is None:
            raise QueryError(f"{path}: cannot read the expectation {part!r}: `rows >= 1; columns a, b`")
        if match["columns"]:
            columns = tuple(name.strip() for name in match["columns"].split(","))
        else:
            rows = match["test"], int(match["count"])
    return columns, rows


def check_sql(path: Path, sql: str, parameters: list[Parameter]) -> None:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"{path}: {str(error).splitlines()[0]}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(f"{path}: a question is exactly one select statement")
    used, declared = set(statements[0].named_parameters), {parameter.name for parameter in parameters}
    if used - declared:
        raise QueryError(f"{path}: not declared as parameters: {', '.join(sorted(used - declared))}")
    if declared - used:
        raise QueryError(f"{path}: declared but not used: {', '.join(sorted(declared - used))}")
