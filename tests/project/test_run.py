"""The way in, `./run`: its help, its colours, and what it needs of a machine."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from schema.settings import CHECKOUT


def ran(folder: Path, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """What `./run` did, in a pipe."""
    around = {"PATH": path or os.environ["PATH"]}
    return subprocess.run(["bash", folder / "run", *words], capture_output=True, text=True, env=around, timeout=60)


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A checkout that counts as set up."""
    for name in ("run", "requirements.lock", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    made_of = b"".join((tmp_path / name).read_bytes() for name in ("requirements.lock", "pyproject.toml"))
    digest = hashlib.sha256(made_of + f"{tmp_path}\n".encode()).hexdigest()
    (tmp_path / ".venv" / ".stamp").write_text(digest)
    return tmp_path


@pytest.mark.parametrize("word", ["--help", "-h", "help", ""])
def test_help_is_no_error_and_names_every_word(word: str) -> None:
    done = ran(CHECKOUT, *([word] if word else []))
    assert done.returncode == 0
    assert done.stderr == ""
    for named in ("demo", "test", "lab", "sqn", "setup"):
        assert f"./run {named}" in done.stdout
    assert "set -e" not in done.stdout


def test_an_unknown_word_is_an_error() -> None:
    done = ran(CHECKOUT, "dmeo")
    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown word: dmeo" in done.stderr
    assert "./run demo" in done.stderr


def test_it_needs_no_sha256sum(ready: Path) -> None:
    tools = ready / "tools"
    tools.mkdir()
    for tool in ("bash", "cat", "dirname", "sed"):
        found = shutil.which(tool)
        assert found
        (tools / tool).symlink_to(found)
    (tools / "python3").symlink_to(Path(sys.executable).resolve())
    done = ran(ready, "setup", path=str(tools))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture
def checked(ready: Path) -> Path:
    """A checkout whose checks all pass at once."""
    for tool in ("ruff", "mypy", "typos", "lint-imports"):
        (ready / ".venv" / "bin" / tool).symlink_to("python")
    return ready


def machine(folder: Path, user: int, **tools: str) -> str:
    """The path of a machine without a browser, with a user's number and some tools of its own."""
    place = folder / "machine"
    place.mkdir()
    for tool in ("bash", "cat", "dirname", "sed", "sh"):
        found = shutil.which(tool)
        assert found
        (place / tool).symlink_to(found)
    (place / "python3").symlink_to(Path(sys.executable).resolve())
    for name, script in {"id": f"echo {user}", **tools}.items():
        (place / name.replace("_", "-")).write_text(f"#!/bin/sh\n{script}\n")
        (place / name.replace("_", "-")).chmod(0o755)
    return str(place)


def test_a_browser_is_installed_for_root(checked: Path) -> None:
    """After an update where the lists of packages are old."""
    noted = checked / "noted"
    apt = f'echo "$@" >> {noted}; [ "$1" = update ] || [ "$(cat {noted} | sed -n 2p)" = "update -qq" ]'
    done = ran(checked, "test", path=machine(checked, 0, apt_get=apt))
    assert done.returncode == 0, done.stderr
    install = "install -qq -y --no-install-recommends chromium"
    assert noted.read_text().splitlines() == [install, "update -qq", install]
    assert "installing Chromium" in done.stderr
    assert "skipped" not in done.stderr


@pytest.mark.parametrize(
    ("user", "tools", "why"),
    [
        (1000, {"apt_get": "exit 3"}, "this user cannot install it"),
        (0, {}, "this user cannot install it"),
        (0, {"apt_get": "exit 100"}, "apt-get could not install chromium"),
    ],
)
def test_tests_without_a_browser_say_so_and_go_on(checked: Path, user: int, tools: dict[str, str], why: str) -> None:
    done = ran(checked, "test", path=machine(checked, user, **tools))
    assert done.returncode == 0, done.stderr
    assert why in done.stderr
    assert "the browser tests will be skipped" in done.stderr
    assert "pytest" in done.stderr


def test_a_browser_that_is_there_is_left_alone(checked: Path) -> None:
    done = ran(checked, "test", path=machine(checked, 0, apt_get="exit 100", chromium="exit 0"))
    assert done.returncode == 0, done.stderr
    assert "rowser" not in done.stderr


def test_colour_is_for_terminals(checked: Path) -> None:
    done = ran(checked, "test", path=machine(checked, 0, chromium="exit 0"))
    assert done.returncode == 0, done.stderr
    assert "pytest" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
