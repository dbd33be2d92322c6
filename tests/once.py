"""What is costly to make, made once a run, in however many processes the tests run."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Make = Callable[[Path], None]


def made_once(factory: pytest.TempPathFactory, name: str, make: Make) -> Path:
    """A folder of this process's own with what `make` puts into an empty one.

    The first process of a run that asks has it made; each gets a copy, for tests write beside what they are given.
    """
    own = factory.mktemp(name, numbered=False)
    shutil.copytree(once(shared_folder(factory) / f"once-{name}", make), own, symlinks=True, dirs_exist_ok=True)
    return own


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that the processes of a run share."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(folder: Path, make: Make) -> Path:
    """The folder, filled by `make` unless it is already; others wait meanwhile, and a half-filled one is begun anew."""
    made = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
