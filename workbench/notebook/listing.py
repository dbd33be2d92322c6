"""Short lists to look things up in: questions, tables, columns, what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.notebook.pages import listing_page
from workbench.output import cell

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Listing:
    """Rows of words, shown under a heading for each value of the column `by`; `df` is a data frame of them."""

    rows: Sequence[Mapping[str, Any]]
    by: str | None
    note: str

    @property
    def df(self) -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(list(self.rows))

    def __len__(self) -> int:
        return len(self.rows)

    def grouped(self) -> dict[str, list[dict[str, str]]]:
        """The rows as words under their headings, without the column that they are grouped by."""
        groups: dict[str, list[dict[str, str]]] = {}
        for row in self.rows:
            told = {name: cell(value) for name, value in row.items() if name != self.by}
            groups.setdefault(str(row[self.by]) if self.by else "", []).append(told)
        return groups

    def _repr_html_(self) -> str:
        columns = [name for name in (self.rows[0] if self.rows else ()) if name != self.by]
        return listing_page(self.grouped(), columns, self.note)

    def __repr__(self) -> str:
        lines = []
        for group, rows in self.grouped().items():
            width = max(len(next(iter(row.values()))) for row in rows)
            lines += [group] if group else []
            lines += ["  ".join([first.ljust(width), *rest]) for first, *rest in (row.values() for row in rows)]
        return "\n".join([*lines, self.note])
