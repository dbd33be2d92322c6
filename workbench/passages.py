"""The sentences behind rows, each in the paragraph of the article that it stands in."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot, current
from workbench.runner import Result, run

WIDE = 1500  # characters around a quote after which a paragraph is cut at its line breaks
LAST = "\N{REPLACEMENT CHARACTER}"  # after every id
MOST_NAMED = 500  # values that one statement names
LED = "select distinct fact_id from account where account_id in ({ids})"
BEHIND = """
    select evidence_id from quotes where evidence_id in ({ids})
    union
    select evidence_id from quotes where record_id in ({ids})
    union
    select evidence_id from quotes where fact_id in ({ids})
"""
QUOTES = "select quotes.* from quotes where quotes.evidence_id in ({ids})"
STANDING = "select distinct article_id from quotes where evidence_id in ({ids})"
TEXTS = "select id, text from article where id in ({ids})"

# Where in the text of an article the sentences begin and end that each piece of evidence of it stands in.
SPANS = """
    select quotes.evidence_id, quotes.article_id, quotes.start_char, quotes.end_char,
        min(sentence.start_char) as first_char, max(sentence.end_char) as last_char
    from quotes
    join sentence on sentence.article_id = quotes.article_id
     and sentence.start_char < quotes.end_char
     and sentence.end_char > quotes.start_char
    where quotes.evidence_id in ({ids})
    group by all
"""


Asks = Callable[[str, Mapping[str, Any]], Result]  # answers a SELECT with values


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
    return [passage(row) for row in quotes_behind(folder, ids, snapshot)]


def quotes_behind(folder: Path, ids: Collection[str], snapshot: Snapshot | None = None) -> list[dict[str, Any]]:
    """The rows of `quotes` that `passages` shows, each with its article's `text`."""
    about = snapshot or current(folder)

    def asks(sql: str, values: Mapping[str, Any]) -> Result:
        return run(folder, sql, values, snapshot=about)

    quotes = [row for result in by_ids(asks, QUOTES, evidence_behind(asks, ids)) for row in result.records()]
    quotes.sort(key=place)
    quotes.sort(key=lambda quote: quote["stance"], reverse=True)  # what supports it first
    articles = {quote["article_id"] for quote in quotes} - {None}
    texts = {key: text for result in by_ids(asks, TEXTS, articles) for key, text in result.rows}
    return [{**quote, "text": texts.get(quote["article_id"])} for quote in quotes]


def place(quote: Mapping[str, Any]) -> tuple[dt.date, str, str, int]:
    """What quotes are ordered by: day, article, record, and where in the text."""
    day, start = quote["published_on"], quote["start_char"]
    return day or dt.date.max, quote["article_id"] or LAST, quote["record_id"] or LAST, -1 if start is None else start


def evidence_behind(asks: Asks, ids: Collection[str]) -> list[str]:
    """The pieces of evidence that ids mean: their own, those of records, of facts, of the facts that accounts tell."""
    led = {fact for result in by_ids(asks, LED, ids) for (fact,) in result.rows}
    return sorted({piece for result in by_ids(asks, BEHIND, {*ids, *led}) for (piece,) in result.rows})


def by_ids(asks: Asks, sql: str, ids: Collection[str]) -> Iterator[Result]:
    """The answers to a SELECT with `{ids}` in it, for as many ids at a time as a statement may name."""
    listed = sorted(set(ids))
    for first in range(0, len(listed), MOST_NAMED):
        yield asks(*naming(sql, listed[first : first + MOST_NAMED]))


def naming(sql: str, ids: Sequence[str] | Sequence[int]) -> tuple[str, dict[str, Any]]:
    """A SELECT with `{ids}` in it and its values; those that are named let DuckDB read few rows of however many."""
    named = {f"id{at}": one for at, one in enumerate(ids)}
    return sql.format(ids=", ".join(f"${name}" for name in named)), named


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


def sentences(asks: Asks, ids: Collection[str]) -> dict[str, tuple[str, str, str]]:
    """The sentence of each piece of evidence that stands in an article: what is before its words, they, what is after.

    Nothing for other ids.
    """
    standing = [one for result in by_ids(asks, STANDING, ids) for (one,) in result.rows if one]
    texts = {key: text for result in by_ids(asks, TEXTS, standing) for key, text in result.rows}
    found = {}
    for piece, article, start, end, first, last in (row for one in by_ids(asks, SPANS, ids) for row in one.rows):
        text, first, last = texts[article], min(first, start), max(last, end)
        found[piece] = flat(text[first:start]), flat(text[start:end]), flat(text[end:last])
    return found


def flat(text: str) -> str:
    """A stretch of text on one line."""
    return re.sub(r"\s+", " ", text)
