"""Snapshots with all that questions are asked about: news, a register and a list in two releases, events, a reject."""

import shutil
from pathlib import Path

import pytest

from extraction.names.reference import Reference
from loaders.publish import publish
from loaders.resolution.resolving import resolve
from schema.engine import open_engine
from tests.loaders.registers import FIRST, SECOND, SIPRI, written
from tests.loading import load_source
from tests.once import made_once


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
