"""One load of a coding sheet: rows that others point to first, in batches; what is gone from a sheet last."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from extraction.names.reference import Reference
from loaders.codings.articles import Shelf
from loaders.codings.keeping import id_of, keep, key_of, standing, withdraw
from loaders.codings.meaning import Reading, Told
from loaders.codings.names import UnfitError
from loaders.codings.sheets import read_sheet
from loaders.codings.yaml_sheets import Row
from loaders.decoding import UnreadableError
from loaders.fetching import STDIN, Fetched
from loaders.ledger import Reject, Run, now, rehearsal
from loaders.loader import Forecast, Job, Options
from loaders.registers.fitting import LONGEST_KEY, fits
from loaders.standing import settle
from loaders.storing import short_hash
from schema.errors import SourceError, did_you_mean
from schema.vocabulary import FactKind

BATCH = 100
SHOWN = 20  # changes that a forecast shows
# A fact comes after those that it may point to.
ORDER = (FactKind.REQUEST, FactKind.TRANSFER, FactKind.SANCTION, FactKind.RESPONSE, FactKind.CONDITION)
GATES = {"attached_to": ORDER[:4], "to": ORDER[:1]}
NAMELESS = "~"  # how the name begins that a row without one gets

Item = TypeVar("Item")
Batch = Callable[[], AbstractContextManager[Connection]]
Place = tuple[str, str]  # sheet and row


@dataclass(frozen=True)
class Stored:
    """A row that is on record: its fact, and the article that it stands on."""

    key: str
    kind: FactKind
    article_id: str


@dataclass
class Sheets:
    """What is known of the sheets of one source while it is loaded.

    `unsure` are sheets of which a row without a name was refused, so that it cannot be told which fact is its own.
    """

    written: str
    sheet: str | None
    coder: str | None
    stored: dict[Place, Stored] = field(default_factory=dict)
    refused: set[Place] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    def name_of(self, row: Row) -> str:
        """The name of a row's sheet. Raises UnfitError."""
        name = row.cells.get("sheet") or self.sheet or (self.written if self.written != STDIN else None)
        if name is None:
            raise UnfitError("column sheet: is empty: what comes from standard input must name it, or give --sheet")
        return check_length("sheet", name)


def check_length(column: str, name: str) -> str:
    if not fits(name, LONGEST_KEY):
        raise UnfitError(f"column {column}: is longer than {LONGEST_KEY} bytes: `{name[:40]}…`")
    return name


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    """Loads a sheet. Raises SourceError if it is none; what earlier batches stored stays."""
    load_rows(job.reference, run, file, options, lambda: run.batch(job.engine))


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    """What a load would store, by storing it and taking it back."""
    with rehearsal(job.engine, "codings", file.written) as (connection, run):
        changes = load_rows(job.reference, run, file, options, lambda: nullcontext(connection))
    return Forecast(run.counts, changes, run.rejects)


def load_rows(reference: Reference, run: Run, file: Fetched, options: Options, batch: Batch) -> list[str]:
    """Stores the rows of a sheet and withdraws what it has no more; a line for each of the first changes."""
    sheets = Sheets(file.written, options.get("sheet"), options.get("coder"))
    rows, rejects, whole = read(run, file)
    changes: list[str] = []
    for refused in portions(rejects):
        with batch() as connection:
            for reject in refused:
                run.reject(connection, reject)
    for some in portions(rows):
        with batch() as connection:
            shelf = Shelf(connection, run, file, now().date())
            changed: set[str] = set()
            for row in some:
                try:
                    told = keep_row(connection, reference, run, sheets, shelf, row)
                except UnfitError as error:
                    refuse(connection, run, sheets, row, str(error))
                    continue
                if told is not None:
                    changed.add(told.evidence["article_id"])
                    changes.append(f"{told.kind} {row.locator}: {row.cells['quote'][:80]}")
            for article in sorted(changed):
                settle(connection, reference, article)
    if whole:
        with batch() as connection:
            changes += close(connection, reference, run, sheets)
    return changes[:SHOWN]


def read(run: Run, file: Fetched) -> tuple[list[Row], list[Reject], bool]:
    """The rows in the order in which they can be stored, what cannot be taken, and whether that is nothing: a row that
    cannot be read at all may be any of those on record.

    Raises SourceError.
    """
    rows: list[Row] = []
    rejects: list[Reject] = []
    try:
        for item in read_sheet(file.path, file.written):
            run.counts.met += 1
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                rows.append(item)
    except UnreadableError as error:
        raise SourceError(f"{file.written} {error}") from error
    ranks = {str(kind): rank for rank, kind in enumerate(ORDER)}
    return sorted(rows, key=lambda row: ranks.get(row.cells.get("kind", "").lower(), 0)), rejects, not rejects


