"""The first page: what is in here, how fresh it is, where to begin; and the search over all of it."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workbench.library import library
from workbench.web.linking import links
from workbench.web.pages.questions import by_subject
from workbench.web.rendering import as_json, render
from workbench.web.searching import Found, by_ids, with_words
from workbench.web.state import run

BEGINNINGS = (
    "conditional_on_giving_up",
    "who_asks_whom",
    "from_order_to_sanction",
    "refusals_and_reasons",
    "leverage",
    "disagreements",
    "one_origin",
)
HOLDS = """
    select
        (select count(*) from article) as articles,
        (select count(*) from resolved_fact) as facts,
        (select count(*) from dataset_record) as records,
        (select count(*) from source) as sources,
        (select count(distinct weapon_id) from fact_objects) as weapons,
        (select count(distinct id) from (
            select who_id as id from chain_step union all select whom_id from chain_step
        ) as named where id is not null) as actors,
        (select count(*) from quotes) as quotes
"""
KINDS = "select kind, count(*) as facts from resolved_fact group by kind order by facts desc, kind"
EXAMPLES = r"""
    select quote, source, published_on, imposed_by, required_of, evidence_id, article_id
    from conditions
    where article_id is not null and stance = 'imposed' and imposed_by <> required_of
      and length(quote) between 40 and 160
    qualify row_number() over (partition by article_id order by confidence desc, condition_id) = 1
    order by regexp_matches(quote, '\b(unless|only if|on condition|until)\b') desc, confidence desc, condition_id
    limit 3
"""
TEXTS = "select id, text from article where id in ({ids})"
AROUND = 110  # characters of its sentence that stand before and after a quote
MOST = 20
TALLIES = "select article_id, coalesce(facts, 0) as facts from article_tally where article_id in ({ids})"
# By row: of millions of articles, reading a few by their ids takes ten times as long.
ARTICLES = """
    select article.id as article_id, article.title, coalesce(source.name, 'unknown source') as source,
           article.published_on, article.text
    from article left join source on source.id = article.source_id
    where article.rowid in ({ids})
"""
RANKED = 100  # of the articles that have some words: the ones that tell most of them are shown
PASSAGE = 80  # characters on either side of the words
ACTORS = """
    select actor_id, name, kind, principal, facts
    from actors
    where contains(lower(name), lower($wanted))
       or actor_id in (select actor_id from actor_name where starts_with(lower(name), lower($wanted)))
    order by lower(name) = lower($wanted) desc, facts desc, name, actor_id
    limit $most
"""
WEAPONS = """
    select weapon_id, name, level, parent, facts
    from weapons
    where contains(lower(name), lower($wanted))
       or weapon_id in (select weapon_id from weapon_name where starts_with(lower(name), lower($wanted)))
    order by lower(name) = lower($wanted) desc, facts desc, name, weapon_id
    limit $most
"""


def home(request: Request) -> Response:
    """What is in the snapshot, how fresh it is, and questions to begin with."""
    known = library()
    return render(
        request,
        "home.html",
        holds=run(request, HOLDS).records()[0],
        kinds=run(request, KINDS).records(),
        beginnings=[known[name] for name in BEGINNINGS if name in known],
        subjects=by_subject(),
        examples=examples(request),
        total=len(known),
    )


def examples(request: Request) -> list[dict[str, Any]]:
    """A few quotes of conditions, each with its sentence around it."""
    found = run(request, EXAMPLES).records()
    texts = {one["id"]: one["text"] for one in by_ids(request, TEXTS, [one["article_id"] for one in found])}
    return [{**one, **sentence(texts.get(one["article_id"], ""), one["quote"])} for one in found]


def sentence(text: str, quote: str) -> dict[str, str]:
    """What stands before and after a quote in its sentence, or the end and the beginning of that."""
    at = text.find(quote)
    if at < 0:
        return {"before": "", "after": ""}
    before = re.split(r"(?<=[.!?\u201d\"])\s|\n", text[max(0, at - 400) : at])[-1]
    after = re.split(r"(?<=[.!?])\s|\n", text[at + len(quote) : at + len(quote) + 400])[0]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return {"before": before, "after": after}


def search(request: Request) -> Response:
    """Articles, actors, weapons and questions that have the words looked for."""
    wanted = request.query_params.get("q", "").strip()[:200]
    found = found_by(request, wanted) if wanted else None
    if request.url.path.endswith(".json"):
        return as_json(request, found or {})
    return render(request, "search.html", wanted=wanted, found=found, most=MOST, lead=links(request))


def found_by(request: Request, wanted: str) -> Mapping[str, Any]:
    """What has the words, by sort; of the articles also how many were looked through."""
    low = wanted.casefold()
    looked = with_words(request, wanted, most=RANKED)
    bound = {"wanted": wanted, "most": MOST}
    return {
        "questions": [
            {"name": q.name, "title": q.title, "question": q.question}
            for q in library().values()
            if low in f"{q.title} {q.question} {q.name} {q.note or ''}".casefold()
        ],
        "actors": run(request, ACTORS, bound).records(),
        "weapons": run(request, WEAPONS, bound).records(),
        "articles": [
            {**without(one, "text"), "passage": passage(one["text"], wanted)} for one in articles(request, looked)
        ],
        "looked": {"articles": looked.looked, "of": looked.total},
    }


def articles(request: Request, looked: Found) -> list[dict[str, Any]]:
    """The first of those that were found: with the words in their title, then that tell most, then the latest."""
    facts = {one["article_id"]: one["facts"] for one in by_ids(request, TALLIES, [one for one, _, _ in looked.ids])}
    ranked = sorted(looked.ids, key=lambda one: (not one[1], -facts.get(one[0], 0), -one[2]))[:MOST]
    found = {one["article_id"]: one for one in by_ids(request, ARTICLES, [row for _, _, row in ranked])}
    return [{**found[one], "facts": facts.get(one, 0)} for one, _, _ in ranked]


def without(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != name}


def passage(text: str, wanted: str) -> list[str] | None:
    """What stands before some words in a text, the words, and what stands after them; None if they are not there."""
    found = re.search(re.escape(wanted), text, re.IGNORECASE)
    if found is None:
        return None
    before = text[max(0, found.start() - PASSAGE) : found.start()]
    after = text[found.end() : found.end() + PASSAGE]
    if found.start() > PASSAGE:
        before = "… " + before.partition(" ")[2]
    if found.end() + PASSAGE < len(text):
        after = after.rpartition(" ")[0] + " …"
    return [before, found.group(), after]
