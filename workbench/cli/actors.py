"""Commands for who looks through the actors met on lists: which wait, judging a pair, undoing, and what was judged."""

import getpass
import os
import sys
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from workbench.cli.say import say
from workbench.cli.showing import FORMAT, show_listing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from loaders.registers.waiting import Described, Waiting

SHOWN = 20
REVIEWER = "SQN_REVIEWER"
FIELDS = ("name", "kind", "acts_for", "same_as", "born", "identifiers", "lists", "names")
MOST_IN_A_CELL = 8  # of a list's values; the other formats have all


def reviewer() -> str:
    """Whose judgement it is, if nobody is named: SQN_REVIEWER, else the login."""
    try:
        return os.environ.get(REVIEWER) or getpass.getuser()
    except (OSError, KeyError) as error:
        raise click.UsageError(f"who judges? Name yourself with --as NAME, or in {REVIEWER}") from error


def named(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    return (value or "").strip() or reviewer()


AS = click.option(
    "--as", "who", metavar="NAME", callback=named, help=f"Who judges [default: {REVIEWER}, else the login]."
)


@click.group()
def actors() -> None:
    """Judge which actors of lists are the same: what waits, a verdict, undoing it, and all that was judged.

    \b
    sqn actors waiting
    sqn actors judge ofac:27018 ismail-demir same --because "born on the same day"
    sqn actors undo ofac:27018 ismail-demir
    sqn actors history ismail-demir
    """


@actors.command(params=[FORMAT])
@click.option("--limit", type=click.IntRange(min=1), default=SHOWN, show_default=True, help="How many pairs at most.")
@click.option("--list", "source", metavar="PREFIX", help="Only pairs with an entry of this list: ofac, un, os, sipri.")
def waiting(limit: int, source: str | None, form: str | None) -> None:
    """List pairs that may be the same, the likeliest first, with what is on record of both side by side."""
    from loaders.registers.sameness import origin
    from loaders.registers.waiting import described, waiting
    from schema.engine import reading
    from workbench.cli.opening import ready

    with reading(ready(with_reference=False)) as connection:
        pairs = waiting(connection)
        if source:
            pairs = [pair for pair in pairs if source in (origin(pair.left), origin(pair.right))]
        shown = pairs[:limit]
        known = described(connection, [actor for pair in shown for actor in (pair.left, pair.right)])
    if form is None and sys.stdout.isatty():
        for pair in shown:
            Console().print(side_by_side(pair, known[pair.left], known[pair.right]))
    else:
        show_listing([flat(pair, known[pair.left], known[pair.right]) for pair in shown], form)
    more = f"; the first {len(shown)} are shown" if len(shown) < len(pairs) else ""
    say(f"{len(pairs):,} pairs wait{more}. `sqn actors judge LEFT RIGHT same|different|unsure` decides one")


def side_by_side(pair: "Waiting", left: "Described", right: "Described") -> Table:
    score = "" if pair.score is None else f"{pair.score:.2f}  "
    title = Text(f"{score}{'; '.join(pair.reasons)}  ({pair.judged_by})")
    table = Table("", left.id, right.id, title=title, title_justify="left", title_style="bold", expand=False)
    for name in FIELDS:
        cells = [in_cell(getattr(each, name)) for each in (left, right)]
        if any(cells):
            table.add_row(name.replace("_", " "), *(Text(cell) for cell in cells))
    return table


def in_cell(value: str | list[str] | None) -> str:
    if not isinstance(value, list):
        return value or ""
    more = [f"… and {len(value) - MOST_IN_A_CELL} more"] if len(value) > MOST_IN_A_CELL else []
    return "\n".join([*value[:MOST_IN_A_CELL], *more])


def flat(pair: "Waiting", left: "Described", right: "Described") -> dict[str, Any]:
    """A pair as one row: what speaks for it, then each field of both."""
    row: dict[str, Any] = {"left_id": pair.left, "right_id": pair.right, "score": pair.score}
    row |= {"reasons": list(pair.reasons), "judged_by": pair.judged_by}
    for name in FIELDS:
        row |= {f"left_{name}": getattr(left, name), f"right_{name}": getattr(right, name)}
    return row


@actors.command()
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(["same", "different", "unsure"]))
@AS
@click.option("--because", metavar="TEXT", help="Why, in your words.")
def judge(one: str, other: str, verdict: str, who: str, because: str | None) -> None:
    """Judge whether the actors ONE and OTHER are the same; it stands before what a loader judged, and can be undone.

    Takes effect in questions at the next `sqn publish`.
    """
    from loaders.registers import judgements
    from schema.engine import writing
    from schema.vocabulary import Verdict
    from workbench.cli.opening import ready

    with writing(ready(with_reference=False)) as connection:
        judgements.judge(connection, one, other, Verdict(verdict), who, because)
        say(f"{escape(one)} and {escape(other)} are {verdict}, says {escape(who)}")
        tell_what_follows(connection, one, other, held_back=verdict == "same")


