"""An article with every fact marked in its text, its doubts, and its copies; and the way from a row to its sentence."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from workbench.following import followed
from workbench.passages import evidence_behind, naming
from workbench.web.files import FORMS, file_of, known
from workbench.web.marking import Span, blocks
from workbench.web.rendering import as_json, render
from workbench.web.state import Asked, asked, run

ONE = "select * from articles where article_id = $id"
PARTS = "select start_char, end_char, kind from article_part where article_id = $id order by start_char"
FLAGS = "select kind, detail from article_flag where article_id = $id order by kind"
QUOTES = """
    select quotes.*,
           step.who, step.whom, step.what, step.standing, facts.weapons,
           facts.origins, facts.accounts, facts.evidence_pieces, facts.review_state, facts.disputed,
           facts.confidence as fact_confidence
    from quotes
    left join facts on facts.fact_id = quotes.fact_id
    left join (
        select fact_id, any_value(who) as who, any_value(whom) as whom, any_value(what) as what,
               any_value(standing) as standing
        from chain_step
        where fact_id in (select quotes.fact_id from quotes where quotes.article_id = $id)
        group by fact_id
    ) as step on step.fact_id = quotes.fact_id
    where quotes.article_id = $id
    order by quotes.start_char, quotes.end_char, quotes.kind, quotes.evidence_id
"""
STORY = """
    select article_id, title, source, published_on, role, copied_from_id, copied_surely
    from articles
    where story_id = (select story_id from articles where article_id = $id) and article_id <> $id
    order by published_on, article_id
"""
GARBLED = """
    select kind, copy_words, original_words, article_id, original_id
    from garblings where article_id = $id or original_id = $id order by article_id, start_char
"""
RECORDS = """
    select quotes.*, records.raw, records.first_seen, records.source_id, records.key
    from quotes left join records on records.record_id = quotes.record_id
    where quotes.evidence_id in ({ids})
    order by quotes.evidence_id = $id desc, stance desc, published_on, quotes.article_id, quotes.record_id, start_char
"""
KINDS = ("request", "condition", "response", "sanction", "transfer")


def article(request: Request) -> Response:
    """The page of an article; `evidence` in its address is the sentence that was asked for."""
    identifier, form = request.path_params["id"], request.path_params.get("form")
    found = run(request, ONE, {"id": identifier}).records()
    if not found:
        raise HTTPException(404, f"There is no article {identifier!r} in this snapshot.")
    one, quotes = found[0], run(request, QUOTES, {"id": identifier}).records()
    if form == "json":
        return as_json(request, {**one, "quotes": quotes})
    if form:
        return file_of(request, QUOTES, {"id": identifier}, identifier, known(form))
    numbered = numbers(quotes)
    spans = [Span(int(q["start_char"]), int(q["end_char"]), numbered[q["fact_id"]], q["kind"]) for q in quotes]
    parts = [(int(start), int(end), str(kind)) for start, end, kind in run(request, PARTS, {"id": identifier}).rows]
    wanted = request.query_params.get("evidence")
    chosen = next((q for q in quotes if q["evidence_id"] == wanted), None)
    return render(
        request,
        "article.html",
        article=one,
        blocks=blocks(one["text"], parts, spans),
        facts=facts(quotes, numbered),
        kinds=[kind for kind in KINDS if any(q["kind"] == kind for q in quotes)],
        chosen=numbered[chosen["fact_id"]] if chosen else None,
        at=(int(chosen["start_char"]), int(chosen["end_char"])) if chosen else None,
        flags=run(request, FLAGS, {"id": identifier}).records(),
        story=run(request, STORY, {"id": identifier}).records() if one["story_id"] else [],
        garbled=run(request, GARBLED, {"id": identifier}).records(),
        forms=[(form, asked(request).link(f"/articles/{identifier}.{form}")) for form in FORMS],
        outside=followed(one["url"]),
        permanent=asked(request).permanent(f"/articles/{identifier}", {"evidence": wanted} if wanted else {}),
    )


def numbers(quotes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The facts of an article numbered in the order of its text."""
    told: dict[str, int] = {}
    for quote in quotes:
        told.setdefault(quote["fact_id"], len(told) + 1)
    return told


def facts(quotes: Sequence[Mapping[str, Any]], numbered: Mapping[str, int]) -> list[dict[str, Any]]:
    """The facts of an article, each once, with the quotes that tell it there."""
    told: dict[str, dict[str, Any]] = {}
    for quote in quotes:
        one = told.setdefault(quote["fact_id"], {**quote, "number": numbered[quote["fact_id"]], "pieces": []})
        one["pieces"].append(quote)
    return list(told.values())


def evidence(request: Request) -> Response:
    """Leads to the sentence in its article, or shows the record of a data set; of a fact, all that stands behind it."""
    identifier, form = request.path_params["id"], request.path_params.get("form")
    behind = evidence_behind(partial(run, request), [identifier])
    if not behind:
        says = f"There is no evidence or fact {identifier!r} in this snapshot. Ids may change when a coder learns; "
        raise HTTPException(404, says + "a link with ?snapshot=… keeps meaning the same while that snapshot is kept.")
    sql, values = naming(RECORDS, behind)
    if form and form != "json":
        return file_of(request, sql, {**values, "id": identifier}, "evidence", known(form))
    found = run(request, sql, {**values, "id": identifier}).records()
    if form:
        return as_json(request, found)
    about, first = asked(request), found[0]
    if first["article_id"] and (first["evidence_id"] == identifier or len(found) == 1):
        path = f"/articles/{first['article_id']}"
        return RedirectResponse(about.link(path, {"evidence": first["evidence_id"]}, "here"), 303)
    return render(
        request, "evidence.html", identifier=identifier, quotes=found, raw=raw_of, forms=files(about, identifier)
    )


def files(about: Asked, identifier: str) -> list[tuple[str, str]]:
    return [(form, about.link(f"/evidence/{identifier}.{form}")) for form in FORMS]


def raw_of(quote: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values of a record as released, by name."""
    import json

    try:
        told = json.loads(quote["raw"] or "{}")
    except ValueError:
        return [("raw", str(quote["raw"]))]
    if not isinstance(told, dict):
        return [("raw", str(quote["raw"]))]
    return [
        (str(name), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in told.items()
        if value not in (None, "", [], {})
    ]
