"""Answers as tables for eyes: as wide as the terminal and no wider, or a block a row."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from workbench.output import cell
from workbench.runner import Result

WIDE = 46  # characters after which a table cell is wrapped rather than widened, unless there is room to spare
WIDEST = 120  # characters after which it is wrapped however wide the terminal
FLOOR = 10  # characters below which a column tells too little: rows are shown as blocks then
GAP = 2
# What belongs to a terminal and not to a text: a report must not move the cursor of who reads it.
CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def safe(written: str) -> str:
    return written.translate(CONTROLS)


@dataclass(frozen=True)
class Layout:
    """How wide each column is shown; `shortened` where some cells do not fit and end in an ellipsis."""

    widths: tuple[int, ...]
    shortened: bool


def layout(result: Result, width: int) -> Layout | None:
    """The widths of the columns side by side on so many characters; None where rows have to be shown as blocks.

    An id is never shortened: it is there to be taken elsewhere. A quote gets twice what other columns get.
    """
    texts = [[cell(value) for value in row] for row in result.rows]
    return laid(result.columns, texts, width)


def laid(columns: Sequence[str], texts: Sequence[Sequence[str]], width: int) -> Layout | None:
    longest = [max([cell_len(name), *(longest_line(row[i]) for row in texts)]) for i, name in enumerate(columns)]
    natural = [min(WIDE, length) for length in longest]
    room = width - GAP * (len(columns) - 1)
    if sum(natural) <= room:
        spared = next(cap for cap in range(WIDEST, WIDE - 1, -1) if sum(min(cap, one) for one in longest) <= room)
        return Layout(tuple(min(spared, length) for length in longest), shortened=False)
    least = [wide if is_id(name) else min(wide, FLOOR) for name, wide in zip(columns, longest, strict=True)]
    if sum(least) > room:
        return None
    shares = [2 if name.endswith("quote") else 1 for name in columns]
    cap = next(cap for cap in range(WIDE, 0, -1) if sum(capped(natural, least, shares, cap)) <= room)
    widths = capped(natural, least, shares, cap)
    for index in sorted(range(len(widths)), key=lambda i: widths[i]):  # what is left over by whole characters
        if widths[index] < natural[index] and sum(widths) < room:
            widths[index] += 1
    return Layout(tuple(widths), shortened=True)


def capped(natural: Sequence[int], least: Sequence[int], shares: Sequence[int], cap: int) -> list[int]:
    """Widths where no column gets more than its share of a cap, and none less than it must have."""
    return [max(low, min(wide, share * cap)) for wide, low, share in zip(natural, least, shares, strict=True)]


def longest_line(written: str) -> int:
    return max((cell_len(line) for line in written.split("\n")), default=0)


def is_id(column: str) -> bool:
    return column == "id" or column.endswith("_id")


def as_table(result: Result, console: Console, *, expanded: bool | None = None) -> str:
    """A table no wider than the terminal; where the columns do not fit side by side, one block a row.

    `expanded` is whether rows are blocks; None leaves it to the width.
    """
    texts = [[safe(cell(value)) for value in row] for row in result.rows]
    fitting = None if expanded and texts else laid(result.columns, texts, console.width)
    with console.capture() as captured:
        if fitting is not None:
            console.print(side_by_side(result, texts, fitting))
        elif texts:
            blocks(result.columns, texts, console)
        else:
            console.print(Text("   ".join(result.columns), style="bold"))
    return captured.get()


def side_by_side(result: Result, texts: Sequence[Sequence[str]], fitting: Layout) -> Table:
    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
    for index, (name, width) in enumerate(zip(result.columns, fitting.widths, strict=True)):
        right = are_numbers([row[index] for row in result.rows])
        short = fitting.shortened
        table.add_column(
            name,
            width=width,
            justify="right" if right else "left",
            overflow="ellipsis" if short else "fold",
            no_wrap=short,
        )
    for row in texts:
        named = zip(result.columns, row, strict=True)
        table.add_row(*(linked(name, on_one_line(text) if fitting.shortened else text) for name, text in named))
    return table


def on_one_line(written: str) -> str:
    return " ".join(written.split())


def are_numbers(values: Sequence[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(isinstance(value, int | float | Decimal) and value is not True for value in known)


def linked(column: str, written: str) -> Text:
    """A cell; one that holds an address is a link where the terminal knows links."""
    is_link = (column == "url" or column.endswith("_url")) and written.startswith(("http://", "https://"))
    return Text(written, style=Style(link=written) if is_link and not set(written) & set(" ;\n") else "")


def blocks(columns: Sequence[str], texts: Sequence[Sequence[str]], console: Console) -> None:
    """Each row as lines of name and value, the empty ones left out."""
    label = max(cell_len(name) for name in columns)
    digits = int(math.log10(len(texts))) + 1
    for number, row in enumerate(texts, start=1):
        console.print(Text(f"─ {number:>{digits}} {'─' * max(1, min(console.width, 100) - digits - 3)}", style="bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=label, style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in zip(columns, row, strict=True):
            if text:
                grid.add_row(name, linked(name, text))
        console.print(grid)
