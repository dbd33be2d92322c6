"""`sqn lab`: JupyterLab on the notebooks, on a home that has something to ask."""

import os
import sys
from pathlib import Path

import click
from rich.markup import escape

from loaders.snapshots import current
from schema.errors import SqnError
from schema.settings import CHECKOUT, from_environment
from workbench.cli.say import say

# Settings with which nothing leaves this machine that nobody asked for: no news, no look for newer versions, no
# catalogue of extensions. Those of the user stand above them.
ALONE = CHECKOUT / "workbench" / "notebook" / "jupyter"
DEMO = CHECKOUT / "var" / "demo"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Open JupyterLab on the notebooks; further options go to JupyterLab.

    Where SQN_HOME is not set and nothing is published in var/, the notebooks ask what `./run demo` made.
    """
    home = from_environment().home
    if not published(home) and not os.environ.get("SQN_HOME") and published(DEMO):
        say(f"nothing is published in {escape(str(home))}: the notebooks ask {escape(str(DEMO))}")
        os.environ["SQN_HOME"] = str(DEMO)
    elif not published(home):
        say(f"[bold]nothing is published yet in {escape(str(home))}[/]: `./run demo` makes a snapshot to try things")
        say("on, `sqn load` and `sqn publish` one of your own; the notebooks ask it from then on")
    known = [str(ALONE), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, known))
    placed = any(argument.startswith(("--notebook-dir", "--ServerApp.root_dir")) for argument in arguments)
    folder = () if placed else (f"--notebook-dir={CHECKOUT / 'notebooks'}",)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *folder, *arguments])  # noqa: S606 - our own


def published(home: Path) -> bool:
    try:
        current(home / "snapshots")
    except SqnError:
        return False
    return True
