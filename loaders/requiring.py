"""Whether the loaders without whose news nothing is to be published have done their work."""

from collections.abc import Sequence

from sqlalchemy import Engine, select

from loaders.jobs import loader_named
from loaders.status import Standing, standing
from schema.engine import reading
from schema.errors import SqnError
from schema.models import LoadRun
from schema.vocabulary import RunStatus


def require(engine: Engine, names: Sequence[str], since: str | None) -> None:
    """Raises SqnError unless each of these loaders ended its newest run well, and no source of it failed since.

    `since` is when the current snapshot was published: a source that failed before it held up nothing then, and may be
    one that nobody loads any more. Raises QueryError for a loader that there is none of.
    """
    for name in names:
        loader_named(name)
    told = [why for name in dict.fromkeys(names) if (why := lacking(engine, name, since))]
    if told:
        raise SqnError("not published, the last snapshot stays: " + "; ".join(told))


def lacking(engine: Engine, name: str, since: str | None) -> str | None:
    """What a loader lacks, in words."""
    found = [each for each in standing(engine) if each.loader == name]
    if not found:
        return f"{name} was never loaded: `sqn load {name} SOURCE…`"
    newest = max(found, key=lambda each: each.run_id)
    states = states_of(engine, [each.run_id for each in found])
    for each in sorted(found, key=lambda each: each.run_id, reverse=True):
        state = states[each.run_id]
        if state is not RunStatus.SUCCEEDED and (each is newest or since is None or later(each, since)):
            return described(each, state)
    return None


def states_of(engine: Engine, runs: Sequence[str]) -> dict[str, RunStatus]:
    with reading(engine) as connection:
        found = connection.execute(select(LoadRun.id, LoadRun.status).where(LoadRun.id.in_(runs)))
        return {row.id: row.status for row in found}


def later(each: Standing, since: str) -> bool:
    return each.started_at.isoformat(timespec="seconds") > since


def described(each: Standing, state: RunStatus) -> str:
    """Which run, of what, when and why."""
    at = f"{each.started_at:%Y-%m-%d %H:%M} UTC"
    run = f"the run {each.run_id} of {each.loader} over {each.source}, begun {at},"
    if state is RunStatus.RUNNING:
        return (
            f"{run} has not ended: it still runs, or was killed and is taken over by the next `sqn load {each.loader}`"
        )
    why = (each.message or "no reason is on record").strip().splitlines()[0]
    return f"{run} {state}: {why} (`sqn retry {each.run_id}`, or load it again)"
