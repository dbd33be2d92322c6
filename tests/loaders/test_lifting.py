"""Sanctions of a list over its releases: imposed, lifted, imposed again, each with days of its own."""

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, update

from extraction.names.reference import Reference
from schema.engine import reading, writing
from schema.models import DatasetRecord, Evidence, Fact, Listing, Sanction
from schema.rules import violations
from schema.vocabulary import ReviewState, SanctionStage
from tests.loaders.registers import COMPANY, LATER, PERSON, sdn, written
from tests.loading import load_source

DAYS = [dt.date(2021, 8, 18), dt.date(2022, 3, 1), dt.date(2023, 3, 1), dt.date(2024, 3, 1), dt.date(2025, 3, 1)]
IMPOSED, LIFTED = SanctionStage.IMPOSED, SanctionStage.LIFTED


def released(engine: Engine, reference: Reference, folder: Path, day: dt.date, *entries: str) -> None:
    source = written(folder, f"sdn_{day}.csv", sdn(*entries))
    load_source(engine, reference, "ofac", source, folder, force=True)
    with reading(engine) as connection:
        assert not violations(connection)


def told(engine: Engine, target: str) -> list[tuple[Any, ...]]:
    """Stage, first and last day of each sanction on a target, and the release of the record that it stands on."""
    with reading(engine) as connection:
        rows = connection.execute(
            select(Sanction.stage, Fact.earliest, Fact.latest, DatasetRecord.first_seen)
            .join(Fact, Fact.id == Sanction.fact_id)
            .join(Evidence, Evidence.fact_id == Fact.id)
            .join(DatasetRecord, DatasetRecord.id == Evidence.dataset_record_id)
            .where(Sanction.target_id == target)
            .order_by(Fact.latest, Sanction.stage.desc())
        )
        return [tuple(row) for row in rows]


def intervals(engine: Engine, entry: str) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        found = select(Listing.programme, Listing.first_seen, Listing.gone_by).where(Listing.entry == entry)
        return sorted((tuple(row) for row in connection.execute(found)), key=repr)


def after(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def test_an_entry_that_comes_again_is_listed_anew_and_what_was_stays(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    one, two, three, four, five = DAYS
    weapons = LATER.replace("SDGT] [NPWMD", "NPWMD")
    released(empty, reference, tmp_path, one, PERSON, weapons)
    released(empty, reference, tmp_path, two, PERSON)
    released(empty, reference, tmp_path, three, PERSON, weapons.replace("LATE", "LATER"))
    assert intervals(empty, "9004") == [("NPWMD", one, two), ("NPWMD", three, None)]
    first = [(IMPOSED, None, one, one), (LIFTED, after(one), two, one)]
    again = [(IMPOSED, after(two), three, three)]
    assert told(empty, "ofac:9004") == first + again
    released(empty, reference, tmp_path, four, PERSON, weapons)  # changed: the days of what it tells stay
    assert told(empty, "ofac:9004") == [*first, (IMPOSED, after(two), three, four)]
    released(empty, reference, tmp_path, five, PERSON)
    assert told(empty, "ofac:9004") == [
        *first, (IMPOSED, after(two), three, four), (LIFTED, after(four), five, four),
    ]  # fmt: skip
    assert intervals(empty, "9004") == [("NPWMD", one, two), ("NPWMD", three, five)]


def test_a_programme_that_an_entry_leaves_is_lifted_and_may_come_again(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    one, two, three, four, _ = DAYS
    without = COMPANY.replace("NPWMD] [IFSR", "IFSR")
    released(empty, reference, tmp_path, one, COMPANY)
    released(empty, reference, tmp_path, two, without)
    first = [(IMPOSED, None, one, one), (LIFTED, after(one), two, one)]
    assert told(empty, "ofac:9002") == first
    released(empty, reference, tmp_path, three, without.replace("77001", "77002"))
    assert told(empty, "ofac:9002") == first
    released(empty, reference, tmp_path, four, COMPANY)
    assert told(empty, "ofac:9002") == [*first, (IMPOSED, after(three), four, four)]
    assert intervals(empty, "9002") == [("IFSR", one, None), ("NPWMD", one, two), ("NPWMD", four, None)]


def test_a_release_that_is_put_right_lifts_nothing(empty: Engine, reference: Reference, tmp_path: Path) -> None:
    one, two, *_ = DAYS
    released(empty, reference, tmp_path, one, PERSON, COMPANY)
    before = told(empty, "ofac:9002"), intervals(empty, "9002")
    released(empty, reference, tmp_path, two, PERSON)
    assert told(empty, "ofac:9002") != before[0]
    released(empty, reference, tmp_path, two, PERSON, COMPANY)
    assert [row[:3] for row in told(empty, "ofac:9002")] == [row[:3] for row in before[0]]
    assert intervals(empty, "9002") == before[1]
    released(empty, reference, tmp_path, two, PERSON, COMPANY, LATER)
    released(empty, reference, tmp_path, two, PERSON, COMPANY, LATER.replace("SDGT] [NPWMD", "SDGT"))
    assert told(empty, "ofac:9004") == []  # only a first reading of that day told it
    assert intervals(empty, "9004") == [("SDGT", two, None)]


def test_what_a_person_reviewed_stays_and_what_was_rejected_is_not_lifted(
    empty: Engine, reference: Reference, tmp_path: Path
) -> None:
    one, two, *_ = DAYS
    released(empty, reference, tmp_path, one, PERSON, COMPANY, LATER)
    with writing(empty) as connection:
        for target, state in (("ofac:9002", ReviewState.ACCEPTED), ("ofac:9004", ReviewState.REJECTED)):
            of_target = select(Sanction.fact_id).where(Sanction.target_id == target)
            connection.execute(update(Fact).where(Fact.id.in_(of_target)).values(review_state=state))
    changed = COMPANY.replace("77001", "77002")
    for written_so in (changed, changed.replace("77002", "77003")):  # the same day twice
        released(empty, reference, tmp_path, two, PERSON, written_so)
        assert told(empty, "ofac:9002") == [(IMPOSED, None, one, one), (IMPOSED, None, one, two)]
        assert told(empty, "ofac:9004") == [(IMPOSED, None, one, one)]
