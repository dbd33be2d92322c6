"""The list of actors, those of whom most is told first."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.vocabulary import ActorKind, Region
from workbench.web.envelope import Paged
from workbench.web.linking import links
from workbench.web.pages.paging import paged
from workbench.web.reading import one_of
from workbench.web.rendering import as_json, render
from workbench.web.state import run

LISTED = """
    select actors.actor_id, actors.name, actors.kind, actors.region, actors.principal,
           principal.canonical_id as principal_id, actors.facts,
           actors.listed_names is not null as listed, count(*) over () as total
    from actors
    left join actor on actor.id = actors.actor_id
    left join actor_canonical as principal on principal.actor_id = actor.principal_id
    where ($wanted is null
           or contains(lower(actors.name), lower($wanted))
           or actors.actor_id in (
               select actor_id from actor_name where starts_with(lower(name), lower($wanted))
               union all
               select canonical_id from listed_name
               join actor_canonical using (actor_id) where contains(lower(name), lower($wanted))
           ))
      and ($kind is null or actors.kind = $kind)
      and ($region is null or actors.region = $region)
      and ($principal is null or principal.canonical_id = $principal)
    order by actors.facts desc, actors.name, actors.actor_id
    limit $most offset $skipped
"""
NAME = "select name from actors where actor_id = $id"


def actors(request: Request) -> Response:
    """Actors with the words looked for in a name, of a kind, of a region, or acting for a state, a page at a time."""
    query = request.query_params
    chosen: Mapping[str, str | None] = {
        "q": query.get("q", "").strip()[:200] or None,
        "kind": one_of("kind", query.get("kind", ""), ActorKind),
        "region": one_of("region", query.get("region", ""), Region),
        "principal": query.get("principal") or None,
    }
    page = paged(request, "/actors", {key: value for key, value in chosen.items() if value})
    values: dict[str, Any] = {**chosen, "wanted": chosen["q"], "most": page.size, "skipped": page.skipped}
    del values["q"]
    rows = run(request, LISTED, values).records()
    if request.url.path.endswith(".json"):
        total = rows[0]["total"] if rows else 0
        told = [{key: value for key, value in row.items() if key != "total"} for row in rows]
        return as_json(request, told, Paged(page.number, page.size, total, "page"))
    principal = run(request, NAME, {"id": chosen["principal"]}).rows if chosen["principal"] else ()
    return render(
        request,
        "actors.html",
        actors=rows,
        page=page.of(rows[0]["total"] if rows else 0),
        chosen=chosen,
        kinds=list(ActorKind),
        regions=list(Region),
        principal=principal[0][0] if principal else chosen["principal"],
        lead=links(request),
    )
