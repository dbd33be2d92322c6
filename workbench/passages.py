"""The sentences behind rows, each in the paragraph of the article that it stands in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot
from workbench.runner import run

WIDE = 1500  # characters around a quote after which a paragraph is cut at its line breaks
SQL = """
    select quotes.*, article.text
    from quotes
    left join article on article.id = quotes.article_id
    where list_contains($ids, quotes.evidence_id)
       or list_contains($ids, quotes.record_id)
       or quotes.fact_id in (
           select account.fact_id from account where list_contains($ids, account.account_id)
       )
    order by quotes.stance desc, quotes.published_on, quotes.article_id, quotes.record_id, quotes.start_char
"""


@dataclass(frozen=True)
class Passage:
    """A piece of evidence, a row of the view `quotes`: its words, with what stands before and after them.

    Of a record of a data set there is nothing before and after.
    """

    quote: Mapping[str, Any]
    before: str
    said: str
    after: str

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids that lead here: of the evidence, the record, the account and the fact."""
        told = (self.quote[name] for name in ("evidence_id", "record_id", "account_id", "fact_id"))
        return tuple(str(one) for one in told if one is not None)


def passages(folder: Path, ids: Collection[str], snapshot: Snapshot | None = None) -> list[Passage]:
    """The evidence of ids of evidence, of records of data sets and of facts; nothing for an id that is not there.

    The id of an account that was led together with others means all evidence of the fact that they tell.
    """
    if not ids:
        return []
    return [passage(row) for row in run(folder, SQL, {"ids": list(ids)}, snapshot=snapshot).records()]


def passage(row: Mapping[str, Any]) -> Passage:
    """The passage of a row of `quotes` with the text of its article."""
    quote = {name: value for name, value in row.items() if name != "text"}
    text = row["text"]
    if text is None:
        return Passage(quote, "", row["quote"] or "", "")
    start, end = int(row["start_char"]), int(row["end_char"])
    first, last = paragraph(text, start, end)
    return Passage(quote, text[first:start].lstrip(), text[start:end], text[end:last].rstrip())


def paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the paragraph around some characters begins and ends: at blank lines, of long ones at line breaks."""
    first, last = around(text, start, end, "\n\n")
    return (first, last) if last - first <= WIDE else around(text, start, end, "\n")


def around(text: str, start: int, end: int, between: str) -> tuple[int, int]:
    before, after = text.rfind(between, 0, start), text.find(between, end)
    return (0 if before < 0 else before + len(between)), (len(text) if after < 0 else after)
