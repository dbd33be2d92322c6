"""The command that looks whether the set-up is sound."""

import sys

import click

from schema.errors import ConfigError
from schema.settings import from_environment

SIGNS = {True: "[green]✓[/]", False: "[bold red]✗[/]", None: "[yellow]–[/]"}


@click.command()
def doctor() -> None:
    """Check the set-up, a line a check: ✓ sound, ✗ broken and what to do, – nothing there yet.

    Looks at Python, the packages, SQN_HOME, the disk, the database, the snapshot, the sandbox and the coder. Changes
    nothing. Exits with 1 if something is broken.
    """
    from rich.console import Console
    from rich.markup import escape

    from workbench.doctor import CHECKS, findings

    console = Console(highlight=False, soft_wrap=True, file=sys.stdout)
    broken = []
    for found in findings(from_environment()):
        remedy = f" → {escape(found.remedy)}" if found.remedy else ""
        console.print(
            f"{SIGNS[found.sound]} {found.name:{max(map(len, CHECKS))}}  {escape(found.says)}[bold]{remedy}[/]"
        )
        if found.sound is False:
            broken.append(found.name)
    if broken:
        error = ConfigError(f"{len(broken)} of {len(CHECKS)} checks found something broken: {', '.join(broken)}")
        error.exit_code = 1
        raise error
