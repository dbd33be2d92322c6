"""Answers as text: a table for eyes, CSV, JSON, JSON Lines and Markdown for programs and papers."""

import csv
import datetime as dt
import io
import json
import math
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from loaders.snapshots import Snapshot
from workbench.runner import Result

FORMATS = ("table", "csv", "json", "jsonl", "md")
WIDE = 46  # characters after which a table cell is wrapped rather than widened


def citation(snapshot: Snapshot) -> str | None:
    """What an answer as of a day is to be cited by: day, snapshot, what is left out; None for a whole snapshot."""
    days = [("as of", snapshot.as_of), ("recorded as of", snapshot.recorded_as_of)]
    told = [f"{says} {day}" for says, day in days if day]
    if not told:
        return None
    undated = f" · {snapshot.undated:,} articles without a day are left out" if snapshot.undated else ""
    return f"{', '.join(told)} · snapshot {snapshot.id}{undated}"


def rendered(result: Result, form: str, console: Console | None = None) -> str:
    """The answer in one of FORMATS, ending in a newline."""
    if form == "csv":
        return as_csv(result)
    if form == "json":
        return (
            json.dumps([jsonable(row) for row in result.records()], ensure_ascii=False, allow_nan=False, indent=1)
            + "\n"
        )
    if form == "jsonl":
        return "".join(json.dumps(jsonable(row), ensure_ascii=False) + "\n" for row in result.records())
    if form == "md":
        return as_markdown(result)
    return as_table(result, console or Console())


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


def as_markdown(result: Result) -> str:
    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |\n"

    text = line(list(result.columns)) + line(["---"] * len(result.columns))
    for row in result.rows:
        text += line([cell(value).replace("|", "\\|").replace("\n", " ") for value in row])
    return text


def as_table(result: Result, console: Console) -> str:
    """A table no wider than the terminal; where the columns do not fit side by side, one block a row."""
    texts = [[cell(value) for value in row] for row in result.rows]
    widths = [min(WIDE, max([len(name), *(len(row[i]) for row in texts)])) for i, name in enumerate(result.columns)]
    with console.capture() as captured:
        narrow = sum(widths) + 3 * len(widths) > console.width
        if narrow and texts:
            blocks(result.columns, texts, console)
        elif narrow:
            console.print(Text("   ".join(result.columns), style="bold"))
        else:
            table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 3, 0, 0))
            for name, width in zip(result.columns, widths, strict=True):
                table.add_column(name, max_width=width, overflow="fold")
            for row in texts:
                table.add_row(*(Text(text) for text in row))
            console.print(table)
    return captured.get()


def blocks(columns: tuple[str, ...], texts: list[list[str]], console: Console) -> None:
    label = max(len(name) for name in columns)
    for number, row in enumerate(texts, start=1):
        console.print(Text(f"{number}", style="bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=label, style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in zip(columns, row, strict=True):
            if text:
                grid.add_row(name, Text(text))
        console.print(grid)
        console.print()
