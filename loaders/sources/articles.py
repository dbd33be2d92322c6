"""Articles: texts of news and reports, with the facts coded from them."""

from loaders.fetching import Fetched
from loaders.ledger import Run
from loaders.loader import Forecast, Job, Loader, Option, Options


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    from loaders.articles import loading  # the parser is loaded when there is something to parse

    loading.load(job, run, file, options)


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    from loaders.articles import loading

    return loading.forecast(job, file, options)


LOADER = Loader(
    "articles",
    "Articles: text, HTML, RSS and Atom, WARC, JSON, JSON Lines, CSV, and folders of them",
    "article, and the facts coded from it",
    "text and address, or text and source",
    load,
    forecast,
    (
        Option("no-code", "Store the articles without coding facts."),
        Option("source", "Name of the outlet, for articles that do not name theirs.", "words"),
    ),
    folders=True,
    help="""A CSV has a column `text`, or `file` with the name of a text file beside it; both it and JSON may
have url, source, title, published_on, byline and note. A folder is read by its CSV index if it has one. What the name
of a file or address does not tell, its first bytes do. Of a WARC, pages and texts had with status 200 are read; its
other records are passed over and not counted. docs/articles.md says what becomes an article, and what a reject.""",
)
