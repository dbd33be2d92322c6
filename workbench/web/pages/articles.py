"""The list of articles, newest first."""

from starlette.requests import Request
from starlette.responses import Response

from workbench.web.envelope import Paged
from workbench.web.files import FORMS, file_of, known
from workbench.web.reading import number_of
from workbench.web.rendering import as_json, render
from workbench.web.searching import MOST, by_ids, with_words
from workbench.web.state import asked, run

PAGE = 50
LISTED = """
    select article_id, title, source, published_on, published_precision, facts, flags, copies, role
    from articles
    where article_id in ({ids})
    order by published_on desc nulls last, article_id
"""
EVERY = """
    select article_id, title, source, published_on, published_precision, facts, flags, copies, role
    from articles
    where ($wanted is null
           or contains(lower(coalesce(title, '')), lower($wanted)) or contains(lower(text), lower($wanted)))
      and ($source is null or source = $source)
    order by published_on desc nulls last, article_id
"""
NEWEST = """
    select id from article
    where $source is null or source_id = $source
    order by published_on desc nulls last, id
    limit $most offset $skipped
"""
SOURCES = """
    select source.id, coalesce(source.name, 'unknown source') as source, counted.articles
    from (select source_id, count(*) as articles from article group by source_id) as counted
    left join source on source.id = counted.source_id
    order by counted.articles desc, source
"""
ORDERED = "select id from article where id in ({ids}) order by published_on desc nulls last, id"
OFFERED = 200  # sources in the list to choose from


def articles(request: Request) -> Response:
    """Articles with the words looked for, of one source or all, a page at a time."""
    query = request.query_params
    wanted, source = query.get("q", "").strip()[:200] or None, query.get("source") or None
    page = number_of("page", query.get("page", ""))
    sources = run(request, SOURCES).records()
    by_name = {one["source"]: one for one in sources}
    form = request.path_params.get("form", "json")
    if form != "json":
        return file_of(request, EVERY, {"wanted": wanted, "source": source}, "articles", known(form))
    of = by_name[source]["id"] if source in by_name else source  # a data set has no articles, as no such source has
    skipped = (page - 1) * PAGE
    looked = None
    if wanted:
        looked = with_words(request, wanted, of)
        ordered = by_ids(request, ORDERED, [one for one, _, _ in looked.ids])
        ids, total = [one["id"] for one in ordered[skipped : skipped + PAGE]], len(looked.ids)
    else:
        ids = [one for (one,) in run(request, NEWEST, {"source": of, "most": PAGE, "skipped": skipped}).rows]
        total = sum(one["articles"] for one in sources if source in (None, one["source"]))
    rows = by_ids(request, LISTED, ids)
    if request.url.path.endswith(".json"):
        return as_json(request, rows, Paged(page, PAGE, total, "page"))
    here = {key: value for key, value in {"q": wanted, "source": source}.items() if value}
    about = asked(request)
    return render(
        request,
        "articles.html",
        articles=rows,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        wanted=wanted or "",
        source=source,
        sources=sources[:OFFERED],
        looked=looked,
        forms=[(form, about.link(f"/articles.{form}", here)) for form in FORMS],
        most=MOST,
        previous=about.link("/articles", {**here, "page": str(page - 1)}) if page > 1 else None,
        following=about.link("/articles", {**here, "page": str(page + 1)}) if page * PAGE < total else None,
    )
