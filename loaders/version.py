"""Which version of the code wrote a row, and which version of a file was read."""

import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

from schema.settings import CHECKOUT


@cache
def code_version() -> str:
    """The release, and the commit of the checkout if it is one: `0.1.0+1a2b3c4`, `…-dirty` with uncommitted changes."""
    release = version("sine-qua-non")
    described = git(CHECKOUT, "describe", "--always", "--dirty", "--exclude", "*")
    return release if described is None else f"{release}+{described}"


def version_of(path: Path) -> tuple[str | None, bool]:
    """The commit that changed a file last, and whether the file differs from it; no commit outside git."""
    commit = git(path.parent, "log", "-1", "--format=%H", "--", path.name)
    if not commit:
        return None, False
    return commit, git(path.parent, "status", "--porcelain", "--", path.name) != ""


def git(folder: Path, *words: str) -> str | None:
    """What git says of a folder, None where it is no checkout or there is no git."""
    try:
        done = subprocess.run(  # noqa: S603 - words of our own and names of our files
            ["git", *words],  # noqa: S607 - git is found on the path
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
