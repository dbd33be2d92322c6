"""Which home is asked where somebody has only just begun: their own, else what `./run demo` made."""

import os
from pathlib import Path

from rich.markup import escape

from loaders.snapshots import current
from schema.errors import SqnError
from schema.settings import CHECKOUT, from_environment
from workbench.cli.say import say

DEMO = CHECKOUT / "var" / "demo"


def choose_home(who: str) -> None:
    """Sets SQN_HOME to the demo's where it is not set and nothing is published; says what `who` will ask, if not that.

    A home that somebody named is never left.
    """
    home = from_environment().home
    if published(home):
        return
    if not os.environ.get("SQN_HOME") and published(DEMO):
        say(f"nothing is published in {escape(str(home))}: {who} ask {escape(str(DEMO))}")
        os.environ["SQN_HOME"] = str(DEMO)
        return
    say(f"[bold]nothing is published yet in {escape(str(home))}[/]: `./run demo` makes a snapshot to try things")
    say(f"on, `sqn load` and `sqn publish` one of your own; {who} ask it from then on")


def published(home: Path) -> bool:
    try:
        current(home / "snapshots")
    except SqnError:
        return False
    return True