def portions(items: list[Item]) -> Iterator[list[Item]]:
    for at in range(0, len(items), BATCH):
        yield items[at : at + BATCH]


def keep_row(
    connection: Connection, reference: Reference, run: Run, sheets: Sheets, shelf: Shelf, row: Row
) -> Told | None:
    """Stores what a row tells; None if that is on record. Raises UnfitError with all that is wrong with it."""
    sheet = sheets.name_of(row)
    sheets.names.add(sheet)
    kind = kind_of(row)
    faults: list[str] = []
    article: Any = None
    try:
        article = shelf.of(row)
    except UnfitError as error:
        faults.append(str(error))
    named = row.cells.get("row")
    if named is not None and (sheet, check_length("row", named)) in {*sheets.stored, *sheets.refused}:
        faults.append(f"column row: `{named}` is the name of an earlier row")
    try:
        told = Reading(connection, reference, row, article, kind).told(row.cells.get("coder") or sheets.coder)
    except UnfitError as error:
        raise UnfitError("; ".join([*faults, str(error)])) from error
    if faults:
        raise UnfitError("; ".join(faults))
    name = named or nameless(sheets, sheet, kind, row, article.id)
    points_to = {column: pointed(sheets, sheet, column, to, article.id) for column, to in told.points_to.items()}
    key = key_of(sheet, kind, name)
    changed = keep(connection, run, key, told, points_to)
    sheets.stored[sheet, name] = Stored(key, kind, article.id)
    return told if changed else None


def kind_of(row: Row) -> FactKind:
    written = row.cells.get("kind", "").lower()
    if written not in list(FactKind):
        what = f"`{written[:60]}` is no kind of fact" if written else "is empty"
        hint = did_you_mean(written[:60], list(FactKind)) or f" One of {', '.join(FactKind)}."
        raise UnfitError(f"column kind: {what}.{hint}")
    return FactKind(written)


def nameless(sheets: Sheets, sheet: str, kind: FactKind, row: Row, article_id: str) -> str:
    """The name of a row that gives none: its article and quote, counted where it is one of several."""
    words = " ".join(row.cells["quote"].split())
    bare = NAMELESS + short_hash(kind, article_id, words, row.cells.get("occurrence", ""))
    name, number = bare, 1
    while (sheet, name) in sheets.stored:
        number += 1
        name = f"{bare}#{number}"
    return name


def pointed(sheets: Sheets, sheet: str, column: str, to: str, article_id: str) -> str:
    """The fact of the row that a row points to. Raises UnfitError."""
    found = sheets.stored.get((sheet, to))
    if found is None:
        if (sheet, to) in sheets.refused:
            raise UnfitError(f"column {column}: the row `{to[:60]}` could not be taken")
        known = [row for of, row in sheets.stored if of == sheet and not row.startswith(NAMELESS)]
        raise UnfitError(f"column {column}: no row of the sheet is named `{to[:60]}`.{did_you_mean(to[:60], known)}")
    if found.kind not in GATES[column]:
        raise UnfitError(f"column {column}: the row `{to}` is a {found.kind}, not a {' or '.join(GATES[column])}")
    if found.article_id != article_id:
        raise UnfitError(f"column {column}: the row `{to}` is of another article")
    return id_of(found.key)


def refuse(connection: Connection, run: Run, sheets: Sheets, row: Row, reason: str) -> None:
    """Keeps a row that cannot be taken; what is on record under its name stays."""
    named = row.cells.get("row")
    sheet = row.cells.get("sheet") or sheets.sheet or sheets.written
    if named is None:
        sheets.unsure.add(sheet)
    elif (sheet, named) not in sheets.stored:
        sheets.refused.add((sheet, named))
    run.reject(connection, Reject(row.locator, reason, row.raw))


def close(connection: Connection, reference: Reference, run: Run, sheets: Sheets) -> list[str]:
    """Withdraws the facts whose rows are gone from their sheet; a line for each."""
    lines: list[str] = []
    kept = {stored.key for stored in sheets.stored.values()}
    for sheet in sorted(sheets.names):
        refused = {key_of(sheet, kind, row) for of, row in sheets.refused if of == sheet for kind in FactKind}
        gone = {
            key: told
            for key, told in standing(connection, sheet).items()
            if key not in kept | refused and not (sheet in sheets.unsure and f":{NAMELESS}" in key)
        }
        for article in sorted(withdraw(connection, run, gone.values(), sheet)):
            settle(connection, reference, article)
        lines += [f"withdrawn: {key}" for key in gone]
    return lines
