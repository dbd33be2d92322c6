"""The list of articles, newest first."""

from starlette.requests import Request
from starlette.responses import Response

from schema.errors import QueryError
from workbench.web.envelope import Paged
from workbench.web.files import FORMS, file_of, known
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, run

PAGE = 50
EVERY = 2**62  # rows of a file
LISTED = """
    select article_id, title, source, published_on, published_precision, facts, flags, copies, role
    from articles
    where ($wanted is null
           or contains(lower(coalesce(title, '')), lower($wanted)) or contains(lower(text), lower($wanted)))
      and ($source is null or source = $source)
    order by published_on desc nulls last, article_id
    limit $most offset $skipped
"""
COUNTED = """
    select count(*) from articles
    where ($wanted is null
           or contains(lower(coalesce(title, '')), lower($wanted)) or contains(lower(text), lower($wanted)))
      and ($source is null or source = $source)
"""
SOURCES = "select source, count(*) as articles from articles group by source order by articles desc, source limit 200"


def articles(request: Request) -> Response:
    """Articles with the words looked for, of one source or all, a page at a time."""
    query = request.query_params
    wanted, source = query.get("q", "").strip()[:200] or None, query.get("source") or None
    page = query.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0):
        raise QueryError(f"page is {page!r}; pages are counted from 1")
    values: dict[str, str | int | None] = {"wanted": wanted, "source": source}
    form = request.path_params.get("form", "json")
    if form != "json":
        return file_of(request, LISTED, {**values, "most": EVERY, "skipped": 0}, "articles", known(form))
    rows = run(request, LISTED, {**values, "most": PAGE, "skipped": (int(page) - 1) * PAGE}).records()
    total = run(request, COUNTED, values).rows[0][0]
    if request.url.path.endswith(".json"):
        return as_json(request, rows, Paged(int(page), PAGE, total, "page"))
    here = {key: value for key, value in {"q": wanted, "source": source}.items() if value}
    about = asked(request)
    return render(
        request,
        "articles.html",
        articles=rows,
        total=total,
        page=int(page),
        pages=max(1, -(-total // PAGE)),
        wanted=wanted or "",
        source=source,
        sources=run(request, SOURCES).records(),
        forms=[(form, about.link(f"/articles.{form}", here)) for form in FORMS],
        previous=about.link("/articles", {**here, "page": str(int(page) - 1)}) if int(page) > 1 else None,
        following=about.link("/articles", {**here, "page": str(int(page) + 1)}) if int(page) * PAGE < total else None,
    )
