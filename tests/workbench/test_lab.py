"""`sqn lab`: which home the notebooks ask, and what JupyterLab is told."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from workbench.cli import homes, lab


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that JupyterLab is started with, which it is not."""
    words: list[str] = []
    monkeypatch.setattr("os.execv", lambda _, told: words.extend(told))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.delenv("SQN_HOME", raising=False)
    return words


def home_of(folder: Path, name: str, snapshots: Path | None = None) -> Path:
    home = folder / name
    home.mkdir()
    if snapshots:
        (home / "snapshots").symlink_to(snapshots)
    return home


def asked(*words: str) -> str:
    """What is told on standard error."""
    done = CliRunner().invoke(lab.lab, words, catch_exceptions=False)
    assert done.exit_code == 0
    return " ".join(done.stderr.split())


@pytest.mark.usefixtures("started")
def test_the_demo_is_asked_where_nothing_else_is_published(
    snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "DEMO", home_of(tmp_path, "demo", snapshots))
    monkeypatch.setattr("schema.settings.CHECKOUT", tmp_path)
    monkeypatch.setenv("SQN_HOME", "")
    assert "the notebooks ask" in asked()
    assert os.environ["SQN_HOME"] == str(tmp_path / "demo")


@pytest.mark.usefixtures("started")
def test_a_home_of_ones_own_is_never_left(snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "DEMO", home_of(tmp_path, "demo", snapshots))
    for name, told in ((home_of(tmp_path, "own", snapshots), ""), (home_of(tmp_path, "empty"), "nothing is published")):
        monkeypatch.setenv("SQN_HOME", str(name))
        said = asked()
        assert told in said if told else said == ""
        assert os.environ["SQN_HOME"] == str(name)


def test_jupyterlab_opens_the_notebooks_and_asks_nobody(started: list[str]) -> None:
    asked("--port=9999")
    assert started[1:3] == ["-m", "jupyterlab"]
    assert started[3].endswith("/notebooks")
    assert started[-1] == "--port=9999"
    config = Path(os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0])
    assert "NeverCheckForUpdate" in (config / "jupyter_lab_config.json").read_text()
    assert "announcements" in (config / "labconfig" / "page_config.json").read_text()


def test_a_folder_of_ones_own_stands(started: list[str], tmp_path: Path) -> None:
    asked(f"--notebook-dir={tmp_path}")
    assert [word for word in started if word.startswith("--notebook-dir")] == [f"--notebook-dir={tmp_path}"]
