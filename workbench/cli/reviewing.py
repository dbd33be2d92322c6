"""The command that shows one fact a screen and takes a person's decision by a single key."""

from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from schema.errors import SqnError
from schema.vocabulary import FactKind
from workbench.cli.actors import REVIEWER, named
from workbench.cli.opening import ready
from workbench.cli.say import say
from workbench.cli.showing import FORMAT, show_listing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from loaders.reviewing.queueing import Filters

QUEUES = ("facts", "pairs", "leads")


@click.command(params=[FORMAT])
@click.option("--queue", type=click.Choice(QUEUES), default="facts", show_default=True, help="What to go through.")
@click.option("--kind", type=click.Choice([str(kind) for kind in FactKind]), help="Only facts of this kind.")
@click.option("--confidence-below", type=click.FloatRange(0, 1), help="Only what the coder is less sure of.")
@click.option("--disputed", is_flag=True, help="Only facts on which the evidence differs.")
@click.option("--weapon", metavar="NAME", help="Only facts over this weapon system or one below it.")
@click.option("--actor", metavar="NAME", help="Only facts in which this actor has a part.")
@click.option("--second", is_flag=True, help="What others decided about and you did not, for `sqn reviews agreement`.")
@click.option("--reviewer", metavar="NAME", callback=named, help=f"Who decides [default: {REVIEWER}, else the login].")
@click.option("--list", "listed", is_flag=True, help="List what waits, and decide nothing.")
def review(
    queue: str, kind: str | None, confidence_below: float | None, disputed: bool, weapon: str | None,
    actor: str | None, second: bool, reviewer: str, listed: bool, form: str | None,
) -> None:  # fmt: skip
    """Decide about facts, one a screen, the least sure first: right, right after a change, or none.

    Pairs are accounts of which the resolver could not tell whether they are one fact; leads are sentences that the
    coder was too unsure of. Every decision has your name and can be taken back.
    """
    from extraction.names.reference_lists import read_reference
    from loaders.reviewing.queueing import Filters
    from schema.engine import reading
    from workbench.cli import keys
    from workbench.cli.review_session import Session, work
    from workbench.filling import known_names

    if not listed and not keys.is_terminal():
        raise SqnError("`sqn review` needs a terminal to be used; `sqn review --list` lists what waits")
    engine = ready()
    with reading(engine) as connection:
        names = known_names(connection)
        filters = Filters(
            FactKind(kind) if kind else None, confidence_below, disputed,
            names["weapon_system"].find(weapon) if weapon else None, names["actor"].find(actor) if actor else None,
        )  # fmt: skip
        items = waiting(connection, queue, filters, reviewer if second else None)
        if listed:
            show_listing(listing(connection, queue, items), form)
            return
    session = Session(engine, read_reference(), reviewer, names, again=second)
    work(session, queue, items)
    say(f"review: {session.decided} decisions by {escape(reviewer)}, {session.taken_back} taken back")


def waiting(connection: "Connection", queue: str, filters: "Filters", second: str | None) -> list[Any]:
    from loaders.reviewing import queueing

    if queue == "pairs":
        return queueing.pairs_waiting(connection, filters)
    if queue == "leads":
        return queueing.leads_waiting(connection, filters)
    return queueing.facts_waiting(connection, filters, second)


def listing(connection: "Connection", queue: str, items: list[Any]) -> list[dict[str, Any]]:
    """What waits, a row each."""
    from loaders.reviewing.showing import lead_view, lines_of

    if queue == "leads":
        leads = [lead_view(connection, lead) for lead in items]
        return [
            {"lead": one.lead_id, "kind": str(one.kind), "likelihood": one.likelihood, "where": one.quote.where,
             "sentence": one.quote.passage[one.quote.start : one.quote.end]}
            for one in leads
        ]  # fmt: skip
    lines = lines_of(connection, {fact for item in items for fact in ([item] if queue == "facts" else item)})
    if queue == "pairs":
        return [
            {"left": one, "right": other, "left_line": lines[one], "right_line": lines[other]} for one, other in items
        ]
    return [{"fact": fact, "line": lines[fact]} for fact in items]
