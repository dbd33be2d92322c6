"""What changed since the last snapshot: nothing, a fact that is new, one that is reviewed, and no more than that."""

import datetime as dt
from pathlib import Path

from sqlalchemy import Engine, insert, select, update

from extraction.names.reference import Reference
from loaders.publish import publish
from schema.engine import writing
from schema.models import Fact, Review
from schema.settings import SAMPLE
from tests.loading import load_articles
from workbench.asking import ask


def test_what_changed_since_the_last_snapshot(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    folder, reports = tmp_path / "snapshots", sorted(SAMPLE.glob("*.txt"))[:6]
    for number, report in enumerate(reports):
        (tmp_path / "first" if number < 3 else tmp_path / "second").mkdir(exist_ok=True)
        (tmp_path / ("first" if number < 3 else "second") / report.name).write_bytes(report.read_bytes())
    load_articles(empty, reference, tmp_path / "first")
    with writing(empty) as connection:  # as if they had been loaded long before
        connection.execute(update(Fact).values(recorded_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    publish(empty, folder)
    first = ask(folder, "recorded_since", {}).rows
    assert first, "of a first snapshot, all of the newest day"
    publish(empty, folder)
    assert ask(folder, "recorded_since", {}).rows == (), "nothing happened between the two"
    assert len(ask(folder, "recorded_since", {"since": "2019-12-31"}).rows) == len(first)
    load_articles(empty, reference, tmp_path / "second")
    with writing(empty) as connection:
        reviewed = connection.scalars(select(Fact.id).order_by(Fact.recorded_at, Fact.id)).first()
        decided = {"reviewer": "ada", "decision": "accept", "before": {}, "after": {}, "decided_at": later()}
        connection.execute(insert(Review).values(id="r-1", fact_id=reviewed, **decided))
    publish(empty, folder)
    rows = {row["fact_id"]: row["change"] for row in ask(folder, "recorded_since", {}).records()}
    assert rows.pop(str(reviewed)) == "reviewed"
    assert rows
    assert set(rows.values()) == {"new"}
    assert not set(rows) & {row[-2] for row in first}


def later() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
