"""What ran: how each source stands, the runs with what they read and took, and what they could not take."""

import datetime as dt
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from schema.vocabulary import RunStatus
from workbench.web.reading import number_of, one_of
from workbench.web.rendering import as_json, render
from workbench.web.state import asked, run

PAGE, REJECTS = 50, 50
STANDING = """
    select last.*, succeeded.at as succeeded_at, max(succeeded.at) over (partition by last.loader) as freshest
    from (
        select * from load_run
        qualify row_number() over (partition by loader, source order by id desc) = 1
    ) as last
    left join (
        select loader, source, max(finished_at) as at from load_run where status = 'succeeded' group by loader, source
    ) as succeeded on succeeded.loader = last.loader and succeeded.source = last.source
    order by last.loader, last.source
    limit 500
"""
RUNS = """
    select * from load_run
    where ($loader is null or loader = $loader) and ($status is null or status = $status)
      and ($source is null or source = $source)
    order by started_at desc, id desc
    limit $most offset $skipped
"""
LOADERS = "select loader, count(*) as runs from load_run group by loader order by loader"
STATUSES = "select status, count(*) as runs from load_run group by status order by status"
ONE = "select * from load_run where id = $id"
REJECTED = """
    select locator, reason, raw_size, rejected_at from rejected_record where run_id = $id
    order by rejected_at, locator limit $most offset $skipped
"""
REASONS = """
    select reason, count(*) as records from (select reason from rejected_record where run_id = $id limit 100000)
    group by reason order by records desc, reason limit 20
"""
FIGURES = ("read", "inserted", "updated", "unchanged", "rejected", "closed", "facts")


def runs(request: Request) -> Response:
    """How the sources stand, and the runs of all or some, the newest first."""
    query = request.query_params
    chosen = {
        "loader": query.get("loader") or None,
        "status": one_of("status", query.get("status", ""), RunStatus),
        "source": query.get("source") or None,
    }
    page = number_of("page", query.get("page", ""))
    bound = {**chosen, "most": PAGE + 1, "skipped": (page - 1) * PAGE}
    found = [with_seconds(one) for one in run(request, RUNS, bound).records()]
    if request.url.path.endswith(".json"):
        return as_json(request, {"standing": standing(request), "runs": found[:PAGE]})
    about = asked(request)
    here = {name: value for name, value in chosen.items() if value}

    def link(number: int) -> str:
        return about.link("/runs", {**here, "page": str(number)} if number > 1 else here, "runs")

    return render(
        request,
        "runs.html",
        standing=standing(request) if page == 1 and not here else [],
        runs=found[:PAGE],
        chosen=chosen,
        loaders=run(request, LOADERS).records(),
        statuses=run(request, STATUSES).records(),
        page=page,
        previous=link(page - 1) if page > 1 else None,
        following=link(page + 1) if len(found) > PAGE else None,
        figures=FIGURES,
    )


def standing(request: Request) -> list[dict[str, Any]]:
    """Each source with its last run, and whether it is fresh, stale or failing by now."""
    from loaders.jobs import loaders
    from loaders.status import state_of

    known = loaders()
    told = []
    for one in run(request, STANDING).records():
        loader = known.get(one["loader"])
        state = state_of(one["loader"], RunStatus(one["status"]), one["freshest"])
        due = loader.due if loader else "with each publish" if one["loader"] == "resolve" else ""
        told.append({"state": state, "due": due, **with_seconds(one)})
    order = {"failing": 0, "stale": 1, "fresh": 2}
    return sorted(told, key=lambda one: (order[one["state"]], one["loader"], one["source"]))


def with_seconds(one: dict[str, Any]) -> dict[str, Any]:
    """A run with how long it took."""
    started, finished = one["started_at"], one["finished_at"]
    took = (finished - started).total_seconds() if isinstance(finished, dt.datetime) else None
    return {**one, "seconds": took}


def one_run(request: Request) -> Response:
    """A run: what it was told, what it read, what became of it, and each record that it could not take."""
    identifier = request.path_params["id"]
    found = run(request, ONE, {"id": identifier}).records() if len(identifier) < 200 and "\0" not in identifier else []
    if not found:
        raise HTTPException(404, f"There is no run {identifier[:80]!r} in this snapshot.")
    page = number_of("page", request.query_params.get("page", ""))
    bound = {"id": identifier, "most": REJECTS + 1, "skipped": (page - 1) * REJECTS}
    rejects = run(request, REJECTED, bound).records()
    one = with_seconds(found[0])
    if request.url.path.endswith(".json"):
        return as_json(request, one | {"rejects": rejects[:REJECTS]})
    about = asked(request)

    def link(number: int) -> str:
        return about.link(f"/runs/{identifier}", {"page": str(number)} if number > 1 else {}, "rejects")

    return render(
        request,
        "run.html",
        run=one,
        rejects=rejects[:REJECTS],
        reasons=run(request, REASONS, {"id": identifier}).records() if one["rejected"] else [],
        figures=FIGURES[:5],
        page=page,
        previous=link(page - 1) if page > 1 else None,
        following=link(page + 1) if len(rejects) > REJECTS else None,
        permanent=about.permanent(request.url.path),
    )
