"""The question library: one SQL file a question, its header read strictly.

    -- title: Requests conditional on giving up a weapon system
    -- question: Which requests were conditional on S-400 removal?
    -- param weapon: weapon = s-400        The system to be given up
    -- param since: date? =                Only conditions stated on or after this day
    -- chart: timeline x=stated_on y=requester
    -- evidence: evidence_id
    -- expect: rows >= 1; columns requester, addressee, imposed_by, quote
    select …

`docs/questions.md` says what each line means and which SQL a question is written in.
"""

import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import duckdb

from schema.errors import QueryError, did_you_mean
from schema.settings import QUERIES
from workbench.heading import Chart, Expectation, Heading, Parameter, chart, expectation, near, parameter

if TYPE_CHECKING:
    from workbench.notebook.widget import Library

KEYS = ("title", "question", "param", "chart", "evidence", "expect", "note", "portable")
SUBJECTS = (
    "requests", "conditions", "responses", "sanctions", "transfers", "actors", "weapons", "sources", "quality",
)  # fmt: skip
LINE = re.compile(r"--\s*(?P<key>[\w-]+)(?:\s+(?P<name>\S+?))?\s*:\s*(?P<value>.*)$")
PORTABLE = re.compile(r"no\s*\((?P<why>.+)\)")
WHERE = re.compile(r"^LINE (\d+): ", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A saved question; `name` is the file's stem, `subject` its folder.

    `unportable` is why its SQL is kept to DuckDB, None where it keeps to the subset of docs/questions.md.
    """

    name: str
    subject: str
    path: Path
    title: str
    question: str
    sql: str
    parameters: tuple[Parameter, ...] = ()
    chart: Chart | None = None
    evidence: str | None = None
    expects: Expectation = field(default_factory=Expectation)
    note: str | None = None
    unportable: str | None = None
    places: Mapping[str, str] | None = None


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
    """The question of a file. Raises QueryError with file and line where it is not as it must be."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise QueryError(f"{path}: is not UTF-8 at byte {error.start}: save it as UTF-8") from error
    start = first_code(lines)
    heading = read(path, lines[:start])
    told, places = heading.told, heading.places
    for key in ("title", "question"):
        if not told.get(key):
            raise QueryError(f"{path}:{places.get(key, '1').rpartition(':')[2]}: needs a line `-- {key}: …`")
    reason = PORTABLE.fullmatch(told["portable"]) if "portable" in told else None
    if "portable" in told and reason is None:
        raise QueryError(f"{places['portable']}: an exception is `-- portable: no (why)`")
    sql = "\n".join(lines[start:]).strip().rstrip(";")
    check_sql(path, start, sql, heading)
    return Question(
        path.stem,
        path.parent.name,
        path,
        told["title"],
        told["question"],
        sql,
        tuple(heading.parameters),
        chart(places["chart"], told["chart"]) if "chart" in told else None,
        told.get("evidence"),
        expectation(places["expect"], told["expect"]) if "expect" in told else Expectation(),
        told.get("note"),
        reason["why"] if reason else None,
        places,
    )


def read(path: Path, lines: list[str]) -> Heading:
    """The header of a file. Raises QueryError for a line that is none, a key unknown or empty, or one that repeats."""
    heading = Heading()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place, match = f"{path}:{number}", LINE.match(line)
        if match is None:
            raise QueryError(f"{place}: a header line is `-- key: value`; this is: {line.strip()!r}")
        key, value = match["key"], match["value"].strip()
        if key not in KEYS:
            raise QueryError(f"{place}: unknown key {key!r}.{near(key, KEYS, 'Keys')}")
        if key == "param":
            made = parameter(place, match["name"], match["value"])
            if f"param {made.name}" in heading.places:
                raise QueryError(f"{place}: the parameter {made.name} stands twice")
            heading.parameters.append(made)
            heading.places[f"param {made.name}"] = place
            continue
        if match["name"]:
            raise QueryError(f"{place}: only `param` takes a name before the colon")
        if not value:
            raise QueryError(f"{place}: nothing stands after `{key}:`")
        if key in heading.told and key != "note":
            raise QueryError(f"{place}: {key} stands twice")
        heading.told[key] = f"{heading.told[key]} {value}" if key in heading.told else value
        heading.places.setdefault(key, place)
    return heading


def first_code(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("--")), len(lines))


def check_sql(path: Path, start: int, sql: str, heading: Heading) -> None:
    """Raises QueryError unless the SQL, which begins after line `start`, is one SELECT with the parameters declared."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        where = WHERE.search(str(error))
        line = start + int(where[1]) if where else start + 1
        raise QueryError(f"{path}:{line}: {str(error).splitlines()[0]}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError(f"{path}:{start + 1}: a question is exactly one select statement")
    used, declared = set(statements[0].named_parameters), {parameter.name for parameter in heading.parameters}
    for name in sorted(used - declared):
        line = sql[: sql.find(f"${name}")].count("\n") + start + 1
        raise QueryError(f"{path}:{line}: not declared as a parameter: ${name}.{did_you_mean(name, declared)}")
    for name in sorted(declared - used):
        raise QueryError(f"{heading.places[f'param {name}']}: declared but not used: {name}")


def check_columns(question: Question, columns: Collection[str]) -> None:
    """Raises QueryError unless the columns of an answer hold what the chart, the evidence and the tests look for."""
    wanted = [("evidence", question.evidence)] if question.evidence else []
    if question.chart:
        wanted += [("chart", column) for column in question.chart.columns]
    wanted += [("expect", column) for column in question.expects.columns]
    for key, column in wanted:
        if column not in columns:
            place = (question.places or {}).get(key, str(question.path))
            raise QueryError(f"{place}: the answer has no column {column!r}.{near(column or '', columns, 'Columns')}")


class Opening(ModuleType):
    """This module, which `import workbench as wb; wb.library()` opens in a notebook to be clicked through."""

    def __call__(self) -> "Library":
        from workbench.notebook.widget import Library

        return Library()


sys.modules[__name__].__class__ = Opening
