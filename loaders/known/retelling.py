"""What registers told before they were revised: the records are kept as released, so what they mean is read off anew.

A fact of a register gives way to what the record tells in a later release; here the versions that stood on the day are
understood again, by the code that loads them. A sanction keeps the days on which it first came onto its list.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from extraction.names.reference import Reference
from loaders.jobs import loaders
from loaders.known.uniting import column
from loaders.known.writing import ids_as, insert_rows
from loaders.registers.facts import about, add_fact, evidence_id, evidence_of
from loaders.registers.lifting import AGAIN, LIFTED_BY
from loaders.registers.register import Edition, NewActor, Record, Seen, Told
from loaders.storing import short_hash
from schema import models
from schema.vocabulary import FactKind, ReviewState

REVISED = """
    select record.source_id, record.key, record.locator, record.raw, record.says, record.id, record.first_seen,
        record.run_id, load_run.started_at::varchar as recorded_at
    from dataset_record as record
    join load_run on load_run.id = record.run_id
    join base.dataset_record as later on later.id = record.id
    where record.gone_by is null
      and (later.gone_by is not null
           or record.id in (select dataset_record_id from base.evidence
                            where dataset_record_id is not null and id not in (select id from evidence)))
    order by record.source_id, record.key
"""


@dataclass(frozen=True)
class Version:
    """A record as it stood, and how it came onto the record."""

    record: Record
    id: str
    source: str
    first_seen: dt.date
    run_id: str
    recorded_at: dt.datetime


def retell(duck: duckdb.DuckDBPyConnection, reference: Reference) -> set[str]:
    """Adds the facts that revised records told to the current database, out of `base`; returns their ids."""
    editions = {edition.source: edition for loader in loaders().values() for edition in loader.editions}
    added: set[str] = set()
    for source, versions in by_source(duck):
        if source in editions:
            added |= retell_source(duck, reference, editions[source], versions)
    return added


def by_source(duck: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Version]]]:
    found: dict[str, list[Version]] = {}
    for source, key, locator, raw, says, id_, first_seen, run, recorded_at in duck.execute(REVISED).fetchall():
        record = Record(key, locator, json.loads(raw), says)
        at = dt.datetime.fromisoformat(recorded_at)
        found.setdefault(source, []).append(Version(record, id_, source, first_seen, run, at))
    yield from found.items()


def retell_source(
    duck: duckdb.DuckDBPyConnection, reference: Reference, edition: Edition, versions: Sequence[Version]
) -> set[str]:
    releases = duck.execute("select released_on from dataset_release where source_id = ?", [edition.source]).fetchall()
    known = Known(duck, edition.source)
    actors: list[NewActor] = []
    rows: dict[type[models.Base], list[dict[str, Any]]] = {}
    added: set[str] = set()
    for version in versions:
        before = max((day for (day,) in releases if day < version.first_seen), default=None)
        meaning = edition.understand(version.record, reference, Seen(before, version.first_seen))
        actors += meaning.actors
        for told in meaning.facts:
            key = known.key_of(f"{version.source} {version.record.key} {told.aspect}", told, version.first_seen)
            fact, stamp = "f-" + short_hash(key), {"recorded_at": version.recorded_at, "run_id": version.run_id}
            if evidence_id(fact, version.id) in known.evidence:
                continue
            shown = known.with_days(key, told)
            evidence = evidence_of(fact, version.id, shown) | stamp
            rows.setdefault(models.Evidence, []).append(evidence)
            if fact in known.facts:
                continue
            add_fact(rows, fact, key, shown, stamp | {"review_state": known.state_of(key)})
            rows.setdefault(models.Assertion, []).extend(
                {"evidence_id": evidence["id"], "field": field, "value": value}
                for field, value in dict.fromkeys(shown.says)
            )
            added.add(fact)
    for model, told_rows in rows.items():
        insert_rows(duck, model.__tablename__, told_rows)
    tell_actors(duck, edition.source, actors)
    return added


class Known:
    """What a snapshot knows of the facts of a data set, and what is left of them."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, source: str) -> None:
        self.evidence = column(duck, "select id from evidence where dataset_record_id is not null")
        self.facts = column(duck, "select id from fact")
        rows = duck.execute(
            "select key, earliest, latest, date_words, review_state from base.fact where starts_with(key, $source)",
            {"source": f"{source} "},
        ).fetchall()
        self.rows: Mapping[str, tuple[Any, ...]] = {key: tuple(row) for key, *row in rows}
        self.episodes: dict[str, list[str]] = {}
        for key in sorted(self.rows):
            if not LIFTED_BY.fullmatch(key) and AGAIN.search(key):
                self.episodes.setdefault(AGAIN.sub("", key), []).append(key)

    def key_of(self, key: str, told: Told, day: dt.date) -> str:
        """The key of the fact on a day: of a sanction that was imposed again by then, the last one's."""
        if told.kind is not FactKind.SANCTION:
            return key
        begun = [each for each in self.episodes.get(key, ()) if each[-10:] <= day.isoformat()]
        return begun[-1] if begun else key

    def with_days(self, key: str, told: Told) -> Told:
        if not told.by_release or key not in self.rows:
            return told
        earliest, latest, words, _ = self.rows[key]
        return replace(told, earliest=earliest, latest=latest, date_words=words)

    def state_of(self, key: str) -> ReviewState:
        """A fact that people threw out stays out, whichever version of its record tells it."""
        rejected = key in self.rows and self.rows[key][-1] == ReviewState.REJECTED
        return ReviewState.REJECTED if rejected else ReviewState.UNREVIEWED


def tell_actors(duck: duckdb.DuckDBPyConnection, source: str, actors: Iterable[NewActor]) -> None:
    """Brings back what a list told of actors."""
    wanted = {actor.id: actor for actor in actors}
    if not wanted:
        return
    ids_as(duck, "wanted", sorted(wanted))
    for model, rows in about(source, wanted.values()).items():
        table = model.__tablename__
        duck.execute(f"delete from {table} where source_id = ? and actor_id in (select id from wanted)", [source])
        insert_rows(duck, table, rows)
    duck.unregister("wanted")
    told = [
        {"id": actor.id, "kind": str(actor.kind), "name": actor.name, "principal_id": actor.principal}
        for actor in wanted.values()
    ]
    duck.register("told", pa.Table.from_pylist(told))
    duck.execute(
        "update actor set kind = told.kind, name = told.name, principal_id = told.principal_id "
        "from told where told.id = actor.id"
    )
    duck.unregister("told")
