"""Files of GDELT 2.0 of our own making, and what a lake holds of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Engine, select

from extraction.names.reference import Reference
from loaders.lake.gdelt import EVENTS, FEEDS, MENTIONS
from loaders.lake.lake import files, scan
from loaders.ledger import Run
from schema.engine import reading
from schema.models import LoadRun
from tests.loading import load_source

ADDED = "20240315120000"


def event(number: object, day: str = "20240315", added: str = ADDED, **cells: str) -> str:
    """A line of events of our own making: the United States asks Turkey."""
    told = {
        "GLOBALEVENTID": str(number),
        "SQLDATE": day,
        "MonthYear": day[:6],
        "EventYear": day[:4],
        "FractionDate": "2024.2",
        "Actor1Code": "USAGOV",
        "Actor1Name": 'THE "WHITE HOUSE"',
        "Actor1CountryCode": "USA",
        "Actor2Code": "TUR",
        "Actor2CountryCode": "TUR",
        "IsRootEvent": "1",
        "EventCode": "1012",
        "EventRootCode": "10",
        "GoldsteinScale": "-5.0",
        "NumMentions": "4",
        "NumSources": "2",
        "NumArticles": "4",
        "DATEADDED": added,
        "SOURCEURL": "https://news.example/a",
    } | cells
    return "\t".join(told.get(name, "") for name in EVENTS)


def mention(number: object, sentence: int = 1, when: str = ADDED, **cells: str) -> list[str]:
    told = {
        "GLOBALEVENTID": str(number),
        "EventTimeDate": when,
        "MentionTimeDate": when,
        "MentionIdentifier": "https://news.example/a,b",
        "SentenceID": str(sentence),
        "MentionDocTone": "-1.5",
    } | cells
    return [told.get(name, "") for name in MENTIONS]


def written(folder: Path, lines: Sequence[str], name: str = "20240315120000.export.CSV") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def load(engine: Engine, reference: Reference, path: Path, home: Path, kind: str | None = None) -> Run:
    run = load_source(engine, reference, "gdelt", path, home, kind=kind)
    with reading(engine) as connection:
        row: Any = connection.execute(select(LoadRun).where(LoadRun.id == run.id)).one()
    counts = run.counts
    assert row.read == counts.read == counts.inserted + counts.updated + counts.unchanged + counts.rejected
    return run


def counted(run: Run) -> tuple[int, int, int]:
    return run.counts.inserted, run.counts.unchanged, run.counts.rejected


def held(home: Path, what: str = "*", kind: str = "events") -> list[Any]:
    paths = files(home / "lake", FEEDS[kind])
    return duckdb.execute(f"select {what} from {scan(paths)} order by all").fetchall() if paths else []
