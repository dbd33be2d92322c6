"""Sheets to rows: CSV, XLSX and YAML, told apart by their bytes. A row is its cells as text, without empty ones."""

import csv
import datetime as dt
import io
import json
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from loaders.articles.tables import ENDLESS, Lines, header
from loaders.codings.columns import names
from loaders.codings.yaml_sheets import Row, read_yaml
from loaders.decoding import LONGEST_TEXT, UnreadableError, decode, half_characters
from loaders.fetching import DAMAGED, opened
from loaders.ledger import Reject
from schema.errors import did_you_mean

LARGEST = 32 << 20  # bytes of a sheet, unpacked
MOST_ROWS = 100_000
MOST_CELLS = 200  # of a row
LONGEST_CELL = 20_000  # characters; an article's text may be longer
CODINGS = "codings"  # the worksheet of a workbook
COMMENT = "#"


def read_sheet(path: Path, name: str) -> Iterator[Row | Reject]:
    """The rows of a sheet. Raises UnreadableError if it is none."""
    for row in rows_of(path, name):
        if isinstance(row, Row) and (fault := fault_of(row)):
            yield Reject(row.locator, fault, row.raw)
        else:
            yield row


def rows_of(path: Path, name: str) -> Iterator[Row | Reject]:
    if is_workbook(path):
        return read_workbook(path, name)
    with opened(path) as content:
        data = content.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableError(f"has more than {LARGEST:,} bytes, a sheet at most that: split it")
    if data.startswith(b"PK\3\4"):
        raise UnreadableError("is a packed workbook: unpack it first")
    text, encoding = decode(data)
    return read_yaml(text, name) if is_yaml(text, name) else read_csv(text, encoding, name)


def is_yaml(text: str, name: str) -> bool:
    """Whether a text is YAML: by its name, and for lack of a name by what its first line that says something says."""
    ending = next((end for end in Path(name.lower()).suffixes[::-1] if end in (".yaml", ".yml", ".csv", ".tsv")), None)
    if ending:
        return ending in (".yaml", ".yml")
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(COMMENT)), "")
    return not any(mark in first for mark in ",;\t|") or first.lstrip().startswith(("-", "articles", "facts"))


def fault_of(row: Row) -> str | None:
    """What is wrong with the cells of a row, whatever they mean."""
    for column, cell in row.cells.items():
        if "\0" in cell or half_characters(cell):
            return f"column {column}: holds characters that are none: mend the encoding of the sheet"
        most = LONGEST_TEXT if column == "text" else LONGEST_CELL
        if len(cell) > most:
            return f"column {column}: has {len(cell):,} characters, at most {most:,} are taken"
    return None


def check_columns(found: Sequence[str]) -> None:
    """Raises UnreadableError if a column is named twice or is none that a sheet has."""
    known = names()
    for name in found:
        if name and name not in known:
            raise UnreadableError(f"has a column that no sheet has: `{name[:60]}`.{did_you_mean(name[:60], known)}")
        if name and list(found).count(name) > 1:
            raise UnreadableError(f"has the column `{name}` twice")


def filled(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {
        name: cell if name == "text" else cell.strip()
        for name, cell in zip(columns, cells, strict=False)
        if name and cell.strip()
    }


def read_csv(content: str, encoding: str, name: str) -> Iterator[Row | Reject]:
    """The rows of a CSV; those that begin with # explain it."""
    csv.field_size_limit(ENDLESS)
    columns, delimiter = header(content, ("quote",))
    check_columns(columns)
    lines = Lines(content)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    next(reader, None)  # the header
    lines.taken()
    while True:
        fault, cells = None, []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = f"is broken: {error}"
        number, written, size = lines.taken()
        if not fault and (not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith(COMMENT)):
            continue
        if not fault and len(cells) != len(columns):
            fault = f"has {len(cells)} cells, the header {len(columns)}"
        raw = written.encode(encoding, "replace")
        if fault:
            yield Reject(f"{name}:{number}", f"line {number} {fault}", raw, max(size, len(raw)))
        else:
            yield Row(f"{name}:{number}", filled(columns, cells), raw)


def is_workbook(path: Path) -> bool:
    """Whether a file is an XLSX: a ZIP archive with the parts of one. Raises UnreadableError if it is a bomb."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\3\4":
            return False
        try:
            members = zipfile.ZipFile(file).infolist()
        except DAMAGED as error:
            raise UnreadableError(f"cannot be unpacked: {error}") from error
    if not any(member.filename == "[Content_Types].xml" for member in members):
        return False
    if sum(member.file_size for member in members) > LARGEST:
        raise UnreadableError(f"unpacks to more than {LARGEST:,} bytes, a sheet at most that: split it")
    return True


def read_workbook(path: Path, name: str) -> Iterator[Row | Reject]:
    """The rows of the worksheet `codings`, or of the first one. Raises UnreadableError."""
    lines = worksheet(path)
    columns = [cell.strip().lower() for cell in next(lines, [])]
    if "quote" not in columns:
        raise UnreadableError(f"needs a column `quote`; its columns are: {', '.join(columns)[:500] or 'none'}")
    check_columns(columns)
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells) or cells[0].lstrip().startswith(COMMENT):
            continue
        raw = json.dumps(cells, ensure_ascii=False).encode("utf-8", "replace")
        if any(cell.strip() for cell in cells[len(columns) :]):
            yield Reject(f"{name}:{number}", f"row {number} has more cells than the header", raw)
        else:
            yield Row(f"{name}:{number}", filled(columns, cells), raw)


def worksheet(path: Path) -> Iterator[list[str]]:
    """The cells of a worksheet as text, row by row. Raises UnreadableError."""
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # of features of workbooks that are not read
            book = openpyxl.load_workbook(io.BytesIO(file.read()), read_only=True, data_only=True)
            sheet = book[CODINGS] if CODINGS in book.sheetnames else book.worksheets[0]
            for number, row in enumerate(sheet.iter_rows(max_col=MOST_CELLS, max_row=MOST_ROWS + 1, values_only=True)):
                if number == MOST_ROWS:
                    raise UnreadableError(f"has more than {MOST_ROWS:,} rows: split it")
                yield [written(cell) for cell in row]
    except UnreadableError:
        raise
    except Exception as error:  # openpyxl has no error of its own: a damaged workbook may end in any
        raise UnreadableError(f"is no workbook that can be read: {type(error).__name__}: {str(error)[:200]}") from error


def written(cell: Any) -> str:
    """A cell of a workbook as it would be typed."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
