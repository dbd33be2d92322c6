"""A cited answer asked again: the cited SQL with the cited values on the cited snapshot, and what differs."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loaders.known.deriving import snapshot_of
from loaders.known.moment import known
from loaders.snapshots import Snapshot, manifests, sha256_of
from loaders.version import code_version
from schema.errors import QueryError, SqnError
from workbench.citing import ROWS, SECONDS, Citation, rebound, rows_of
from workbench.library import library
from workbench.row_hash import Digested, row_digests
from workbench.runner import Runner, runner
from workbench.steady import unsteady
from workbench.values import rows as rows_in

SHOWN = 5


@dataclass(frozen=True)
class Checked:
    """A citation and what its SQL answers now: whether that is the same, and what differs.

    `gone` counts the cited rows that are not there now, `new` those that are there and were not cited (None for either
    where the citation holds no digests of its rows), `examples` are some of the new ones. `notes` are for the reader.
    """

    citation: Citation
    rows: int
    rows_sha256: str
    columns: tuple[str, ...]
    gone: int | None = None
    new: int | None = None
    examples: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return self.rows_sha256 == self.citation.rows_sha256


def check(folder: Path, citation: Citation) -> Checked:
    """A citation asked again. Raises SqnError if its snapshot is gone or another one, or it was changed itself."""
    if hashlib.sha256(citation.sql.encode()).hexdigest() != citation.sql_sha256:
        raise SqnError("the citation was changed: its SQL has another sha256 than it says")
    base = base_of(folder, citation)
    values = rebound(citation.parameters)
    try:
        snapshot = snapshot_of(folder, known(citation.as_of, citation.recorded_as_of), base.id)
        whole(folder, snapshot)
        answering = runner(folder)
        columns, digest = rows_of(answering, citation.sql, values, snapshot)
        checked = Checked(citation, digest.rows, digest.sha256, columns, notes=notes_on(citation))
        if checked.same:
            return checked
        return told_apart(checked, answering, values, snapshot, digest)
    except QueryError as error:
        raise SqnError(f"the cited SQL cannot be asked again on {citation.snapshot}: {error}") from error


def base_of(folder: Path, citation: Citation) -> Snapshot:
    """The cited snapshot, whole and as it was. Raises SqnError."""
    there = {one.id: one for one in manifests(folder)}
    file = folder / f"sqn-{citation.snapshot}.duckdb"
    base = there.get(citation.snapshot)
    if base is None:
        raise SqnError(
            f"the cited snapshot {citation.snapshot} is gone from {folder}: put {file.name} (sha256 "
            f"{citation.snapshot_sha256}) and {file.with_suffix('.json').name} back from an archive, and check again"
        )
    found = sha256_of(file)
    if found != citation.snapshot_sha256:
        what = "was changed after it was published" if found != base.sha256 else "is another one than was cited"
        raise SqnError(
            f"the snapshot {file} {what}: its sha256 is {found}, cited was {citation.snapshot_sha256}; "
            "nothing asked of it says anything of the cited answer"
        )
    return base


def whole(folder: Path, snapshot: Snapshot) -> None:
    """Raises SqnError if what was made of a snapshot as of a day is not as it was made."""
    if snapshot.id != snapshot.base and sha256_of(folder / snapshot.file) != snapshot.sha256:
        raise SqnError(
            f"{folder / snapshot.file} was changed after it was made: remove it and check again, "
            f"and it is made anew from {snapshot.base}"
        )


def told_apart(
    checked: Checked, answering: Runner, values: dict[str, Any], snapshot: Snapshot, digest: Digested
) -> Checked:
    """What differs, row by row, if the citation holds digests of its rows."""
    cited = Counter(checked.citation.row_digests)
    if sum(cited.values()) != checked.citation.rows:
        return checked
    if digest.rows > ROWS or checked.columns != checked.citation.columns:
        return checked
    table = answering.run(
        checked.citation.sql, values, snapshot=snapshot, limits=replace(answering.limits, seconds=SECONDS)
    ).table
    assert table is not None, "the runner hands over its table"
    found = [one[:8].hex() for one in row_digests(table)]
    new = Counter(found) - cited
    return replace(
        checked,
        gone=(cited - Counter(found)).total(),
        new=new.total(),
        examples=tuple(first(new, found, list(rows_in(table)))),
    )


def first(new: Counter[str], found: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [row for digest, row in zip(found, rows, strict=True) if digest in new][:SHOWN]


def notes_on(citation: Citation) -> tuple[str, ...]:
    """What has changed since around the answer, for who wonders about a difference."""
    notes = []
    if citation.question is not None:
        question = library().get(citation.question)
        if question is None:
            notes.append(f"there is no question {citation.question} any more; its cited SQL was asked")
        elif question.sql != citation.sql:
            notes.append(f"{citation.query_file} has other SQL now; the cited SQL was asked")
    if words := unsteady(citation.sql):
        notes.append(f"the answer hangs on {', '.join(words)}, which no snapshot holds")
    if citation.code_version != code_version():
        notes.append(f"cited with code version {citation.code_version}, checked with {code_version()}")
    return tuple(notes)
