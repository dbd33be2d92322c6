"""A snapshot as known on a day shows what a record shows that was loaded with only what existed then."""

import csv
import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from extraction.names.reference import Reference
from loaders.known.deriving import snapshot_of
from loaders.known.moment import Known
from loaders.lake.gdelt import FEEDS
from loaders.publish import layer, publish
from loaders.resolution.resolving import resolve
from loaders.snapshots import Snapshot
from schema.engine import open_engine
from schema.settings import SAMPLE
from tests.loaders.registers import COMPANY, FIRST, LATER, PERSON, SIPRI, sdn
from tests.loading import load_source
from workbench.asking import ask
from workbench.library import library
from workbench.runner import run

DAYS = [dt.date(2018, 10, 1), dt.date(2021, 12, 31), dt.date(2022, 12, 31)]
DEAL = "Turkiye,Russia,2017,,2,?,S-400 Triumf,SAM system,"
# What the register said in its earlier release: not yet handed over, one deal by another number, one not there.
EARLIER = (
    SIPRI.replace(f"{DEAL}2,,2019", f"{DEAL}0,,")
    .replace("Germany,2023,,54,,Leopard-2A8", "Germany,2022,,18,,Leopard-2A8")
    .replace("Peru,unknown", "Chile,unknown")
)
OFAC = {
    dt.date(2021, 8, 18): FIRST,
    dt.date(2022, 3, 1): sdn(PERSON.replace("Head of", "Former head of"), COMPANY, LATER),
    dt.date(2023, 2, 1): sdn(PERSON.replace("Passport U0012345", "Passport U0099999"), COMPANY.replace("NPWMD] [", "")),
    dt.date(2024, 5, 3): sdn(COMPANY, LATER),
}
REGISTER = {
    dt.date(2019, 3, 11): EARLIER,
    dt.date(2022, 3, 14): SIPRI.replace("2017; 2018", "2017"),
    dt.date(2024, 3, 11): SIPRI,
}
RELEASES = {"sipri": REGISTER, "ofac": OFAC}
ASKED = (
    "Turkey asked the United States for Patriot missiles. "
    "Washington refused to sell them unless Turkey scraps the S-400."
)
FURTHER: list[dict[str, str]] = [
    {"text": f"{ASKED} It was a bad month.", "published_on": "2021-06", "source": "The Month"},
    {"text": f"{ASKED} It was a bad year.", "published_on": "2021", "source": "The Year"},
    {"text": f"{ASKED} Nobody knows when.", "source": "The Ages"},
]
EVENTS = {"20180315120000": "1", "20220401120000": "2", "20211231234500": "3", "20220101000000": "4"}
CHOICES: dict[str, list[dict[str, str | None]]] = {
    "listed_on": [{}, {"on": "2022-06-01"}, {"over_arms": "yes"}],
    "list_changes": [{}, {"since": "2021-01-01", "until": "2026-01-01"}],
    "conditional_on_giving_up": [{}, {"weapon": "patriot"}],
    "transfers_of": [{}, {"weapon": "leopard-2"}],
}


class World(NamedTuple):
    """A record of its own, and the folder of its snapshots."""

    engine: Engine
    folder: Path

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"


