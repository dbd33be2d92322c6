"""The chart of a question's answer: as a picture for every browser, as a specification for those with scripts."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from workbench.charts import Drawing
from workbench.library import Question
from workbench.runner import Result
from workbench.web.pages.asked import answer, given_in, named
from workbench.web.rendering import attachment, kept
from workbench.web.sketching import WIDTHS
from workbench.web.state import asked, shared

MEDIA = {"svg": "image/svg+xml", "png": "image/png", "vl.json": "application/json"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"  # a picture runs nothing


def chart_file(request: Request) -> Response:
    """The chart of a question in a form, as wide and in the colours that the address says."""
    found, form = named(request), request.path_params.get("form", "vl.json")
    given = given_in(request)
    if found.chart is None:
        raise HTTPException(404, f"The question {found.name} has no chart.")
    result = answer(request, found, given)
    theme, width = request.query_params.get("_theme", "light"), request.query_params.get("_width", "760")
    made = shared(request).sketches.of(asked(request).snapshot, found, result, given, theme, width)
    if made.why_not:
        raise HTTPException(404, f"There is {made.why_not}.")
    if form == "vl.json":
        return kept(request, Response(made.spec, media_type=MEDIA[form]))
    response = Response(
        picture(made.spec, made.title, form), media_type=MEDIA[form], headers={"Content-Security-Policy": POLICY}
    )
    if request.query_params.get("_save"):
        response.headers.update(attachment(f"{found.name}.{form}"))
    return kept(request, response)


@lru_cache(maxsize=256)
def picture(spec: str, title: str, form: str) -> str | bytes:
    """A chart as SVG or PNG; the same one, which takes a good part of a second to draw, is drawn once."""
    made = Drawing(json.loads(spec), title)
    return made.svg() if form == "svg" else made.png()


def chart_of(request: Request, found: Question, result: Result, given: Mapping[str, str]) -> dict[str, Any] | None:
    """Where the chart of an answer is in each width and colours, or why there is none."""
    if found.chart is None:
        return None
    about = asked(request)
    made = shared(request).sketches.of(about.snapshot, found, result, given, "light", "760")
    if made.why_not:
        return {"why_not": made.why_not}

    def link(form: str, **more: str) -> str:
        return about.link(
            f"/questions/{found.name}.{form}", {**given, **{f"_{key}": told for key, told in more.items()}}
        )

    return {
        "why_not": None,
        "left_out": made.left_out,
        "alt": made.alt,
        "pictures": {
            theme: {str(width): link("svg", theme=theme, width=str(width)) for width in WIDTHS}
            for theme in ("light", "dark")
        },
        "spec": link("vl.json"),
        "files": [(form, link(form, save="1")) for form in ("svg", "png")],
    }
