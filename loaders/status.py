"""How the sources stand, read off the ledger of runs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, func, select

from loaders.jobs import loaders
from loaders.ledger import now
from schema.engine import reading
from schema.models import LoadRun
from schema.vocabulary import RunStatus

STATES = ("fresh", "stale", "failing")


@dataclass(frozen=True)
class Standing:
    """A loader and a source: how its last run went, and when one last succeeded."""

    loader: str
    source: str
    state: str
    run_id: str
    started_at: dt.datetime
    succeeded_at: dt.datetime | None
    read: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    closed: int
    message: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in asdict(self).items()
        }


def standing(engine: Engine) -> list[Standing]:
    """Every source that was ever loaded, by loader and source; an address or path is a source of its own."""
    last = select(LoadRun.loader, LoadRun.source, func.max(LoadRun.id).label("id")).group_by(
        LoadRun.loader, LoadRun.source
    )
    newest = last.subquery()
    succeeded = (
        select(LoadRun.loader, LoadRun.source, func.max(LoadRun.finished_at).label("at"))
        .where(LoadRun.status == RunStatus.SUCCEEDED)
        .group_by(LoadRun.loader, LoadRun.source)
        .subquery()
    )
    statement = (
        select(*LoadRun.__table__.columns, succeeded.c.at)
        .join(newest, newest.c.id == LoadRun.id)
        .outerjoin(succeeded, (succeeded.c.loader == LoadRun.loader) & (succeeded.c.source == LoadRun.source))
        .order_by(LoadRun.loader, LoadRun.source)
    )
    # A register is fresh by its newest release, whichever file or address it came from.
    with reading(engine) as connection:
        rows = connection.execute(statement).mappings().all()
    freshest: dict[str, dt.datetime] = {}
    for row in rows:
        if row["at"] is not None:
            freshest[row["loader"]] = max(freshest.get(row["loader"], row["at"]), row["at"])
    return [standing_of(dict(row), freshest.get(row["loader"])) for row in rows]


def standing_of(row: dict[str, Any], freshest: dt.datetime | None) -> Standing:
    return Standing(
        row["loader"],
        row["source"],
        state_of(row["loader"], row["status"], freshest),
        row["id"],
        row["started_at"],
        row["at"],
        row["read"],
        row["inserted"],
        row["updated"],
        row["unchanged"],
        row["rejected"],
        row["closed"],
        row["message"],
    )


def state_of(loader: str, status: RunStatus, freshest: dt.datetime | None) -> str:
    if status in (RunStatus.FAILED, RunStatus.CRASHED):
        return "failing"
    known = loaders().get(loader)
    if known is None or known.stale is None or freshest is None:
        return "fresh"
    return "stale" if now() - freshest > dt.timedelta(days=known.stale) else "fresh"


FIGURES = (
    ("read", "Records met by the last run"),
    ("inserted", "Records new to the database in the last run"),
    ("updated", "Records changed by the last run"),
    ("unchanged", "Records that the last run found as they were"),
    ("rejected", "Records that the last run could not take"),
    ("closed", "Records of earlier releases that the last run closed"),
)


def figures(found: Sequence[Standing]) -> str:
    """The standings in Prometheus' text format."""
    lines: list[str] = []

    def gauge(name: str, says: str, values: list[tuple[Standing, float]]) -> None:
        lines.extend((f"# HELP sqn_{name} {says}", f"# TYPE sqn_{name} gauge"))
        for each, value in values:
            labels = f'loader="{escaped(each.loader)}",source="{escaped(each.source)}"'
            lines.append(f"sqn_{name}{{{labels}}} {value}")

    gauge("state", "0 fresh, 1 stale, 2 failing", [(each, STATES.index(each.state)) for each in found])
    gauge(
        "last_success_seconds",
        "When a run of the source last succeeded, in seconds since 1970",
        [(each, round(each.succeeded_at.timestamp())) for each in found if each.succeeded_at],
    )
    for name, says in FIGURES:
        gauge(f"last_run_{name}", says, [(each, getattr(each, name)) for each in found])
    return "\n".join(lines) + "\n"


def escaped(written: str) -> str:
    return written.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
