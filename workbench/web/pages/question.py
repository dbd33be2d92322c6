"""One saved question: its parameters as a form, its answer as a chart, a table and files, and how to cite it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import QueryError
from workbench.asking import OPTIONS, options_statement
from workbench.heading import Parameter
from workbench.library import Question
from workbench.runner import Result
from workbench.web.files import FORMS, file_of, rows_json
from workbench.web.linking import links
from workbench.web.pages.asked import answer, given_in, named, valued
from workbench.web.pages.charted import MEDIA, chart_file, chart_of
from workbench.web.pages.feed import feed
from workbench.web.rendering import attachment, kept, render
from workbench.web.state import asked, run, sentences_of
from workbench.web.tables import table, view_of

OFFERED = 400  # names that a form brings with it; every other name in the data may be typed all the same
AT = re.compile(r"--(?P<name>[a-z][a-z0-9-]*):? ?(?P<says>.*)", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """A parameter as a field of the form: what stands in it, what is offered, and what is wrong with it."""

    parameter: Parameter
    written: str
    offered: tuple[tuple[str, str], ...]
    fault: str | None

    @property
    def label(self) -> str:
        return self.parameter.name.replace("_", " ")


@dataclass(frozen=True)
class Filled:
    """A question as an address asks it: the form with what was given, the answer, or the fault of no field."""

    given: Mapping[str, str]
    fields: Sequence[Field]
    result: Result | None
    fault: str


def filled(request: Request, found: Question) -> Filled:
    """The question of a page with its answer, or with what is wrong with a parameter."""
    given = given_in(request)
    fault, result = "", None
    try:
        result = answer(request, found, given)
    except QueryError as error:
        fault = str(error)
    at = AT.fullmatch(fault)
    place = at["name"].replace("-", "_") if at else ""
    fields = [
        field(request, p, given.get(p.name, p.default) or "", at["says"] if at and place == p.name else None)
        for p in found.parameters
    ]
    if at and place in {p.name for p in found.parameters}:
        fault = ""
    return Filled(given, fields, result, fault)


def question(request: Request) -> Response:
    """The page of a question with its answer, or with what is wrong with a parameter."""
    found = named(request)
    about, form = asked(request), filled(request, found)
    given, result = form.given, form.result
    path = f"/questions/{found.name}"
    shown, chart = None, None
    if result is not None:
        chart = chart_of(request, found, result, given)
        view = view_of(request.query_params, result.columns)
        around = partial(sentences_of, request)
        shown = table(result, view, links(request), path, given, found.evidence, sentences=around)
    return render(
        request,
        "question.html",
        200 if result is not None else 400,
        question=found,
        fields=form.fields,
        fault=form.fault,
        result=result,
        table=shown,
        chart=chart,
        forms=[(one, about.link(f"{path}.{one}", given)) for one in FORMS],
        notebook=about.link(f"{path}.ipynb", given),
        feed=about.link(f"{path}.atom", given) if found.evidence and result is not None else None,
        permanent=about.permanent(path, given),
        pinned="snapshot" in about.bounds,
        given=given,
        cite=given,
    )


def question_file(request: Request) -> Response:
    """The answer to a question as a file, as a feed, or as a notebook that asks it."""
    found, form = named(request), request.path_params["form"]
    given = given_in(request)
    if form == "ipynb":
        return kept(request, notebook(request, found, given))
    if form == "atom":
        return feed(request, found, given)
    if form in MEDIA:  # .svg, .png
        return chart_file(request)
    if form not in FORMS:
        raise HTTPException(
            404, f"no answer is written as .{form}; there are .{', .'.join((*FORMS, *MEDIA, 'ipynb', 'atom'))}"
        )
    if form == "json":
        return rows_json(request, answer(request, found, given))
    return file_of(request, found.sql, valued(request, found, given), found.name, form)


def field(request: Request, parameter: Parameter, written: str, fault: str | None) -> Field:
    offered: tuple[tuple[str, str], ...] = tuple((option, option) for option in parameter.options)
    if parameter.kind in OPTIONS and parameter.kind != "article":
        statement, values = options_statement(parameter.kind, most=OFFERED)
        offered = tuple((str(value), str(name)) for value, name in run(request, statement, values).rows)
    return Field(parameter, written, offered, fault)


def notebook(request: Request, found: Question, given: Mapping[str, Any]) -> Response:
    """A Jupyter notebook that asks the question with the same values on the same snapshot."""
    about = asked(request)
    values = {name: value for name, value in given.items() if value}
    told = [f"{name}={value!r}" for name, value in values.items()]
    told += [f"{name}={value!r}" for name, value in about.bounds.items() if name != "snapshot"]
    told.append(f"snapshot={about.snapshot.base!r}")
    call = f"answer = wb.ask(\n    {found.name!r},\n" + "".join(f"    {one},\n" for one in told) + ")\nanswer"
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {found.title}\n\n{found.question}"},
        code("ask", f"import workbench as wb\n\n{call}"),
        code("frame", "answer.df"),
    ]
    content = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Response(text, media_type="application/x-ipynb+json", headers=attachment(f"{found.name}.ipynb"))


def code(name: str, source: str) -> dict[str, object]:
    return {"cell_type": "code", "id": name, "metadata": {}, "execution_count": None, "outputs": [], "source": source}
