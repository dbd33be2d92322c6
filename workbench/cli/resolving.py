"""The command that leads accounts of one fact, and copies of one article, together."""

import time

import click
from sqlalchemy import Engine

from workbench.cli.opening import ready
from workbench.cli.say import LOGS, say


@click.command()
@click.option("--log", type=click.Choice(LOGS), default="auto", show_default=True, help="How it is told on stderr.")
def resolve(log: str) -> None:
    """Compare what is new with what is on record: which articles are copies, which accounts are of one fact.

    `sqn publish` does it too. Pairs that are left unsure wait for a person: `sqn review`.
    """
    resolve_new(ready(), log)


def resolve_new(engine: Engine, log: str = "auto") -> None:
    from extraction.names.reference_lists import read_reference
    from loaders.resolution.resolving import resolve as resolve_all
    from workbench.cli.narrating import narrator

    started = time.monotonic()
    with narrator(log).of("resolve", "accounts") as watch:
        counts = resolve_all(engine, read_reference(), watch=watch).counts
    say(
        f"resolve: {counts.met:,} accounts compared, {counts.updated:,} of them like others "
        f"({time.monotonic() - started:.1f} s)"
    )
