"""The list of weapon systems, those of which most is told first."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schema.vocabulary import WeaponLevel
from workbench.web.envelope import Paged
from workbench.web.linking import links
from workbench.web.pages.paging import paged
from workbench.web.reading import one_of
from workbench.web.rendering import as_json, render
from workbench.web.state import run

LISTED = """
    select weapons.weapon_id, weapons.name, weapons.level, weapons.parent, weapon_system.parent_id, weapons.origins,
           weapons.un_category, weapons.facts, count(*) over () as total
    from weapons
    join weapon_system on weapon_system.id = weapons.weapon_id
    where ($wanted is null
           or contains(lower(weapons.name), lower($wanted))
           or weapons.weapon_id in (select weapon_id from weapon_name where contains(lower(name), lower($wanted))))
      and ($level is null or weapons.level = $level)
      and ($under is null or weapons.weapon_id in (
          select weapon_id from weapon_lineage where ancestor_id = $under
      ))
    order by weapons.facts desc, weapons.name, weapons.weapon_id
    limit $most offset $skipped
"""
KINDS = """
    select weapon_id, name from weapons where level = 'category' and parent = 'weapons' order by name
"""


def weapons(request: Request) -> Response:
    """Weapon systems with the words looked for in a name, of a level, below another, a page at a time."""
    query = request.query_params
    chosen = {
        "q": query.get("q", "").strip()[:200] or None,
        "level": one_of("level", query.get("level", ""), WeaponLevel),
        "under": query.get("under") or None,
    }
    page = paged(request, "/weapons", {key: value for key, value in chosen.items() if value})
    values: dict[str, Any] = {
        "wanted": chosen["q"],
        "level": chosen["level"],
        "under": chosen["under"],
        "most": page.size,
        "skipped": page.skipped,
    }
    rows = run(request, LISTED, values).records()
    if request.url.path.endswith(".json"):
        total = rows[0]["total"] if rows else 0
        told = [{key: value for key, value in row.items() if key != "total"} for row in rows]
        return as_json(request, told, Paged(page.number, page.size, total, "page"))
    return render(
        request,
        "weapons.html",
        weapons=rows,
        page=page.of(rows[0]["total"] if rows else 0),
        chosen=chosen,
        levels=list(WeaponLevel),
        kinds=run(request, KINDS).records(),
        lead=links(request),
    )
