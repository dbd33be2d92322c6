"""Citations: what an answer was asked with and of, and a hash of its rows, so that anybody can ask it again.

Citing an answer keeps its snapshot: one that was cited is never retired.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot, chosen, current, keep, mark_of
from loaders.version import code_version, version_of
from schema.errors import QueryError
from schema.settings import QUERIES
from workbench.asking import bound
from workbench.library import Question, check_columns, find
from workbench.row_hash import Digested, digested
from workbench.runner import Result, Runner, distinct, runner

FORMAT = "sqn-citation-1"
SECONDS = 900
ROWS = 2_000  # up to so many, a citation holds a digest of each row, so that a check can say which ones differ


@dataclass(frozen=True)
class Asked:
    """A parameter of a cited answer: as it was asked (None: left to its default) and as it was bound, with its type."""

    name: str
    asked: str | None
    bound: str | None
    type: str


@dataclass(frozen=True)
class Citation:
    """An answer as it can be cited and asked again.

    `question` is the name of a saved question, None where it was SQL of somebody's own; `query_version` the commit that
    changed its file last, None outside git, `query_modified` whether the file differed from it. `snapshot` and
    `snapshot_sha256` are those of the snapshot that lies in the folder; `as_of` and `recorded_as_of` bound what was
    shown of it, and `undated` counts the articles that had to be left out for it. `rows_sha256` is the hash of all
    rows (docs/citing.md), `row_digests` the first eight bytes of each row's, none for very many rows. `snapshot_kept`
    is whether the snapshot is marked as never to be retired.
    """

    question: str | None
    title: str | None
    sql: str
    sql_sha256: str
    query_file: str | None
    query_version: str | None
    query_modified: bool
    code_version: str
    parameters: tuple[Asked, ...]
    snapshot: str
    snapshot_sha256: str
    published_at: str
    newest_article: str | None
    as_of: str | None
    recorded_as_of: str | None
    undated: int
    columns: tuple[str, ...]
    rows: int
    rows_sha256: str
    asked_at: str
    row_digests: tuple[str, ...] = field(default=(), repr=False)
    snapshot_kept: bool = True
    format: str = FORMAT

    @property
    def id(self) -> str:
        """A short name of what was asked and answered: the same whenever the same is."""
        told = [self.sql_sha256, self.snapshot_sha256, self.as_of, self.recorded_as_of, self.rows_sha256]
        told += [f"{one.name}={one.bound}" for one in self.parameters]
        return hashlib.sha256("\n".join(str(one) for one in told).encode()).hexdigest()[:10]


def cite(
    folder: Path,
    name: str,
    given: Mapping[str, str | None],
    *,
    snapshot: Snapshot | None = None,
    result: Result | None = None,
    mark: bool = True,
) -> Citation:
    """The citation of the answer to a saved question on a snapshot of a folder, by default the current one.

    Where the answer is at hand, `result` saves asking again, unless it was cut. `mark` is whether the snapshot is
    marked as never to be retired: for who only shows what a citation would say, it is not. Raises QueryError as `ask`.
    """
    question, answering = find(name), runner(folder)
    asked = result.snapshot if result else snapshot or current(folder)
    values = bound(answering, asked, question, given)
    return cited(answering, question.sql, values, asked, question=question, given=given, result=result, mark=mark)


def cite_sql(
    folder: Path,
    sql: str,
    values: Mapping[str, Any] | None = None,
    *,
    snapshot: Snapshot | None = None,
    result: Result | None = None,
    mark: bool = True,
) -> Citation:
    """The citation of the answer to one SELECT; `result` and `mark` as for `cite`. Raises QueryError as `run` does."""
    asked = result.snapshot if result else snapshot or current(folder)
    return cited(runner(folder), sql, values or {}, asked, result=result, mark=mark)


def cited(
    answering: Runner,
    sql: str,
    values: Mapping[str, Any],
    snapshot: Snapshot,
    *,
    question: Question | None = None,
    given: Mapping[str, str | None] | None = None,
    result: Result | None = None,
    mark: bool = True,
) -> Citation:
    """The citation of an answer; with `mark` its snapshot is kept from now on. Raises QueryError."""
    at = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    base = chosen(answering.folder, snapshot.base)
    told = tuple(parameter(name, value, (given or {}).get(name)) for name, value in sorted(values.items()))
    columns, digest = rows_of(answering, sql, values, snapshot, result)
    if question is not None:
        check_columns(question, columns)
    commit, modified = version_of(question.path) if question else (None, False)
    kept = kept_from_now(answering.folder, base.id, at) if mark else mark_of(answering.folder, base.id) is not None
    return Citation(
        question=question.name if question else None,
        title=question.title if question else None,
        sql=sql,
        sql_sha256=hashlib.sha256(sql.encode()).hexdigest(),
        query_file=str(question.path.relative_to(QUERIES.parent)) if question else None,
        query_version=commit,
        query_modified=modified,
        code_version=code_version(),
        parameters=told,
        snapshot=base.id,
        snapshot_sha256=base.sha256,
        published_at=base.created_at,
        newest_article=snapshot.newest_article,
        as_of=snapshot.as_of,
        recorded_as_of=snapshot.recorded_as_of,
        undated=snapshot.undated,
        columns=columns,
        rows=digest.rows,
        rows_sha256=digest.sha256,
        asked_at=at,
        row_digests=digest.of_rows(ROWS),
        snapshot_kept=kept,
    )


def kept_from_now(folder: Path, snapshot: str, at: str) -> bool:
    """Marks a snapshot as cited; false where the folder may not be written. Raises SqnError if it is gone meanwhile."""
    try:
        keep(folder, snapshot, at=at, cited=True)
    except OSError:  # who may only read cites all the same
        return False
    return True


def rows_of(
    answering: Runner, sql: str, values: Mapping[str, Any], snapshot: Snapshot, result: Result | None = None
) -> tuple[tuple[str, ...], Digested]:
    """The columns of an answer and the hash of all its rows, however many; it is asked again unless it is at hand."""
    if result is not None and result.table is not None and result.notice is None:
        return result.columns, digested(result.columns, [result.table])
    limits = replace(answering.limits, rows=None, size=None, seconds=SECONDS)
    with answering.stream(sql, values, snapshot, limits) as (reader, _):
        columns = distinct(reader.schema.names)
        return columns, digested(columns, reader)


def parameter(name: str, value: Any, asked: str | None) -> Asked:
    """A bound value with its type, so that it can be bound again. Raises QueryError for one that JSON cannot carry."""
    for kind, word in TYPES.items():
        if type(value) is kind:
            return Asked(name, asked, None if value is None else WRITE.get(kind, str)(value), word)
    raise QueryError(f"${name} is a {type(value).__name__}: an answer is cited with words, numbers and days")


def rebound(parameters: tuple[Asked, ...]) -> dict[str, Any]:
    """The values of a cited answer, to be bound again. Raises QueryError for what is none."""
    values = {}
    for one in parameters:
        try:
            values[one.name] = None if one.bound is None else READ[one.type](one.bound)
        except (KeyError, ValueError, ArithmeticError) as error:
            raise QueryError(f"the citation's ${one.name} is {one.bound!r}, which is no {one.type}") from error
    return values


TYPES: dict[type, str] = {
    type(None): "nothing",
    bool: "boolean",
    int: "integer",
    float: "number",
    Decimal: "decimal",
    str: "text",
    dt.datetime: "moment",
    dt.date: "date",
}
WRITE: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    float: repr,
    dt.datetime: dt.datetime.isoformat,
}
READ: dict[str, Callable[[str], Any]] = {
    "nothing": lambda _: None,
    "boolean": lambda written: {"true": True, "false": False}[written],
    "integer": int,
    "number": float,
    "decimal": Decimal,
    "text": str,
    "moment": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
}
