"""The application over the snapshots of the tests, asked in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.workbench.web.serving import settings_of
from workbench.web.application import application
from workbench.web.settings import WebSettings

Opened = Callable[[WebSettings], TestClient]


@pytest.fixture(scope="session")
def site(answered: Path) -> Iterator[TestClient]:
    """The pages as anybody on this machine reads them; cookies are not kept between tests by `fresh`."""
    with TestClient(application(settings_of(answered.parent)), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def client(site: TestClient) -> Iterator[TestClient]:
    """The same as a reader who comes for the first time."""
    site.cookies.clear()
    yield site
    site.cookies.clear()


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens the application with settings of one's own."""
    clients = []

    def open_one(settings: WebSettings) -> TestClient:
        client = TestClient(application(settings), base_url="http://localhost", raise_server_exceptions=False)
        client.__enter__()
        clients.append(client)
        return client

    yield open_one
    for client in clients:
        client.__exit__()
