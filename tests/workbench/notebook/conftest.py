"""A home with a snapshot to ask, and an IPython of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

from workbench.notebook import api


@pytest.fixture
def home(snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home on the snapshots of the sample, with nothing pinned and no settings of JupyterLab."""
    (tmp_path / "snapshots").symlink_to(snapshots)
    monkeypatch.setenv("SQN_HOME", str(tmp_path))
    monkeypatch.setenv("JUPYTERLAB_SETTINGS_DIR", str(tmp_path / "settings"))
    monkeypatch.setattr(api, "pinned", api.Pinned())
    return tmp_path


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """An IPython with the extension loaded."""
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "workbench")
    yield shell
    InteractiveShell.clear_instance()
