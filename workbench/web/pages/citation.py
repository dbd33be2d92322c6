"""An answer cited: a note, BibTeX and the JSON that it is checked by. Citing keeps the snapshot, so it is posted."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.errors import QueryError
from workbench.asking import bound
from workbench.citation_forms import as_bibtex, as_csl, as_json, as_line, as_text
from workbench.citing import Citation, cited
from workbench.library import library
from workbench.runner import Result
from workbench.web.pages.asked import given_in
from workbench.web.pages.sql import answered
from workbench.web.rendering import attachment, render
from workbench.web.state import BOUNDS, asked, run, shared

SAVED = {
    "cite.json": ("application/json", as_json),
    "csl.json": ("application/vnd.citationstyles.csl+json", as_csl),
    "bib": ("application/x-bibtex", as_bibtex),
}


def citation(request: Request) -> Response:
    """The citation of the answer that a page showed, as a page or as a file."""
    form = request.state.form
    given = {key: str(value) for key, value in form.items() if not key.startswith("_") and key not in BOUNDS}
    made, back = of_sql(request, given) if request.url.path == "/sql/citation" else of_question(request, given)
    saved = str(form.get("_form", ""))
    if saved in SAVED:
        kind, write = SAVED[saved]
        headers = attachment(f"sqn-{made.id}.{saved}") | {"Cache-Control": "no-store"}
        return Response(write(made), media_type=kind, headers=headers)
    return render(
        request,
        "citation.html",
        citation=made,
        line=as_line(made),
        note=as_text(made),
        bibtex=as_bibtex(made),
        forms=SAVED,
        posted=posted(form),
        back=back,
    )


def citation_file(request: Request) -> Response:
    """The citation of an answer as `sqn cite check` reads it; unlike one that is posted, it keeps no snapshot."""
    given = given_in(request)
    made, _ = (of_sql if request.url.path == "/sql/citation.json" else of_question)(request, given, mark=False)
    return Response(as_json(made), media_type="application/json", headers={"Cache-Control": "no-store"})


def posted(form: FormData) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in form.multi_items() if key != "_form"]


def of_question(request: Request, given: dict[str, str], mark: bool = True) -> tuple[Citation, str]:
    name, about, web = request.path_params["name"], asked(request), shared(request)
    if name not in library():
        raise HTTPException(404, f"There is no question {name!r}.")
    found = library()[name]
    values = bound(web.pages, about.snapshot, found, given)
    result = whole(run(request, found.sql, values))
    made = cited(web.pages, found.sql, values, about.snapshot, question=found, given=given, result=result, mark=mark)
    return made, about.permanent(f"/questions/{name}", given)


def of_sql(request: Request, given: dict[str, str], mark: bool = True) -> tuple[Citation, str]:
    statement, about = given.get("q", "").strip(), asked(request)
    if not statement:
        raise QueryError("there is no statement to cite")
    result = whole(answered(request, statement))
    made = cited(shared(request).free, statement, {}, about.snapshot, result=result, mark=mark)
    return made, about.permanent("/sql", {"q": statement})


def whole(result: Result) -> Result:
    """The answer. Raises QueryError where it was cut, for a citation holds the hash of all rows."""
    if result.notice:
        raise QueryError(
            "this answer has more rows than a page shows: cite it with `sqn ask … --cite` or `sqn sql … --cite`"
        )
    return result
