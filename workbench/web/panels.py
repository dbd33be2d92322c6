"""Panels of a page: each the answer to a saved question, which says which one and leads to it."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from workbench.asking import bound
from workbench.library import Question, check_columns, find
from workbench.runner import Result
from workbench.web.state import asked, run, shared


@dataclass(frozen=True)
class Wanted:
    """A panel to be made: what a question is asked, under a name by which the page knows it."""

    key: str
    question: str
    given: Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    """The answer to a question with the values it was asked with; `href` is its page, `csv` its rows as a file."""

    key: str
    question: Question
    given: Mapping[str, str]
    result: Result
    rows: Sequence[Mapping[str, Any]]
    href: str
    csv: str

    def __bool__(self) -> bool:
        return bool(self.rows)


def panels(request: Request, wanted: Iterable[Wanted]) -> dict[str, Panel]:
    """Answers to several questions by their keys, as many at a time as there are workers. Raises QueryError."""
    about, answering = asked(request), shared(request).pages
    asks = []
    for one in wanted:
        question = find(one.question)
        # names are led to ids one after the other, as the same are in many and are then remembered
        asks.append((one, question, bound(answering, about.snapshot, question, one.given)))

    def answered(ask: tuple[Wanted, Question, Mapping[str, Any]]) -> Panel:
        one, question, values = ask
        result = run(request, question.sql, values)
        check_columns(question, result.columns)
        path = f"/questions/{question.name}"
        page, file = about.link(path, one.given), about.link(f"{path}.csv", one.given)
        return Panel(one.key, question, one.given, result, result.records(), page, file)

    with ThreadPoolExecutor(max_workers=max(1, shared(request).settings.workers)) as pool:
        return {panel.key: panel for panel in pool.map(answered, asks)}


def known(request: Request, sql: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first row of what a page itself asks, if there is one."""
    found = run(request, sql, values).records()
    return found[0] if found else None


def as_rows(told: Mapping[str, Panel]) -> dict[str, Any]:
    """The panels of a page for a program: the question, its parameters and its rows."""
    return {
        key: {"question": panel.question.name, "parameters": dict(panel.given), "rows": list(panel.rows)}
        for key, panel in told.items()
    }
