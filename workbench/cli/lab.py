"""`sqn lab`: JupyterLab on the notebooks, on a home that has something to ask."""

import os
import sys

import click

from schema.settings import CHECKOUT
from workbench.cli.homes import choose_home

# Settings with which nothing leaves this machine that nobody asked for: no news, no look for newer versions, no
# catalogue of extensions. Those of the user stand above them.
ALONE = CHECKOUT / "workbench" / "notebook" / "jupyter"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> None:
    """Open JupyterLab on the notebooks; further options go to JupyterLab.

    Where SQN_HOME is not set and nothing is published in var/, the notebooks ask what `./run demo` made.
    """
    choose_home("the notebooks")
    known = [str(ALONE), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, known))
    placed = any(argument.startswith(("--notebook-dir", "--ServerApp.root_dir")) for argument in arguments)
    folder = () if placed else (f"--notebook-dir={CHECKOUT / 'notebooks'}",)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *folder, *arguments])  # noqa: S606 - our own
