"""The command that shows one fact a screen and takes a person's decision by a single key."""

import getpass
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import click
from rich.console import Console, RenderableType
from rich.markup import escape
from sqlalchemy import Connection, Engine

from extraction.names.reference import Reference
from loaders.reviewing import deciding, queueing
from loaders.reviewing.showing import lead_view, lines_of, near, others_of, view
from schema.engine import reading, writing
from schema.errors import ConfigError, QueryError, SqnError
from schema.vocabulary import FactKind, LeadState, ReviewState, Verdict
from workbench.cli import keys
from workbench.cli.asking import FORMAT, show_listing
from workbench.cli.editing import Known, asked_changes, known_names
from workbench.cli.opening import ready
from workbench.cli.review_screen import KEYS, fact_screen, lead_screen, numbered, pair_screen
from workbench.cli.say import say

QUEUES = ("facts", "pairs", "leads")
GIVEN_UP = (KeyboardInterrupt, EOFError)
Moved = Any  # True: to the next one, False: the same again, None: leave, else an item that was brought back


@dataclass
class Session:
    """One reviewer at work: what was decided so far, and what is to be told above the next screen."""

    engine: Engine
    reference: Reference
    who: str
    names: dict[str, Known]
    again: bool = False
    console: Console = field(default_factory=Console)
    note: str = ""
    decided: int = 0
    taken_back: int = 0

    def write(self, decide: Callable[[Connection], object], told: str) -> None:
        with writing(self.engine) as connection:
            decide(connection)
        self.decided += 1
        self.note = told


@click.command(params=[FORMAT])
@click.option("--queue", type=click.Choice(QUEUES), default="facts", show_default=True, help="What to go through.")
@click.option("--kind", type=click.Choice([str(kind) for kind in FactKind]), help="Only facts of this kind.")
@click.option("--confidence-below", type=click.FloatRange(0, 1), help="Only what the coder is less sure of.")
@click.option("--disputed", is_flag=True, help="Only facts on which the evidence differs.")
@click.option("--weapon", metavar="NAME", help="Only facts over this weapon system or one below it.")
@click.option("--actor", metavar="NAME", help="Only facts in which this actor has a part.")
@click.option("--second", is_flag=True, help="What others decided about and you did not, for `sqn reviews agreement`.")
@click.option("--reviewer", envvar="SQN_REVIEWER", metavar="NAME", help="Who decides [default: SQN_REVIEWER or login].")
@click.option("--list", "listed", is_flag=True, help="List what waits, and decide nothing.")
def review(
    queue: str, kind: str | None, confidence_below: float | None, disputed: bool, weapon: str | None,
    actor: str | None, second: bool, reviewer: str | None, listed: bool, form: str | None,
) -> None:  # fmt: skip
    """Decide about facts, one a screen, the least sure first: right, right after a change, or none.

    Pairs are accounts of which the resolver could not tell whether they are one fact; leads are sentences that the
    coder was too unsure of. Every decision has your name and can be taken back.
    """
    from extraction.names.reference_lists import read_reference

    if not listed and not keys.is_terminal():
        raise SqnError("`sqn review` needs a terminal to be used; `sqn review --list` lists what waits")
    engine, who = ready(), reviewer_named(reviewer)
    with reading(engine) as connection:
        names = known_names(connection)
        filters = queueing.Filters(
            FactKind(kind) if kind else None, confidence_below, disputed,
            names["weapon_system"].find(weapon) if weapon else None, names["actor"].find(actor) if actor else None,
        )  # fmt: skip
        items = waiting(connection, queue, filters, who if second else None)
        if listed:
            show_listing(listing(connection, queue, items), form)
            return
    session = Session(engine, read_reference(), who, names, again=second)
    work(session, queue, items)
    say(f"review: {session.decided} decisions by {escape(who)}, {session.taken_back} taken back")


def reviewer_named(given: str | None) -> str:
    """Who decides. Raises ConfigError if nobody is named."""
    if given and given.strip():
        return given.strip()
    with suppress(KeyError, OSError):
        return getpass.getuser()
    raise ConfigError("nobody is named as the reviewer: give --reviewer NAME or set SQN_REVIEWER")


def waiting(connection: Connection, queue: str, filters: queueing.Filters, second: str | None) -> list[Any]:
    if queue == "pairs":
        return queueing.pairs_waiting(connection, filters)
    if queue == "leads":
        return queueing.leads_waiting(connection, filters)
    return queueing.facts_waiting(connection, filters, second)


def listing(connection: Connection, queue: str, items: list[Any]) -> list[dict[str, Any]]:
    """What waits, a row each."""
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


def work(session: Session, queue: str, items: list[Any]) -> None:
    """Goes through a queue until it is empty or the reviewer leaves it."""
    steps: dict[str, Callable[[Session, Any, str], Moved]] = {
        "facts": fact_step,
        "pairs": pair_step,
        "leads": lead_step,
    }
    step = steps[queue]
    place = 0
    while place < len(items):
        try:
            moved = step(session, items[place], f"{place + 1} of {len(items)}")
        except QueryError as error:
            session.note = str(error)
            continue
        if moved is None:
            return
        if isinstance(moved, bool):
            place += moved
        else:
            items.insert(place, moved)
    session.console.print(escape(session.note))
    session.console.print(f"No more {queue} wait." if items else f"No {queue} wait.")


