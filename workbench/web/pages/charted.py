"""The chart of a question's answer: as a picture for every browser, as a specification for those with scripts."""

import json
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import QueryError
from workbench.charts import Drawing, drawn, why_not
from workbench.library import Question
from workbench.runner import Result
from workbench.web.pages.asked import answer, given_in, named
from workbench.web.rendering import attachment, kept

WIDTHS = (360, 760)  # of a telephone, and of a desk
MEDIA = {"svg": "image/svg+xml", "png": "image/png", "vl.json": "application/json"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"  # a picture runs nothing


def chart_file(request: Request) -> Response:
    """The chart of a question in a form, as wide and in the colours that the address says."""
    found, form = named(request), request.path_params.get("form", "vl.json")
    given = given_in(request)
    if found.chart is None:
        raise HTTPException(404, f"The question {found.name} has no chart.")
    result = answer(request, found, given)
    made = drawing(
        found, result, request.query_params.get("_theme", "light"), request.query_params.get("_width", "760")
    )
    if made is None:
        raise HTTPException(404, f"There is {why_not(found.chart, result)}.")
    if form == "vl.json":
        return kept(
            request, Response(json.dumps(made.spec, ensure_ascii=False, allow_nan=False), media_type=MEDIA[form])
        )
    told = json.dumps(made.spec, ensure_ascii=False, allow_nan=False)
    response = Response(
        picture(told, made.title, form), media_type=MEDIA[form], headers={"Content-Security-Policy": POLICY}
    )
    if request.query_params.get("_save"):
        response.headers.update(attachment(f"{found.name}.{form}"))
    return kept(request, response)


@lru_cache(maxsize=256)
def picture(spec: str, title: str, form: str) -> str | bytes:
    """A chart as SVG or PNG; the same one, which takes a good part of a second to draw, is drawn once."""
    made = Drawing(json.loads(spec), title)
    return made.svg() if form == "svg" else made.png()


def drawing(found: Question, result: Result, theme: str, width: str) -> Drawing | None:
    """The chart of an answer. Raises QueryError for a width or colours that there are not."""
    assert found.chart is not None, found.name
    if theme not in ("light", "dark") or width not in [str(one) for one in WIDTHS]:
        told = " or ".join(str(one) for one in WIDTHS)
        raise QueryError(f"a chart is light or dark (_theme={theme}) and {told} pixels wide (_width={width})")
    return drawn(
        found.chart,
        result,
        found.title,
        theme="dark" if theme == "dark" else "light",
        width=int(width),
        evidence=found.evidence,
    )
