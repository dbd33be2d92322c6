"""Answers, passages and lists as HTML for cells: colours of whatever is around them, all that is told escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from workbench.following import followed
from workbench.output import cell
from workbench.passages import Passage

if TYPE_CHECKING:
    from workbench.notebook.answer import Answer

LONG, WIDE, SHORT = 90, 36, 24  # characters after which a cell is clamped and a column wide; up to which none wraps
# columns folded into others that are shown: the headline leads to the article, the quote opens its paragraph
FOLDED = {"article_id": "title", "url": "title", "evidence_id": "quote"}


@dataclass(frozen=True)
class Cell:
    """A cell as it is shown: its words, or the words of a list; where it leads; the passages that it opens."""

    words: str
    kind: str = "text"
    items: Sequence[str] = ()
    leads: str | None = None
    opens: Sequence[Passage] = ()


@cache
def template(name: str) -> Template:
    pages = Environment(
        loader=PackageLoader("workbench.notebook", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals["style"] = Markup(pages.get_template("style.css").render())  # noqa: S704 - a file of ours
    pages.filters["address"] = followed
    return pages.get_template(name)


def answer_page(answer: Answer, shown: int) -> str:
    """The table of an answer's first rows, and below it what it stands on and what is not shown."""
    from workbench.notebook.answer import freshness, ids_in

    result, rows = answer.result, answer.result.rows[:shown]
    led_by = answer.led_by if answer.folder else None
    read: dict[str, list[Passage]] = {}
    if led_by and rows:
        for passage in answer.passages(list(range(len(rows)))):
            for one in passage.ids:
                read.setdefault(one, []).append(passage)
    empty = [name for at, name in enumerate(result.columns) if rows and all(row[at] in (None, []) for row in rows)]
    opening = next((name for name in ("quote", led_by) if name in result.columns and name not in empty), None)
    hidden = {name for name, into in FOLDED.items() if name in result.columns and into in result.columns} - {opening}
    names = [name for name in result.columns if name not in empty and name not in hidden]
    table = []
    for row in rows:
        told = dict(zip(result.columns, row, strict=True))
        behind = [passage for one in ids_in(told[led_by]) for passage in read.get(one, ())] if led_by else []
        table.append([shown_cell(name, told, behind, opening) for name in names])
    return template("answer.html").render(
        title=answer.title,
        heading=None if answer.chart else answer.title,  # a chart above has it
        names=names,
        kinds=[kind_of([row[at] for row in table]) for at in range(len(names))],
        rows=table,
        total=len(result.rows),
        notice=result.notice,
        empty=empty,
        hidden=sorted(hidden - set(empty)),
        freshness=freshness(result),
    )


def kind_of(column: Sequence[Cell]) -> str:
    """How a column is set: as its cells are, wide where one of them holds many words."""
    kind = next((one.kind for one in column if one.words), "text")
    wide = any(one.opens or (kind == "text" and len(one.words) > WIDE) or one.kind == "long" for one in column)
    if kind == "text" and not wide and all(len(one.words) <= SHORT for one in column):
        return "short"
    return "wide" if wide else kind


def shown_cell(name: str, row: Mapping[str, Any], behind: Sequence[Passage], opening: str | None) -> Cell:
    """A cell of an answer; `behind` are the passages behind its row, which the column `opening` opens."""
    value = row[name]
    words = cell(value)
    if name == opening and behind:
        return Cell(words, opens=behind)
    if name == "title":
        known = row.get("url") or next(
            (passage.quote["url"] for passage in behind if passage.quote["title"] == value), None
        )
        return Cell(words, leads=followed(known))
    if isinstance(value, list):
        return Cell(words, "list", [cell(one) for one in value])
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, int | float) or type(value).__name__ == "Decimal":
        return Cell(f"{value:,}" if isinstance(value, int) and not name.endswith(("year", "_in")) else words, "number")
    if isinstance(value, dt.date):
        return Cell(words, "day")
    if name.endswith("_id"):
        return Cell(words, "id")
    return Cell(words, "long" if len(words) > LONG else "text", leads=followed(words))


def reading_page(passages: Sequence[Passage]) -> str:
    """Passages below one another, each quote highlighted."""
    return template("reading.html").render(passages=passages)


def listing_page(groups: Mapping[str, Sequence[Mapping[str, Any]]], columns: Sequence[str], note: str) -> str:
    """A list under headings, a table each."""
    return template("listing.html").render(groups=groups, columns=columns, note=note)


def cited_page(line: str, text: str) -> str:
    """A citation in one line, which opens to all that is needed to ask the same again."""
    return template("cited.html").render(line=line, text=text)
