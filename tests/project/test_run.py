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


def test_colour_is_for_terminals(ready: Path) -> None:
    for tool in ("ruff", "mypy", "typos", "lint-imports"):
        (ready / ".venv" / "bin" / tool).symlink_to("python")
    done = ran(ready, "test")
    assert done.returncode == 0, done.stderr
    assert "pytest" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
