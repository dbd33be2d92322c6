"""Articles made ready to be stored: row, layout and doubts, as they follow from a text and what is told of it."""

import hashlib
from dataclasses import dataclass
from typing import Any

from extraction.text.layout import Layout, lay_out
from extraction.text.quality import Flag, flags_of, language_of
from loaders.articles.records import ArticleRecord
from loaders.articles.told import Own, Told, own, told_by
from loaders.ledger import now
from loaders.storing import short_hash
from schema.vocabulary import DatePrecision, FlagKind

Row = dict[str, Any]


@dataclass(frozen=True)
class Prepared:
    """An article ready to be stored: its row, its layout, and the doubts about it; what it was made of."""

    row: Row
    layout: Layout
    flags: tuple[Flag, ...] = ()
    told: Told | None = None
    own: Own | None = None
    source: str | None = None

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def codable(self) -> bool:
        return bool(self.row["language"] == "en")


def prepare(record: ArticleRecord) -> Prepared:
    """The article of a record, with what its text says of itself where the record is silent."""
    said = own(record.text)
    return prepared(record.text, said, told_by(record, said, now().date()), record.source)


def prepared(text: str, said: Own, told: Told, source: str | None = None) -> Prepared:
    """The article of a text of which something is told: what is told counts before what the text says of itself."""
    title = told.title or said.title
    layout = lay_out(text, title)
    published = told.published or said.published
    language = language_of(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    row: Row = {
        "id": "a-" + short_hash(digest, told.url or told.source_id or ""),
        "source_id": told.source_id,
        "url": told.url,
        "title": title,
        "byline": told.byline or said.byline,
        "dateline": layout.dateline,
        "agency": layout.agency,
        "published_on": published.day if published else None,
        "published_precision": published.precision if published else None,
        "language": language,
        "text": text,
        "text_sha256": digest,
        "char_count": len(text),
        "encoding": told.encoding,
        "note": told.note,
    }
    exact = published.day if published and published.precision is DatePrecision.DAY else None
    flags = [*doubts_of_date(told, said), *doubts_of_language(language), *flags_of(text, layout, exact)]
    return Prepared(row, layout, tuple(flags), told, said, source)


def doubts_of_date(told: Told, said: Own) -> list[Flag]:
    flags = []
    if told.unreadable_date:
        flags.append(Flag(FlagKind.UNREADABLE_DATE, told.unreadable_date))
    if told.published is None and said.published:
        flags.append(Flag(FlagKind.DATE_FROM_TEXT, said.date_words or ""))
    if told.published is None and said.published is None:
        flags.append(Flag(FlagKind.NO_DATE, "neither the record nor the text tells it"))
    return flags


def doubts_of_language(language: str) -> list[Flag]:
    return [] if language == "en" else [Flag(FlagKind.NOT_ENGLISH, language)]
