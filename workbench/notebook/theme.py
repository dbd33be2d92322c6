"""Whether charts are to be drawn on light or dark ground: a chart has its ground drawn into it."""

import os
import re
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir

from workbench.charts.theme import Theme

CHOSEN = Path("@jupyterlab") / "apputils-extension" / "themes.jupyterlab-settings"
DARK = re.compile(r'^\s*\{?\s*"theme"\s*:\s*"[^"]*dark[^"]*"', re.IGNORECASE | re.MULTILINE)


def around() -> Theme:
    """The theme that JupyterLab's settings name; light where they name none, as outside JupyterLab."""
    own = os.environ.get("JUPYTERLAB_SETTINGS_DIR") or Path(jupyter_config_dir()) / "lab" / "user-settings"
    try:
        told = (Path(own) / CHOSEN).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return "light"
    return "dark" if DARK.search(told) else "light"
