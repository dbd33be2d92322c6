"""The command that leads accounts of one fact, and copies of one article, together."""

import time

import click

from workbench.cli.opening import ready
from workbench.cli.say import say


@click.command()
@click.option("--log", type=click.Choice(("auto", "plain", "json")), default="auto", show_default=True)
def resolve(log: str) -> None:
    """Compare what is new with what is on record: which articles are copies, which accounts are of one fact.

    `sqn publish` does it too. Pairs that are left unsure wait for a person: `sqn review`.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.resolution.resolving import resolve as resolve_all
    from workbench.cli.narrating import narrator

    engine, told = ready(), narrator(log)
    started = time.monotonic()
    with told.of("resolve", "accounts") as watch:
        run = resolve_all(engine, read_reference(), watch=watch)
    counts = run.counts
    say(
        f"resolve: {counts.met:,} accounts compared, {counts.updated:,} of them like others "
        f"({time.monotonic() - started:.1f} s)"
    )