@actors.command()
@click.argument("one")
@click.argument("other")
@AS
def undo(one: str, other: str, who: str) -> None:
    """Take back the newest judgement of people on ONE and OTHER: what stood before it stands again."""
    from loaders.judging import OF_ACTORS
    from loaders.registers import judgements
    from schema.engine import writing
    from workbench.cli.opening import ready

    with writing(ready(with_reference=False)) as connection:
        judgements.undo(connection, one, other, who)
        left, right = sorted((one, other))
        stands = OF_ACTORS.standing(connection, (one,)).get((left, right))
        what = f"{stands.verdict}, judged by {stands.judged_by}" if stands else "not judged"
        say(f"{escape(left)} and {escape(right)} are again {escape(what)}")
        tell_what_follows(connection, one, other, held_back=stands is not None and stands.verdict == "same")


def tell_what_follows(connection: "Connection", one: str, other: str, *, held_back: bool) -> None:
    """To whom each of them is led now; and that they are not led together although they are judged the same."""
    from loaders.registers.waiting import described

    known = described(connection, (one, other))
    ends = set()
    for actor in (one, other):
        canonical = known[actor].same_as or actor
        ends.add(canonical)
        if canonical != actor:
            say(f"  {escape(actor)} is led to {escape(canonical)}")
    if held_back and len(ends) > 1:
        say("  [yellow]they are not led together[/]: others that are the same as they were judged different")


@actors.command(params=[FORMAT])
@click.argument("actor")
def history(actor: str, form: str | None) -> None:
    """Show all that was judged of ACTOR and of those that it ever was the same as, undone or not, the oldest first."""
    from loaders.judging import OF_ACTORS
    from loaders.registers import judgements
    from loaders.registers.waiting import described
    from schema.engine import reading
    from workbench.cli.opening import ready

    with reading(ready(with_reference=False)) as connection:
        rows = judgements.history(connection, actor)
        stands = {row.id for row in OF_ACTORS.standing(connection).values()}
        known = described(connection, [actor, *(each for row in rows for each in (row.left_id, row.right_id))])
    listed = [
        {
            "judged_at": row.judged_at.isoformat(timespec="seconds"),
            "judged_by": row.judged_by,
            "left_id": row.left_id,
            "left_name": known[row.left_id].name,
            "right_id": row.right_id,
            "right_name": known[row.right_id].name,
            "verdict": row.verdict.value,
            "score": row.score,
            "reasons": row.reasons,
            "stands": row.id in stands,
            "undone_at": row.undone_at.isoformat(timespec="seconds") if row.undone_at else None,
            "undone_by": row.undone_by,
        }
        for row in rows
    ]
    show_listing(listed, form)
    canonical = known[actor].same_as or actor
    together = sorted(each.id for each in known.values() if (each.same_as or each.id) == canonical)
    say(f"{escape(canonical)} now stands for: {escape(', '.join(together))}")
