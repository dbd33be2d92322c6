"""Which version of the code wrote a row."""

import subprocess
from functools import cache
from importlib.metadata import version

from schema.settings import CHECKOUT


@cache
def code_version() -> str:
    """The release, and the commit of the checkout if it is one: `0.1.0+1a2b3c4`, `…-dirty` with uncommitted changes."""
    release = version("sine-qua-non")
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--exclude", "*"],  # noqa: S607 - git is found on the path
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return release
    return f"{release}+{described.stdout.strip()}"
