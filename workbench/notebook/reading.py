"""Sentences to be read, each highlighted in its paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.notebook.pages import reading_page
from workbench.passages import Passage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Reading:
    """Pieces of evidence, in the order of the rows they stand behind; `df` is a data frame of them."""

    passages: list[Passage]

    @property
    def df(self) -> pd.DataFrame:
        """The view `quotes` as a data frame, the paragraph beside each quote."""
        import pandas as pd

        rows = [{**one.quote, "paragraph": one.before + one.said + one.after} for one in self.passages]
        told = pd.DataFrame(rows)
        return told.assign(published_on=told.published_on.astype("datetime64[us]")) if rows else told

    def __len__(self) -> int:
        return len(self.passages)

    def __iter__(self) -> Iterator[Passage]:
        return iter(self.passages)

    def _repr_html_(self) -> str:
        return reading_page(self.passages)

    def __repr__(self) -> str:
        return "\n\n".join(map(written, self.passages)) or "no evidence"


def written(passage: Passage) -> str:
    """A passage as plain text, the quote between » and «."""
    quote = passage.quote
    who = quote["attribution"] + (f": {quote['speaker']}" if quote["speaker"] else "")
    title = quote["title"] or quote["locator"] or "(no headline)"
    told = f"{title}\n{quote['source']}, {quote['published_on'] or 'no date'} · {quote['kind']} · {who}"
    return f"{told} · {quote['stance']} · {quote['evidence_id']}\n{passage.before}»{passage.said}«{passage.after}"