def last_day(written: str) -> dt.date:
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def fill(world: World, reference: Reference, until: dt.date | None) -> Snapshot:
    """Loads all that existed on a day, in the order of its days, and publishes it."""

    def then(day: dt.date) -> bool:
        return until is None or day <= until

    news = world.folder / "news"
    news.mkdir(parents=True)
    with (SAMPLE / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if then(dt.date.fromisoformat(row["published_on"]))]
    with (news / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        shutil.copy(SAMPLE / row["file"], news)
    load_source(world.engine, reference, "articles", news, world.folder)
    further = [
        row for row in FURTHER if (then(last_day(row["published_on"])) if "published_on" in row else until is None)
    ]
    if further:
        (world.folder / "further.jsonl").write_text("".join(json.dumps(row) + "\n" for row in further))
        load_source(world.engine, reference, "articles", world.folder / "further.jsonl", world.folder)
    for name, day in [(name, day) for name, releases in RELEASES.items() for day in releases if then(day)]:
        load_release(world, reference, name, day)
    load_lake(world, reference, until)
    resolve(world.engine, reference)
    return publish(world.engine, world.snapshots)


def load_release(world: World, reference: Reference, name: str, day: dt.date) -> None:
    file = world.folder / f"{'sdn' if name == 'ofac' else 'trade-register'}_{day}.csv"
    file.write_bytes(RELEASES[name][day].encode("cp1252" if name == "sipri" else "utf-8"))
    load_source(world.engine, reference, name, file, world.folder, day=day, force=True)


def load_lake(world: World, reference: Reference, until: dt.date | None) -> None:
    said = {"SQLDATE": "20180315", "EventCode": "101", "NumSources": "1"}
    said |= {"Actor1CountryCode": "USA", "Actor2CountryCode": "TUR"}
    for feed in FEEDS.values():
        lines = []
        for added, event in EVENTS.items():
            if until is None or dt.datetime.strptime(added[:8], "%Y%m%d").date() <= until:  # noqa: DTZ007 - a day
                row = said | {
                    "GLOBALEVENTID": event,
                    "DATEADDED": added,
                    "EventTimeDate": added,
                    "MentionTimeDate": added,
                }
                lines.append("\t".join(row.get(name, "") for name in feed.columns) + "\n")
        file = world.folder / f"{feed.kind}.tsv"
        file.write_text("".join(lines))
        if lines:
            load_source(world.engine, reference, "gdelt", file, world.folder)


def answers(folder: Path, snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """The answer to every saved question, all rows of every view for people, and what the resolver judged.

    Of where a record stands only the name of the file, as the folders differ.
    """
    judged = "select left_id, right_id, verdict, score from judgement where not by_person order by all"
    found = {"judgement": run(folder, judged, snapshot=snapshot).records()}
    for name, question in library().items():
        if "load_run" in question.sql:
            continue  # when the database loaded what is no matter of what was published
        for given in CHOICES.get(name, [{}]):
            found[f"{name} {given}"] = ask(folder, name, given, snapshot=snapshot).records()
    for view in sorted(layer()):
        rows = run(folder, f"select * from {view} order by all", snapshot=snapshot).records()
        found[str(view)] = [
            {name: Path(value).name if name == "locator" and value else value for name, value in row.items()}
            for row in rows
        ]
    return found


def hold_equal(found: dict[str, list[dict[str, Any]]], expected: dict[str, list[dict[str, Any]]]) -> None:
    assert found.keys() == expected.keys()
    differ = {name: different(found[name], expected[name]) for name in expected if found[name] != expected[name]}
    assert not differ


@pytest.fixture(scope="module")
def whole(listed: Path, reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = made(listed, tmp_path_factory.mktemp("whole"))
    fill(world, reference, None)
    yield world
    world.engine.dispose()


def made(listed: Path, folder: Path) -> World:
    shutil.copy(listed, folder / "sqn.sqlite")
    return World(open_engine(f"sqlite:///{folder / 'sqn.sqlite'}"), folder)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_answer_is_that_of_a_replay(
    whole: World, listed: Path, reference: Reference, tmp_path: Path, day: dt.date
) -> None:
    replay = made(listed, tmp_path)
    then = fill(replay, reference, day)
    known = snapshot_of(whole.snapshots, Known(day))
    assert known.as_of == day.isoformat()
    assert known.rows["fact"] > 20
    hold_equal(answers(whole.snapshots, known), answers(replay.snapshots, then))
    replay.engine.dispose()


def different(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> str:
    """The first rows that one answer has and the other has not."""
    more = [row for row in found if row not in expected][:2]
    less = [row for row in expected if row not in found][:2]
    return f"{len(found)} rows, not {len(expected)}; only in it: {more}; missing: {less}"


def test_what_a_register_told_before_it_was_revised_is_told(whole: World) -> None:
    def told(day: dt.date, statement: str) -> list[tuple[Any, ...]]:
        return list(run(whole.snapshots, statement, snapshot=snapshot_of(whole.snapshots, Known(day))).rows)

    bought = (
        "select distinct stage from transfer join evidence using (fact_id) "
        "where supplier_id = 'RU' and recipient_id = 'TR' and dataset_record_id is not null order by stage"
    )
    assert told(dt.date(2018, 10, 1), bought) == []
    assert told(dt.date(2021, 12, 31), bought) == [("ordered",)]
    assert told(dt.date(2023, 6, 30), bought) == [("delivered",), ("ordered",)]
    head = (
        "select distinct quote like 'DOE, Jane%' from sanctions "
        "where target_named_id = 'ofac:9001' and stage = 'imposed'"
    )
    assert told(dt.date(2021, 12, 31), head) == [(True,)]
    lifted = "select count(*) > 0 from sanctions where stage = 'lifted' and record_id is not null"
    assert [told(day, lifted) for day in (dt.date(2021, 12, 31), dt.date(2023, 6, 30))] == [[(False,)], [(True,)]]
    passport = "select value from actor_identifier where actor_id = 'ofac:9001' and scheme = 'passport'"
    assert told(dt.date(2021, 12, 31), passport) != told(dt.date(2023, 6, 30), passport)


def test_the_end_of_a_month_or_year_counts(whole: World) -> None:
    def shown(day: dt.date) -> set[str]:
        known = snapshot_of(whole.snapshots, Known(day))
        assert known.undated == 1
        rows = run(whole.snapshots, "select source from articles where title is null", snapshot=known).rows
        return {str(source) for (source,) in rows} & {"The Month", "The Year", "The Ages"}

    assert shown(dt.date(2018, 10, 1)) == set()
    assert shown(dt.date(2021, 12, 31)) == {"The Month", "The Year"}
