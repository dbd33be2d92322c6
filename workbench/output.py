"""Answers as text: a table for eyes, CSV, JSON, JSON Lines and Markdown for programs and papers."""

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from loaders.snapshots import Snapshot
from workbench.runner import Result

if TYPE_CHECKING:
    from rich.console import Console

FORMATS = ("table", "csv", "json", "jsonl", "md")


def citation(snapshot: Snapshot) -> str | None:
    """What an answer as of a day is to be cited by: day, snapshot, what is left out; None for a whole snapshot."""
    days = [("as of", snapshot.as_of), ("recorded as of", snapshot.recorded_as_of)]
    told = [f"{says} {day}" for says, day in days if day]
    if not told:
        return None
    undated = f" · {snapshot.undated:,} articles without a day are left out" if snapshot.undated else ""
    return f"{', '.join(told)} · snapshot {snapshot.id}{undated}"


def rendered(result: Result, form: str, console: "Console | None" = None, *, expanded: bool | None = None) -> str:
    """The answer in one of FORMATS, ending in a newline; a table is as wide as the console."""
    if form == "csv":
        return as_csv(result)
    if form == "json":
        return "".join(as_json(result.columns, result.rows))
    if form == "jsonl":
        return "".join(as_json_lines(result.columns, result.rows))
    if form == "md":
        return "".join(as_markdown(result.columns, result.rows))
    from rich.console import Console

    from workbench.gridding import as_table

    return as_table(result, console or Console(), expanded=expanded)


def jsonable(value: Any) -> Any:
    """A value as JSON knows it: whole decimals as whole numbers, lists and structs kept, what JSON has not as text."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else cell(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(inner) for inner in value]
    if isinstance(value, Decimal):
        return of_decimal(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | None) else str(value)


def of_decimal(value: Decimal) -> int | float | str:
    """A number where it holds every digit, else text."""
    if not value.is_finite():
        return str(value)
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def cell(value: Any) -> str:
    """A value as plain text: lists with semicolons, nothing for NULL."""
    value = jsonable(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(inner) for inner in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def as_csv(result: Result) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([cell(value) for value in row] for row in result.rows)
    return target.getvalue()


Rows = Iterable[Sequence[Any]]


def as_json(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """A list of objects, an object at a time."""
    separator = "[\n"
    for row in rows:
        written = json.dumps(named(columns, row), ensure_ascii=False, allow_nan=False, indent=1)
        yield separator + "\n".join(f" {line}" for line in written.split("\n"))
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def as_json_lines(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    for row in rows:
        yield json.dumps(named(columns, row), ensure_ascii=False, allow_nan=False) + "\n"


def named(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    return {name: jsonable(value) for name, value in zip(columns, row, strict=True)}


def as_markdown(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    yield markdown_line(columns)
    yield markdown_line(["---"] * len(columns))
    for row in rows:
        yield markdown_line([cell(value) for value in row])


def markdown_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(written.replace("|", "\\|").replace("\n", " ") for written in cells) + " |\n"
