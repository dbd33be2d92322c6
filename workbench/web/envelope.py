"""What a program gets for an address: rows or one thing, with its snapshot, its columns and where to go on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.types as kinds
from starlette.requests import Request

from schema.errors import QueryError, SqnError
from workbench.runner import Result
from workbench.web.state import Asked, asked

KINDS: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("boolean", bool),  # which Python takes for a whole number too
    ("integer", int),
    ("number", (float, Decimal)),
    ("moment", dt.datetime),  # likewise a day
    ("date", dt.date),
    ("list", (list, tuple)),
    ("object", dict),
)


@dataclass(frozen=True)
class Paged:
    """Which page of how many rows is told, and the word of the address that counts pages."""

    page: int
    per: int
    total: int
    word: str = "_page"

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per))


def enveloped(request: Request, content: Any, paged: Paged | None = None, notice: str | None = None) -> dict[str, Any]:
    """Rows (of a Result or of records) under `rows` with their `columns`; of one thing what it has.

    Raises QueryError for a snapshot that is not kept.
    """
    about = about_of(request)
    head: dict[str, Any] = {
        "snapshot": about.snapshot.id if about else None,
        "as_of": about.snapshot.as_of if about else None,
        "recorded_as_of": about.snapshot.recorded_as_of if about else None,
        "published_at": about.snapshot.created_at if about else None,
        "notice": content.notice if isinstance(content, Result) else notice,
        "links": links(request, about, paged),
    }
    if isinstance(content, Mapping):
        assert not set(content) & set(head), set(content) & set(head)
        return head | {str(key): value for key, value in content.items()}
    rows = content.records() if isinstance(content, Result) else list(content)
    paged = paged or Paged(1, max(1, len(rows)), len(rows))
    columns = columns_of(content) if isinstance(content, Result) else guessed(rows)
    counted = {"total": paged.total, "page": paged.page, "pages": paged.pages}
    return head | counted | {"columns": columns, "rows": rows}


def about_of(request: Request) -> Asked | None:
    """What the request asks about; None where nothing is published yet."""
    try:
        return asked(request)
    except QueryError:
        raise
    except SqnError:
        return None


def links(request: Request, about: Asked | None, paged: Paged | None) -> dict[str, str]:
    """Where this is, as a page for people, for good, and the rows before and after."""
    path, query = request.url.path, dict(request.query_params)
    told = {"self": address(path, query), "html": address(path.rpartition(".")[0], query)}
    if about:
        told["permanent"] = address(path, query | {"snapshot": about.snapshot.base})
    if paged and paged.page > 1:
        told["previous"] = address(path, query | {paged.word: str(min(paged.page - 1, paged.pages))})
    if paged and paged.page < paged.pages:
        told["next"] = address(path, query | {paged.word: str(paged.page + 1)})
    return told


def address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def columns_of(result: Result) -> list[dict[str, str]]:
    """The columns of an answer with the types that the database gives them."""
    if result.table is None:
        return guessed(result.records())
    return [
        {"name": name, "type": type_of(field.type)}
        for name, field in zip(result.columns, result.table.schema, strict=True)
    ]


def type_of(kind: pa.DataType) -> str:
    """The word for a type: text, integer, number, boolean, date, moment, list, object, or nothing."""
    if kinds.is_dictionary(kind):
        kind = kind.value_type
    for word, test in (
        ("boolean", kinds.is_boolean),
        ("integer", kinds.is_integer),
        ("number", kinds.is_floating),
        ("number", kinds.is_decimal),
        ("date", kinds.is_date),
        ("moment", kinds.is_timestamp),
        ("object", kinds.is_struct),
        ("object", kinds.is_map),
        ("list", kinds.is_list),
        ("list", kinds.is_fixed_size_list),
        ("nothing", kinds.is_null),
    ):
        if test(kind):
            return word
    return "text"


def guessed(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The columns of records with types as their values show them."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [
        {"name": str(name), "type": shown([row[name] for row in rows if row.get(name) is not None])} for name in names
    ]


def shown(values: Sequence[Any]) -> str:
    if not values:
        return "nothing"
    for word, kind in KINDS:
        if all(isinstance(value, kind) for value in values):
            return word
    numeric = all(isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values)
    return "number" if numeric else "text"
