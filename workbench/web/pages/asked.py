"""Which question an address asks, with which values, and its answer."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from schema.errors import did_you_mean
from workbench.asking import bound
from workbench.library import Question, check_columns, library
from workbench.runner import Result
from workbench.web.state import BOUNDS, answering, asked, shared, stop_of
from workbench.web.tables import SETTINGS

DRAWN = ("_theme", "_width", "_save")


def named(request: Request) -> Question:
    """The question that an address names. Raises HTTPException with the nearest names."""
    name, known = request.path_params["name"], library()
    if name not in known:
        raise HTTPException(404, f"There is no question {name!r}.{did_you_mean(name, known)}")
    return known[name]


def given_in(request: Request) -> dict[str, str]:
    """What an address gives for parameters: all its words but those of the snapshot and of the table."""
    return {key: value for key, value in request.query_params.items() if key not in BOUNDS + SETTINGS + DRAWN}


def answer(request: Request, found: Question, given: Mapping[str, str]) -> Result:
    """The answer to a question. Raises QueryError."""
    about, values = asked(request), valued(request, found, given)
    result = shared(request).questions.run(found.sql, values, snapshot=about.snapshot, stop=stop_of(request))
    check_columns(found, result.columns)
    return result


def valued(request: Request, found: Question, given: Mapping[str, str]) -> dict[str, Any]:
    """What is bound for a question's parameters. Raises QueryError."""
    return bound(answering(request), asked(request).snapshot, found, given)
