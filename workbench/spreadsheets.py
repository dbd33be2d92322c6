"""Answers as a workbook of Excel: typed cells under a heading that stays in sight, and a sheet about the answer."""

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from schema.errors import QueryError
from workbench.output import cell

MOST_ROWS = 1_048_575  # of a sheet, without the heading
MOST_COLUMNS = 16_384
LONGEST = 32_767  # characters of a cell
EXACT = 15  # digits of a number that a spreadsheet keeps
FIRST_DAY = dt.date(1900, 3, 1)  # earlier ones a spreadsheet counts wrongly or not at all
WIDEST, NARROWEST = 60, 8
LOOKED_AT = 500  # rows that the widths of columns are taken from
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet reads a cell that begins so as a formula


def write_workbook(
    file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str]
) -> int:
    """Writes the rows to the sheet `answer` and what is said of them to the sheet `about`; returns how many there were.

    Raises QueryError where a sheet cannot hold them. Rows go through one by one.
    """
    if len(columns) > MOST_COLUMNS:
        raise QueryError(f"a sheet of a workbook holds {MOST_COLUMNS:,} columns, and there are {len(columns):,}")
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet("answer")
    try:
        written, cut = filled(sheet, columns, iter(rows))
    except BaseException:
        sheet.close()  # else it complains when it is collected
        raise
    notes = {"rows": f"{written:,}", "moments": "in UTC"}
    if cut:
        notes["shortened"] = f"{cut:,} cells: a cell holds {LONGEST:,} characters; a .parquet or .csv file holds all"
    describe(book.create_sheet("about"), {**about, **notes})
    book.save(file)
    return written


def filled(sheet: WriteOnlyWorksheet, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> tuple[int, int]:
    """Writes heading and rows; returns how many rows there were, and how many cells hold less than they should."""
    first = list(itertools.islice(rows, LOOKED_AT))
    for number, wide in enumerate(widths(columns, first), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = wide
    sheet.freeze_panes = "A2"
    sheet.append([heading(sheet, name) for name in columns])
    written, cut = 0, 0
    for row in itertools.chain(first, rows):
        written += 1
        if written > MOST_ROWS:
            raise QueryError(
                f"a sheet of a workbook holds {MOST_ROWS:,} rows, and there are more: narrow the question, "
                "or write a .parquet or .csv file"
            )
        cut += sum(isinstance(value, str) and len(value) > LONGEST for value in row)
        sheet.append([typed(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, len(columns)))}{written + 1}"
    return written, cut


def widths(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[int]:
    """Characters for each column: what its first rows need, within reason, and room for the arrow of the filter."""
    for index, name in enumerate(columns):
        longest = max((len(cell(row[index])) for row in rows), default=0)
        yield max(NARROWEST, min(WIDEST, max(longest, len(name) + 2) + 1))


def heading(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    made = as_text(sheet, name)
    made.font = Font(bold=True)
    return made


def typed(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """A cell of the value's type: days and moments, numbers that are kept exactly, truth; all else as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if len(str(abs(value))) <= EXACT else as_text(sheet, str(value))
    if isinstance(value, float):
        return value if math.isfinite(value) else as_text(sheet, cell(value))
    if isinstance(value, Decimal):
        return decimal(sheet, value)
    if isinstance(value, dt.datetime):
        return moment(sheet, value)
    if isinstance(value, dt.date):
        return dated(sheet, value, "yyyy-mm-dd") if value >= FIRST_DAY else as_text(sheet, value.isoformat())
    if isinstance(value, dt.time) and value.tzinfo is None:
        return dated(sheet, value, "hh:mm:ss")
    return as_text(sheet, cell(value))


def decimal(sheet: WriteOnlyWorksheet, value: Decimal) -> WriteOnlyCell:
    if not value.is_finite() or len(value.as_tuple().digits) > EXACT:
        return as_text(sheet, cell(value))
    made = WriteOnlyCell(sheet, value)
    places = -int(value.as_tuple().exponent)
    made.number_format = f"0.{'0' * places}" if places > 0 else "0"
    return made


def moment(sheet: WriteOnlyWorksheet, value: dt.datetime) -> WriteOnlyCell:
    """A moment in UTC: a spreadsheet knows no zones."""
    told = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
    return dated(sheet, told, "yyyy-mm-dd hh:mm:ss") if told.date() >= FIRST_DAY else as_text(sheet, told.isoformat())


def dated(sheet: WriteOnlyWorksheet, value: Any, form: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, value)
    made.number_format = form
    return made


def as_text(sheet: WriteOnlyWorksheet, written: str) -> WriteOnlyCell:
    """A cell of text, whatever it begins with: never a formula, neither when it is opened nor when it is edited."""
    made = WriteOnlyCell(sheet, ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", written)[:LONGEST])
    made.data_type = "s"
    if written.startswith(FORMULA):
        made.quotePrefix = True
    return made


def describe(sheet: WriteOnlyWorksheet, about: Mapping[str, str]) -> None:
    sheet.column_dimensions["A"].width = 22
    sheet.column_dimensions["B"].width = 100
    for name, says in about.items():
        told = as_text(sheet, says)
        told.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([heading(sheet, name), told])
