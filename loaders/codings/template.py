"""An empty sheet to fill in, with the columns and words of the schema explained in it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from loaders.codings.columns import Column, columns, of_kind
from loaders.codings.sheets import CODINGS, COMMENT
from loaders.codings.yaml_sheets import ARTICLES, FACTS
from schema.errors import QueryError
from schema.vocabulary import FactKind, Term

EXPLAIN, WORDS = "explain", "words"  # the other worksheets of a workbook
DROP_DOWN_ROWS = 5_000
EXAMPLE = {
    "url": "https://paper.example/1",
    "published_on": "2020-02-20",
    "text": "Ankara asked Washington for Patriot missiles. It will get them only if it scraps the S-400.",
}
EXAMPLE_FACTS: tuple[dict[str, str], ...] = (
    {
        "row": "a", "kind": "request", "quote": "Ankara asked Washington for Patriot missiles",
        "requester": "TR", "addressee": "United States", "action": "acquire", "objects": "Patriot", "force": "ask",
    },
    {
        "row": "b", "kind": "condition", "attached_to": "a", "quote": "only if it scraps the S-400",
        "imposed_by": "US", "required_of": "TR", "gated_action": "transfer", "action": "dispose", "stance": "imposed",
        "objects": "S-400",
    },
)  # fmt: skip


def write_template(path: Path) -> None:
    """Writes an empty sheet of the kind that the file's name says. Raises QueryError if it says none."""
    write = {".csv": write_csv, ".xlsx": write_workbook, ".yaml": write_yaml, ".yml": write_yaml}.get(
        path.suffix.lower()
    )
    if write is None:
        raise QueryError(f"{path.name}: a sheet is .csv, .xlsx or .yaml; name it so")
    write(path)


def explained(column: Column) -> tuple[str, str, str, str]:
    """The kinds of fact that a column belongs to, whether it is needed, what it means, and which words it takes."""
    kinds = ", ".join(column.fields) if column.fields else "all"
    needed = "needed" if column.needed else ""
    return kinds, needed, column.says, "; ".join(meaning(word) for word in column.all_words)


def meaning(word: Term) -> str:
    return f"{word} ({word.meaning})" if word.meaning else str(word)


def write_csv(path: Path) -> None:
    """A header, and a line for each column that explains it; a loader passes over these."""
    text = io.StringIO(newline="")
    sheet = csv.writer(text, lineterminator="\n")
    sheet.writerow([column.name for column in columns()])
    for column in columns():
        sheet.writerow([f"{COMMENT} {column.name}", *explained(column)])
    path.write_text(text.getvalue(), encoding="utf-8-sig")  # with the mark by which Excel knows UTF-8


def write_workbook(path: Path) -> None:
    """A worksheet to fill in, with drop-down lists and comments, and one that explains it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = CODINGS
    explain, words = book.create_sheet(EXPLAIN), book.create_sheet(WORDS)
    words.sheet_state = "hidden"
    table(explain, ["column", "kind of fact", "needed", "means", "words"])
    for at, column in enumerate(columns(), start=1):
        cell = sheet.cell(1, at, column.name)
        cell.font = Font(bold=True)
        kinds, needed, says, taken = explained(column)
        cell.comment = Comment("\n".join(part for part in (says, f"Kinds: {kinds}", needed, taken) if part), "sqn")
        sheet.column_dimensions[get_column_letter(at)].width = max(12, len(column.name) + 2)
        explain.append([column.name, kinds, needed, says, taken])
        if column.all_words:
            drop_down(sheet, words, at, column)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (16, 26, 9, 60, 120), strict=True):
        explain.column_dimensions[letter].width = width
    book.save(path)


def table(sheet: Worksheet, names: list[str]) -> None:
    sheet.append(names)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def drop_down(sheet: Worksheet, words: Worksheet, at: int, column: Column) -> None:
    """Lets a column take but its words: they stand in a worksheet, for a list within a rule holds 255 characters."""
    letter = get_column_letter(at)
    for row, word in enumerate(column.all_words, start=1):
        words.cell(row, at, str(word))
    listed = f"{quote_sheetname(WORDS)}!${letter}$1:${letter}${len(column.all_words)}"
    rule = DataValidation("list", formula1=listed, allow_blank=True, showErrorMessage=True)
    rule.error = f"not a word of {column.name}: see the sheet {EXPLAIN}"
    rule.add(f"{letter}2:{letter}{DROP_DOWN_ROWS}")
    sheet.add_data_validation(rule)


def write_yaml(path: Path) -> None:
    path.write_text("\n".join(yaml_lines()) + "\n", encoding="utf-8")


def yaml_lines() -> Iterator[str]:
    """An example in comments, then what each column means, then the empty sheet."""
    yield "# Take the marks away before the example's lines to try it; `NO` is Norway here, no need of quotes."
    yield f"# {ARTICLES}:"
    for at, (name, value) in enumerate(EXAMPLE.items()):
        yield f"#   {'-' if at == 0 else ' '} {name}: {value}"
    yield f"#     {FACTS}:"
    for fact in EXAMPLE_FACTS:
        for at, (name, value) in enumerate(fact.items()):
            yield f"#       {'-' if at == 0 else ' '} {name}: {value}"
    yield "#"
    yield "# All columns:"
    for column in columns():
        kinds, needed, says, words = explained(column)
        about = ", ".join(part for part in ("" if kinds == "all" else kinds, needed) if part)
        yield f"#   {column.name}{f' ({about})' if about else ''}: {says}"
        if words:
            yield f"#     {words}"
    yield "# By kind of fact:"
    for kind in FactKind:
        yield f"#   {kind}: {', '.join(column.name for column in of_kind(kind))}"
    yield "sheet:"
    yield "coder:"
    yield f"{ARTICLES}: []"
    yield f"{FACTS}: []"
