"""The answer to a question as a notebook holds it: a data frame, a chart, the sentences behind its rows, a citation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import pyarrow as pa
from rich.console import Console

from schema.errors import QueryError, did_you_mean
from schema.vocabulary import FactKind
from workbench.heading import Chart, chart
from workbench.library import Question
from workbench.notebook.pages import answer_page
from workbench.notebook.reading import Reading
from workbench.output import citation, rendered
from workbench.passages import Passage, passages
from workbench.runner import Result

if TYPE_CHECKING:
    import pandas as pd

    from workbench.charts.theme import Theme
    from workbench.notebook.picture import Picture
    from workbench.notebook.reference import Reference

# columns that lead to sentences, the surest first
IDS = ("evidence_id", "record_id", "fact_id", *(f"{kind}_id" for kind in FactKind))
SHOWN, PRINTED = 50, 20  # rows in a table of a page, and of a terminal


@dataclass(frozen=True)
class Answer:
    """The answer to a question or a statement.

    `df` is the data frame, `chart` the drawing, `evidence(row)` the sentences, `cite()` what to write under it;
    `result` has the rows as Python values, with the snapshot they come from.
    """

    result: Result
    folder: Path | None = None
    question: Question | None = None
    sql: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    drawn_as: Chart | None = None
    called: str = ""
    theme: Theme = "light"

    @cached_property
    def df(self) -> pd.DataFrame:
        """The rows as a pandas data frame: dates are datetime64, whole numbers Int64, lists stay lists."""
        from workbench.notebook.frames import frame

        return frame(self.result)

    @property
    def title(self) -> str:
        return self.question.title if self.question else self.called

    @cached_property
    def chart(self) -> Picture | None:
        """The chart that the question asks for, or the statement was given; None where there is nothing to draw."""
        return None if self.drawn_as is None else self.drawing(self.drawn_as)

    def draw(self, written: str, title: str | None = None) -> Picture | None:
        """The rows drawn another way: `bars x=requester y=requests`. Raises QueryError for a chart they cannot be."""
        return self.drawing(chart("chart", written), title)

    def drawing(self, wanted: Chart, title: str | None = None) -> Picture | None:
        from workbench.charts import drawn
        from workbench.notebook.picture import picture

        called = self.title if title is None else title
        return picture(drawn(wanted, self.result, called, theme=self.theme, evidence=self.led_by))

    @property
    def led_by(self) -> str | None:
        """The column that leads to the sentences behind each row."""
        told = self.question.evidence if self.question else None
        return told or next((name for name in IDS if name in self.result.columns), None)

    def evidence(self, row: int | None = None) -> Reading:
        """The sentences behind all rows, or behind one counted from 0, each in its paragraph. Raises QueryError."""
        return Reading(self.passages(None if row is None else [row]))

    def passages(self, rows: list[int] | None = None) -> list[Passage]:
        """The passages behind some rows, by default all. Raises QueryError where nothing leads to them."""
        if self.led_by is None or self.folder is None:
            names = ", ".join(self.result.columns)
            raise QueryError(f"no column leads to sentences: select evidence_id or fact_id too. There are: {names}")
        for row in rows or ():
            if not -len(self) <= row < len(self):
                raise QueryError(f"there is no row {row}: the answer has {len(self)}, counted from 0")
        at = self.result.columns.index(self.led_by)
        chosen = self.result.rows if rows is None else [self.result.rows[row] for row in rows]
        ids = list(dict.fromkeys(one for row in chosen for one in ids_in(row[at])))
        place = {one: number for number, one in enumerate(ids)}
        found = passages(self.folder, ids, self.result.snapshot)
        return sorted(found, key=lambda passage: min((place[one] for one in passage.ids if one in place), default=0))

    def cite(self) -> Reference:
        """What to write under the answer so that anybody can ask it again; its snapshot is kept from now on."""
        from workbench.citing import cite, cite_sql
        from workbench.notebook.reference import Reference

        assert self.folder is not None, "an answer of a folder of snapshots"
        if self.question is None:
            return Reference(cite_sql(self.folder, self.sql, self.given, result=self.result))
        return Reference(cite(self.folder, self.question.name, self.given, result=self.result))

    def __len__(self) -> int:
        return len(self.result.rows)

    @overload
    def __getitem__(self, wanted: slice) -> Answer: ...

    @overload
    def __getitem__(self, wanted: str) -> pd.Series[Any]: ...

    def __getitem__(self, wanted: str | slice) -> pd.Series[Any] | Answer:
        """Some of the rows, `answer[:3]`, or a column of `df`. Raises QueryError with the nearest names of columns."""
        if isinstance(wanted, slice):
            return replace(self, result=some_of(self.result, wanted))
        names, column = self.result.columns, wanted
        if column not in names:
            raise QueryError(f"no column {column!r}.{did_you_mean(str(column), names)} There are: {', '.join(names)}")
        return self.df[column]

    def _ipython_display_(self) -> None:
        """The chart, where there is one, and the table below it: an output of a notebook shows one thing alone."""
        from IPython.display import display

        if self.chart is not None:
            display(self.chart)  # type: ignore[no-untyped-call]
        display({"text/html": self._repr_html_(), "text/plain": repr(self)}, raw=True)  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return answer_page(self, SHOWN)

    def __repr__(self) -> str:
        first = Result(self.result.columns, self.result.rows[:PRINTED], self.result.snapshot)
        more = f"… {len(self) - PRINTED:,} more rows\n" if len(self) > PRINTED else ""
        notice = f"{self.result.notice}\n" if self.result.notice else ""
        console = Console(force_jupyter=False)  # which would write to the cell itself
        return f"{rendered(first, 'table', console)}{more}{notice}{len(self):,} rows · {freshness(self.result)}"


def some_of(result: Result, wanted: slice) -> Result:
    """A result with some of its rows."""
    places = list(range(len(result.rows)))[wanted]
    table = None if result.table is None else result.table.take(pa.array(places, pa.int64()))
    return replace(result, rows=tuple(result.rows[place] for place in places), table=table)


def ids_in(value: Any) -> list[str]:
    """The ids that a cell holds: one, several or none."""
    if isinstance(value, list):
        return [str(one) for one in value if one is not None]
    return [] if value is None else [str(value)]


def freshness(result: Result) -> str:
    """What an answer stands on: the snapshot, its days, and the newest article in it."""
    snapshot = result.snapshot
    told = citation(snapshot) or f"snapshot {snapshot.id}"
    return f"{told} · newest article {snapshot.newest_article or 'unknown'}"
