"""Snapshots with all that questions are asked about: news, a register and a list in two releases, events, a reject."""

import shutil
from pathlib import Path

import pytest

from extraction.names.reference import Reference
from loaders.publish import publish
from loaders.reference import load_reference
from loaders.resolution.resolving import resolve
from schema.engine import open_engine
from schema.migrating import ensure_schema
from tests.loaders.registers import FIRST, SECOND, SIPRI, written
from tests.loading import load_articles, load_source
from tests.once import made_once

REPORTS = {
    "2020-03-04": "Turkey asked the United States for Patriot missiles. Washington refused to sell them unless Turkey "
    "scraps the S-400 it bought from Russia.",
    "2020-03-05": "Ankara asked Washington for Patriot missiles. \x1b[31mThe minister confirmed it.",
    "2021-02-01": "Greece asked France for Rafale fighter jets.",
}


@pytest.fixture(scope="session")
def answered(filled: Path, snapshots: Path, reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a snapshot of the sample of news beside small registers of our own, accounts led together."""

    def make(home: Path) -> None:
        shutil.copy(filled, home / "sqn.sqlite")
        shutil.copytree(snapshots.parent / "lake", home / "lake")
        engine = open_engine(f"sqlite:///{home / 'sqn.sqlite'}")
        load_source(engine, reference, "sipri", written(home, "register.csv", SIPRI, "cp1252"), home)
        load_source(engine, reference, "ofac", written(home, "sdn_2021-08-18.csv", FIRST), home)
        load_source(engine, reference, "ofac", written(home, "sdn_2024-05-03.csv", SECOND), home, force=True)
        load_source(engine, reference, "articles", written(home, "broken.jsonl", '{"text": \n'), home)
        resolve(engine, reference)
        publish(engine, home / "snapshots")
        engine.dispose()

    return made_once(tmp_path_factory, "answered", make) / "snapshots"


@pytest.fixture
def home(tmp_path: Path, filled: Path, snapshots: Path) -> Path:
    """A home with the sample loaded and published."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "sqn.sqlite").write_bytes(filled.read_bytes())
    (folder / "snapshots").symlink_to(snapshots)
    return folder


@pytest.fixture(scope="session")
def reviewable(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """A database of three short reports, coded and resolved."""
    folder = tmp_path_factory.mktemp("reviewable")
    engine = open_engine(f"sqlite:///{folder / 'sqn.sqlite'}")
    ensure_schema(engine)
    load_reference(engine, reference, "lists")
    (folder / "reports").mkdir()
    for day, text in REPORTS.items():
        (folder / "reports" / f"{day}-report.txt").write_text(f"A report of {day}\n\n{text}\n")
    load_articles(engine, reference, folder / "reports")
    resolve(engine, reference)
    with engine.connect() as connection:
        connection.exec_driver_sql("rollback")
        connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
    engine.dispose()
    return folder / "sqn.sqlite"
