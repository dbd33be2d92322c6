"""Coding sheets: facts that analysts coded by hand, each with its quote and its article."""

from pathlib import Path

from loaders.fetching import Fetched
from loaders.ledger import Run
from loaders.loader import Forecast, Job, Loader, Option, Options


def load(job: Job, run: Run, file: Fetched, options: Options) -> None:
    from loaders.codings import loading  # what reads workbooks is loaded when there is one to read

    loading.load(job, run, file, options)


def forecast(job: Job, file: Fetched, options: Options) -> Forecast:
    from loaders.codings import loading

    return loading.forecast(job, file, options)


def template(path: Path) -> None:
    from loaders.codings.template import write_template

    write_template(path)


LOADER = Loader(
    "codings",
    "Facts coded by hand in sheets: CSV, XLSX, YAML",
    "fact, evidence, review; the articles that a sheet brings",
    "sheet and row",
    load,
    forecast,
    (
        Option("coder", "Who coded the rows that do not say.", "words"),
        Option("sheet", "Name of the sheet for rows that name none; else it is the source as you write it.", "words"),
    ),
    template=template,
    help="""A row is a fact with its quote, word for word, and its article. A sheet loaded again replaces what it said:
a changed row changes its fact, a row that is gone withdraws it. docs/codings.md shows a sheet.""",
)
