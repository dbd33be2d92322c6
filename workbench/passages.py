"""The sentences behind rows, each in the paragraph of the article that it stands in."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders.snapshots import Snapshot
from workbench.runner import Result, run

WIDE = 1500  # characters around a quote after which a paragraph is cut at its line breaks
MOST_NAMED = 500  # articles whose texts one statement asks for
# Pieces of evidence, records and facts have ids of their own; an account's leads to its fact.
LED = """
    with given as (
        select unnest($ids) as id
    ),
    led as (
        select id from given
        union
        select account.fact_id from account join given on given.id = account.account_id
    )
"""
BEHIND = """
    quotes.evidence_id in (select id from led)
    or quotes.record_id in (select id from led)
    or quotes.fact_id in (select id from led)
"""
QUOTES = f"""
    {LED}
    select quotes.*
    from quotes
    where {BEHIND}
    order by quotes.stance desc, quotes.published_on, quotes.article_id, quotes.record_id, quotes.start_char
"""

# Where in the text of an article the sentences begin and end that each piece of evidence of it stands in.
SPANS = """
    select quotes.evidence_id, quotes.article_id, quotes.start_char, quotes.end_char,
        min(sentence.start_char) as first_char, max(sentence.end_char) as last_char
    from quotes
    join sentence on sentence.article_id = quotes.article_id
     and sentence.start_char < quotes.end_char
     and sentence.end_char > quotes.start_char
    where quotes.evidence_id in ({evidence}) and sentence.article_id in ({articles})
    group by all
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
    return [passage(row) for row in quotes_behind(folder, ids, snapshot)]


def quotes_behind(folder: Path, ids: Collection[str], snapshot: Snapshot | None = None) -> list[dict[str, Any]]:
    """The rows of `quotes` that `passages` shows, each with its article's `text`."""
    if not ids:
        return []
    quotes = run(folder, QUOTES, {"ids": list(ids)}, snapshot=snapshot).records()
    articles = sorted({quote["article_id"] for quote in quotes} - {None})
    texts: dict[str, str] = {}
    # Values that the statement names let DuckDB read the few articles that it wants, of however many.
    for first in range(0, len(articles), MOST_NAMED):
        named = {f"a{at}": article for at, article in enumerate(articles[first : first + MOST_NAMED])}
        wanted = ", ".join(f"${name}" for name in named)
        texts |= run(folder, f"select id, text from article where id in ({wanted})", named, snapshot=snapshot).rows
    return [{**quote, "text": texts.get(quote["article_id"])} for quote in quotes]


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


def sentences(
    asks: Callable[[str, Mapping[str, Any]], Result], ids: Collection[str]
) -> dict[str, tuple[str, str, str]]:
    """The sentence of each piece of evidence that stands in an article: what is before its words, they, what is after.

    Nothing for other ids. `asks` answers a SELECT with values.
    """
    # Values that a statement names let DuckDB read the few rows that it wants, of however many.
    evidence = {f"e{at}": one for at, one in enumerate(sorted(set(ids)))}
    if not evidence:
        return {}
    pieces = ", ".join(f"${name}" for name in evidence)
    standing = asks(f"select distinct article_id from quotes where evidence_id in ({pieces})", evidence).rows
    articles = {f"a{at}": one for at, (one,) in enumerate(sorted(row for row in standing if row[0]))}
    if not articles:
        return {}
    wanted = ", ".join(f"${name}" for name in articles)
    texts = dict(asks(f"select id, text from article where id in ({wanted})", articles).rows)
    spans = asks(SPANS.format(evidence=pieces, articles=wanted), {**evidence, **articles}).rows
    found = {}
    for piece, article, start, end, first, last in spans:
        text, first, last = texts[article], min(first, start), max(last, end)
        found[piece] = flat(text[first:start]), flat(text[start:end]), flat(text[end:last])
    return found


def flat(text: str) -> str:
    """A stretch of text on one line."""
    return re.sub(r"\s+", " ", text)
