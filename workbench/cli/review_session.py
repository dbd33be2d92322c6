"""A reviewer at work: one thing a screen, a key, and what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, RenderableType
from rich.markup import escape
from sqlalchemy import Connection, Engine

from extraction.names.reference import Reference
from loaders.reviewing import deciding
from loaders.reviewing.showing import lead_view, near, others_of, view
from schema.engine import reading, writing
from schema.errors import QueryError
from schema.vocabulary import LeadState, ReviewState, Verdict
from workbench.cli import keys
from workbench.cli.editing import asked_changes
from workbench.cli.review_screen import KEYS, fact_screen, lead_screen, numbered, pair_screen
from workbench.filling import Known

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