def pressed(session: Session, screen: RenderableType, queue: str) -> str:
    """The key that is pressed when a screen is shown."""
    with keys.single_keys() as key:
        session.console.clear()
        if session.note:
            session.console.print(f"[yellow]{escape(session.note)}[/]\n")
        session.note = ""
        session.console.print(screen)
        session.console.print(f"\n[bold]{escape(KEYS[queue])}[/]")
        return key()


def common_key(session: Session, key: str, about: str) -> Moved:
    """What the keys do that every queue has."""
    if key in ("q", keys.END):
        return None
    if key == "s":
        return True
    if key == "u":
        return undone(session, about)
    session.note = "press one of the keys below"
    return False


def undone(session: Session, about: str) -> Moved:
    """Takes the reviewer's last decision back; what it was about is shown again, if it is of this queue."""
    with reading(session.engine) as connection:
        last = deciding.last_decision(connection, session.who)
    if last is None:
        raise QueryError(f"{session.who} has decided nothing that could be undone")
    with writing(session.engine) as connection:
        deciding.take_back(connection, session.reference, last, session.who)
    session.taken_back += 1
    session.note = f"taken back: {last.what} of {', '.join(last.facts) or last.id}"
    if last.about != about:
        return False
    return {"fact": last.facts[0] if last.facts else "", "pair": last.facts, "lead": last.id}[about]


def fact_step(session: Session, fact_id: str, place: str) -> Moved:
    with reading(session.engine) as connection:
        shown = view(connection, fact_id)
    if shown.state["review_state"] != ReviewState.UNREVIEWED and not session.again:
        return True  # somebody else was there first
    key = pressed(session, fact_screen(shown, place, blind=session.again), "facts")
    reference, who, state = session.reference, session.who, shown.state
    try:
        if key == "a":
            session.write(lambda c: deciding.accept(c, reference, fact_id, who, shown=state), f"accepted {fact_id}")
        elif key == "r":
            why = keys.line("why is it no fact") or None
            session.write(
                lambda c: deciding.reject(c, reference, fact_id, who, shown=state, note=why), f"rejected {fact_id}"
            )
        elif key == "e":
            with reading(session.engine) as connection:
                changes = asked_changes(connection, shown, session.names)
            session.write(
                lambda c: deciding.edit(c, reference, fact_id, changes, who, shown=state), f"changed {fact_id}"
            )
        elif key in ("m", "x"):
            return joined(session, fact_id, Verdict.SAME if key == "m" else Verdict.DIFFERENT)
        else:
            return common_key(session, key, "fact")
    except GIVEN_UP:
        session.note = "given up: nothing was changed"
        return False
    return True


def joined(session: Session, fact_id: str, verdict: Verdict) -> bool:
    """Merges an account with one that the reviewer picks, or splits it from one; the fact stays on the screen."""
    with reading(session.engine) as connection:
        if verdict is Verdict.SAME:
            others = near(connection, session.reference, fact_id)
        else:
            others = tuple(other for other in others_of(connection, fact_id) if other.one)
    if not others:
        session.note = "no other account is near it" if verdict is Verdict.SAME else "it is merged with no other"
        return False
    numbered(session.console, others)
    question = "merge it with number" if verdict is Verdict.SAME else "split it from number"
    picked = keys.pick(f"{question} (nothing: none)", [other.line for other in others])
    if picked is not None:
        other = others[picked]
        session.write(
            lambda c: deciding.judge_pair(
                c, session.reference, fact_id, other.fact_id, verdict, session.who, shown=other.judgement_id
            ),
            f"{verdict}: {fact_id} and {other.fact_id}",
        )
    return False


def pair_step(session: Session, pair: tuple[str, str], place: str) -> Moved:
    left, right = pair
    with reading(session.engine) as connection:
        views = view(connection, left), view(connection, right)
    judged = next((other for other in views[0].others if other.fact_id == right), None)
    if judged is None or judged.verdict is not Verdict.UNSURE:
        return True  # somebody else was there first
    key = pressed(session, pair_screen(*views, judged, place), "pairs")
    if key not in ("=", "#"):
        return common_key(session, key, "pair")
    verdict = Verdict.SAME if key == "=" else Verdict.DIFFERENT
    session.write(
        lambda c: deciding.judge_pair(
            c, session.reference, left, right, verdict, session.who, shown=judged.judgement_id
        ),
        f"{verdict}: {left} and {right}",
    )
    return True


def lead_step(session: Session, lead_id: str, place: str) -> Moved:
    with reading(session.engine) as connection:
        shown = lead_view(connection, lead_id)
    if shown.state is not LeadState.OPEN:
        return True  # somebody else was there first
    key = pressed(session, lead_screen(shown, place), "leads")
    if key not in ("f", "n"):
        return common_key(session, key, "lead")
    state = LeadState.CODED if key == "f" else LeadState.DISMISSED
    session.write(lambda c: deciding.decide_lead(c, lead_id, state, session.who), f"{state}: {lead_id}")
    return True
