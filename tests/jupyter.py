"""JupyterLab for tests: a server with folders of its own, and a notebook in a browser."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page, expect

from schema.settings import CHECKOUT
from tests.commanding import COMMAND

START = 120  # seconds for a server to come up, on a machine however busy
WAIT = 120_000  # milliseconds for a cell to end
AGAIN = 5  # seconds after which a cell that does not run is told to once more


@dataclass(frozen=True)
class Server:
    """A JupyterLab that runs; `folder` holds its notebooks."""

    address: str
    token: str
    folder: Path
    settings: Path

    def theme(self, name: str) -> None:
        """Chooses a theme for the pages that are opened from now on: Light or Dark."""
        file = self.settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"theme": f"JupyterLab {name}"}))

    def write(self, name: str, *cells: str) -> None:
        """A notebook of code cells."""
        made = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],  # type: ignore[no-untyped-call]
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(made, self.folder / name)  # type: ignore[no-untyped-call]


@contextmanager
def serving(home: Path, room: Path) -> Iterator[Server]:
    """JupyterLab as `sqn lab` starts it, on the snapshots of a home, with nothing of this user's settings."""
    folder, token = room / "notebooks", secrets.token_hex(16)
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(room / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(room / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    around = (
        os.environ | own | {"SQN_HOME": str(home), "IPYTHONDIR": str(room / "ipython"), "PYTHONPATH": str(CHECKOUT)}
    )
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--port-retries=0",
        f"--IdentityProvider.token={token}",
    ]
    options += [f"--notebook-dir={folder}"]
    with (room / "log").open("wb") as log:
        process = subprocess.Popen([*COMMAND, "lab", *options], env=around, cwd=room, stdout=log, stderr=log)
    try:
        server = Server(f"http://127.0.0.1:{port}", token, folder, room / "settings")
        await_answer(server, process, room / "log")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def await_answer(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{server.address}/api?token={server.token}", timeout=5) as answer:
                assert "version" in json.load(answer)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not come up in {START} s:\n{log.read_text()}")


def opened(page: Page, server: Server, name: str) -> Locator:
    """A notebook alone on the page, its kernel ready."""
    page.goto(f"{server.address}/doc/tree/{name}?token={server.token}&reset")
    notebook = page.locator(".jp-Notebook")
    notebook.wait_for()
    indicator = page.locator(".jp-Notebook-ExecutionIndicator")
    expect(indicator).to_have_attribute("data-status", "idle", timeout=WAIT)
    return notebook


def ran(page: Page, notebook: Locator, number: int) -> Locator:
    """The output of a cell, counted from 0, after it was run.

    A page that is still being laid out, or whose kernel is still being connected, forgets what it was told to run: it
    is told again.
    """
    cell = notebook.locator(".jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt").first
    before, told, until = prompt.inner_text(), 0.0, time.monotonic() + WAIT / 1000
    while (now := prompt.inner_text()) == before or not re.search(r"\d", now):
        assert time.monotonic() < until, f"cell {number} was not run: {now}"
        if "*" not in now and time.monotonic() > told + AGAIN:
            cell.locator(".cm-content").first.click()
            page.keyboard.press("Control+Enter")
            told = time.monotonic()
        page.wait_for_timeout(100)
    return cell.locator(".jp-OutputArea").first
