"""The article that a row speaks of: one on record, or one that the sheet brings."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from loaders.articles.keeping import keep
from loaders.articles.preparing import prepare
from loaders.articles.records import ArticleRecord
from loaders.codings.names import UnfitError
from loaders.codings.yaml_sheets import Row
from loaders.decoding import UnreadableError, check_text, decode
from loaders.fetching import Fetched
from loaders.ledger import Run
from loaders.publication import publication_day
from schema.errors import SourceError
from schema.models import Article

BRINGS = ("text", "file")
NAMES = ("article", "url", "title", "published_on", "source", *BRINGS)
KEPT = 100  # articles held at a time
MOST_MEANT = 5
LARGEST_TEXT = 16 << 20  # bytes of a text file


@dataclass
class Shelf:
    """The articles of a load, found once each. What it stores of them is not counted: the rows of the sheet are."""

    connection: Connection
    run: Run
    file: Fetched
    today: Any
    found: dict[tuple[str | None, ...], Any] = field(default_factory=dict)

    def of(self, row: Row) -> Any:
        """The row of the article: id, text, published_on. Raises UnfitError."""
        asked = tuple(row.cells.get(name) for name in NAMES)
        if asked not in self.found:
            if len(self.found) >= KEPT:
                self.found.clear()
            self.found[asked] = self.bring(row) if any(row.cells.get(name) for name in BRINGS) else self.look_up(row)
        return self.found[asked]

    def look_up(self, row: Row) -> Any:
        told = row.cells
        if named := told.get("article"):
            return self.only((Article.id == named) | (Article.url == named), f"column article: `{named[:200]}`")
        if url := told.get("url"):
            return self.only(Article.url == url, f"column url: `{url[:200]}`")
        if not (title := told.get("title")):
            raise UnfitError("column article: is empty, and no url, title, text or file names the article")
        asked = Article.title == title
        if written := told.get("published_on"):
            day = publication_day(written, self.today)
            if day is None:
                raise UnfitError(f"column published_on: `{written[:60]}` is no day: write it as 2020-02-20")
            asked &= Article.published_on == day[0]
        return self.only(asked, f"column title: `{title[:200]}`")

    def only(self, asked: Any, what: str) -> Any:
        columns = select(Article.id, Article.text, Article.published_on)
        rows = self.connection.execute(columns.where(asked).order_by(Article.id).limit(MOST_MEANT)).all()
        if not rows:
            raise UnfitError(f"{what} is no article on record: load it first, or give its text in the sheet")
        if len(rows) > 1:
            raise UnfitError(f"{what} is said of several articles: name one of {', '.join(row.id for row in rows)}")
        return rows[0]

    def bring(self, row: Row) -> Any:
        """Stores the article that the sheet brings. Raises UnfitError."""
        told = row.cells
        column = "text" if told.get("text") else "file"
        try:
            text, encoding = (told["text"], None) if column == "text" else self.beside(told["file"])
            check_text(text)
        except (UnreadableError, SourceError) as error:
            raise UnfitError(f"column {column}: {error}") from error
        article = told.get("article")
        url = told.get("url") or (article if article and "://" in article else None)
        record = ArticleRecord(
            row.locator, text, encoding, url, told.get("source"), told.get("title"), told.get("published_on")
        )
        item = prepare(record)
        keep(self.connection, item, Run(self.run.id, self.run.loader, self.run.source))
        columns = select(Article.id, Article.text, Article.published_on)
        kept = self.connection.execute(columns.where(Article.id == item.id)).first()
        # A bare text may be on record already under where it was published.
        same = columns.where(Article.text_sha256 == item.row["text_sha256"]).order_by(Article.id)
        return kept or self.connection.execute(same).first()

    def beside(self, name: str) -> tuple[str, str]:
        """The text of a file beside the sheet and its encoding. Raises UnreadableError or SourceError."""
        try:
            path = self.file.beside(name)
        except (ValueError, OSError) as error:
            raise UnreadableError(f"`{name[:200]}` is no name of a file beside the sheet") from error
        if path is None:
            raise UnreadableError(f"there is no file `{name[:200]}` beside the sheet")
        if path.stat().st_size > LARGEST_TEXT:
            raise UnreadableError(f"`{name[:200]}` has more than {LARGEST_TEXT:,} bytes: split it")
        return decode(path.read_bytes())
