"""What a posted form decides, carried out in one transaction on the record."""

from collections.abc import Mapping

from sqlalchemy import Connection

from loaders.judging import OF_ACCOUNTS
from loaders.reviewing import deciding
from loaders.reviewing.deciding import ChangedError
from loaders.reviewing.showing import view
from loaders.reviewing.state import State, state_of
from schema.errors import QueryError
from schema.vocabulary import LeadState, Verdict
from workbench.filling import known_names
from workbench.web.changing import changes_in
from workbench.web.record import reference
from workbench.web.reviewing import Desk, digest

OF_FACTS = ("accept", "edit", "reject")
OF_PAIRS = {"merge": Verdict.SAME, "same": Verdict.SAME, "split": Verdict.DIFFERENT, "different": Verdict.DIFFERENT}
OF_LEADS = {"coded": LeadState.CODED, "dismissed": LeadState.DISMISSED}
LONGEST = 1_000
QUEUE_OF = {"fact": "facts", "pair": "pairs", "lead": "leads"}


def carry_out(connection: Connection, asked: Desk, what: str, form: Mapping[str, str], who: str) -> tuple[str, bool]:
    """What was done in words, and whether its subject stays on the desk.

    Raises ChangedError where it is no more as it was shown, QueryError where it cannot be.
    """
    assert asked.at
    if asked.queue == "facts" and what in OF_FACTS:
        return of_fact(connection, asked.at, what, form, who), False
    if what in OF_PAIRS and asked.queue != "leads":
        left, other = asked.at.partition(",")[0], form.get("other") or asked.at.partition(",")[2]
        shown, verdict = form.get("judgement") or None, OF_PAIRS[what]
        why = note_of(form)
        deciding.judge_pair(connection, reference(), left, other, verdict, who, shown=shown, why=why)
        return (
            f"{left} and {other} are {'one fact' if verdict is Verdict.SAME else 'two facts'}",
            asked.queue == "facts",
        )
    if asked.queue == "leads" and what in OF_LEADS:
        deciding.decide_lead(connection, asked.at, OF_LEADS[what], who)
        return f"{asked.at}: {'a fact is there' if what == 'coded' else 'no fact is there'}", False
    raise QueryError(f"{what[:40]!r} is nothing that can be decided about {asked.queue}")


def of_fact(connection: Connection, fact: str, what: str, form: Mapping[str, str], who: str) -> str:
    state = as_shown(connection, fact, form.get("shown", ""))
    if what == "accept":
        deciding.accept(connection, reference(), fact, who, shown=state)
        return f"{fact} is accepted"
    if what == "reject":
        deciding.reject(connection, reference(), fact, who, shown=state, note=note_of(form))
        return f"{fact} is rejected"
    changes = changes_in(connection, view(connection, fact), known_names(connection), form)
    deciding.edit(connection, reference(), fact, changes, who, shown=state)
    return f"{fact} is changed and accepted"


def as_shown(connection: Connection, fact: str, shown: str) -> State:
    """The state of a fact, locked until the end. Raises ChangedError if it is another than was shown."""
    OF_ACCOUNTS.lock(connection)
    state = state_of(connection, fact)
    if digest(state) != shown:
        by = [row.reviewer for row in deciding.standing(connection, fact)]
        what = f"{by[-1]} has decided about {fact}" if by else f"{fact} was changed"
        raise ChangedError(f"{what} since it was shown to you")
    return state


def note_of(form: Mapping[str, str]) -> str | None:
    note = form.get("note", "").strip()
    if len(note) > LONGEST:
        raise QueryError(f"the reason has {len(note):,} characters; {LONGEST:,} are the most")
    return note or None


def take_last_back(connection: Connection, expected: str, who: str) -> tuple[str, str, str]:
    """Takes the newest decision of a reviewer back; returns what was done, its queue, and its subject.

    Raises QueryError if there is none, or if it is another than the form named: a second press of the button does not
    take back a second decision.
    """
    OF_ACCOUNTS.lock(connection)
    last = deciding.last_decision(connection, who)
    if last is None:
        raise QueryError("you have decided nothing that could be undone")
    if expected and last.id != expected:
        raise QueryError("your last decision is another by now: look at it again")
    deciding.take_back(connection, reference(), last, who)
    subject = ",".join(last.facts) if last.facts else last.id
    return f"taken back: {last.what} of {' and '.join(last.facts) or last.id}", QUEUE_OF[last.about], subject
