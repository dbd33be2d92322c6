"""The first page: what is in here, how fresh it is, where to begin; and the search over all of it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from workbench.library import library
from workbench.web.pages.questions import by_subject
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, run

BEGINNINGS = (
    "conditional_on_giving_up",
    "who_asks_whom",
    "from_order_to_sanction",
    "refusals_and_reasons",
    "disagreements",
    "one_origin",
)
HOLDS = """
    select
        (select count(*) from article) as articles,
        (select count(*) from dataset_record) as records,
        (select count(*) from source) as sources,
        (select count(distinct weapon_id) from fact_objects) as weapons,
        (select count(distinct id) from (
            select who_id as id from chain_steps union all select whom_id from chain_steps
        ) as named where id is not null) as actors,
        (select count(*) from quotes) as quotes
"""
KINDS = "select kind, count(*) as facts from resolved_fact group by kind order by facts desc, kind"
ONE = r"""
    select quote, source, published_on, imposed_by, required_of, evidence_id
    from conditions
    where article_id is not null and stance = 'imposed' and imposed_by <> required_of
      and length(quote) between 40 and 160
    order by regexp_matches(quote, '\b(unless|only if|on condition|until)\b') desc, confidence desc, condition_id
    limit 1
"""
MOST = 20
ARTICLES = f"""
    select article_id, title, source, published_on, facts,
           case when place > 0 then substring(text, greatest(1, place - 60)::integer, 180) end as passage
    from (
        select articles.*, position(lower($wanted) in lower(text)) as place
        from articles
        where contains(lower(coalesce(title, '')), lower($wanted)) or contains(lower(text), lower($wanted))
    ) as found
    order by contains(lower(coalesce(title, '')), lower($wanted)) desc, facts desc, published_on desc, article_id
    limit {MOST}
"""
ACTORS = f"""
    select actor_id, name, kind, principal, steps
    from (
        select actor.id as actor_id, actor.name, actor.kind, principal.name as principal,
               (select count(*) from chain_steps where who_id = actor.id or whom_id = actor.id) as steps,
               lower(actor.name) = lower($wanted) as exact
        from actor
        left join actor as principal on principal.id = actor.principal_id
        where actor.same_as_id is null
          and (contains(lower(actor.name), lower($wanted))
               or actor.id in (select actor_id from actor_name where starts_with(lower(name), lower($wanted))))
    ) as found
    order by exact desc, steps desc, name, actor_id
    limit {MOST}
"""
WEAPONS = f"""
    select weapon_id, name, level, parent, facts
    from (
        select weapon.id as weapon_id, weapon.name, weapon.level, parent.name as parent,
               (select count(distinct fact_id) from fact_objects where fact_objects.weapon_id = weapon.id) as facts,
               lower(weapon.name) = lower($wanted) as exact
        from weapon_system as weapon
        left join weapon_system as parent on parent.id = weapon.parent_id
        where contains(lower(weapon.name), lower($wanted))
           or weapon.id in (select weapon_id from weapon_name where starts_with(lower(name), lower($wanted)))
    ) as found
    order by exact desc, facts desc, name, weapon_id
    limit {MOST}
"""


def home(request: Request) -> Response:
    """What is in the snapshot, how fresh it is, and questions to begin with."""
    known = library()
    example = run(request, ONE).records()
    return render(
        request,
        "home.html",
        holds=run(request, HOLDS).records()[0],
        kinds=run(request, KINDS).records(),
        beginnings=[known[name] for name in BEGINNINGS if name in known],
        subjects=by_subject(),
        example=example[0] if example else None,
        total=len(known),
    )


def search(request: Request) -> Response:
    """Articles, actors, weapons and questions that have the words looked for."""
    wanted = request.query_params.get("q", "").strip()[:200]
    found = found_by(request, wanted) if wanted else None
    if request.url.path.endswith(".json"):
        return as_json(request, found or {})
    return render(request, "search.html", wanted=wanted, found=found, most=MOST)


def found_by(request: Request, wanted: str) -> Mapping[str, list[dict[str, Any]]]:
    low = wanted.casefold()
    asked(request)
    return {
        "questions": [
            {"name": q.name, "title": q.title, "question": q.question}
            for q in library().values()
            if low in f"{q.title} {q.question} {q.name} {q.note or ''}".casefold()
        ],
        "actors": run(request, ACTORS, {"wanted": wanted}).records(),
        "weapons": run(request, WEAPONS, {"wanted": wanted}).records(),
        "articles": run(request, ARTICLES, {"wanted": wanted}).records(),
    }
