"""Decisions of people about facts: put on record with what was before and after, and taken back to the letter.

A decision is a row that stays. To take it back is a row of its own, and the fact is as it was before; decisions about
one fact are taken back from the newest on, so that nobody's later decision is lost on the way. Merges and splits are
judgements (`loaders.resolution.judging`), and follow the same rule.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from extraction.names.reference import Reference
from loaders.judging import OF_ACCOUNTS
from loaders.ledger import new_id, now
from loaders.resolution import judging
from loaders.reviewing.changing import changed
from loaders.reviewing.state import State, content, seen, state_of, write_state
from schema.errors import QueryError
from schema.models import Judgement, Lead, LoadRun, Review
from schema.vocabulary import FactKind, LeadState, ReviewDecision, ReviewState, Verdict


class ChangedError(QueryError):
    """What was decided about is not as it was shown any more."""


def accept(
    connection: Connection, reference: Reference, fact_id: str, who: str, *, shown: State | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """A fact is right as it stands; one that a person has changed stays marked so. Returns the decision's id.

    Raises ChangedError if it is not as it was `shown`, QueryError if there is none. So do the others.
    """

    def accepted(state: State) -> State:
        edited = any(row.decision is ReviewDecision.EDIT for row in standing(connection, fact_id))
        return state | {"review_state": str(ReviewState.EDITED if edited else ReviewState.ACCEPTED)}

    return decide(connection, reference, fact_id, ReviewDecision.ACCEPT, who, accepted, shown=shown, note=note)


def edit(
    connection: Connection, reference: Reference, fact_id: str, changes: Mapping[str, Any], who: str, *,
    shown: State | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """A fact is right after these changes (`changing.changed`)."""

    def edited(state: State) -> State:
        after = changed(connection, reference, fact_id, state, changes)
        if content(after) == content(state):
            raise QueryError(f"nothing of {fact_id} would change: accept it, or leave it")
        return after | {"review_state": str(ReviewState.EDITED), "resolver": None}

    return decide(connection, reference, fact_id, ReviewDecision.EDIT, who, edited, shown=shown, note=note)


def reject(
    connection: Connection, reference: Reference, fact_id: str, who: str, *, shown: State | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """A fact is none: it is kept, not shown, and stands for no other account."""

    def rejected(state: State) -> State:
        return state | {"review_state": str(ReviewState.REJECTED), "resolver": None}

    return decide(connection, reference, fact_id, ReviewDecision.REJECT, who, rejected, shown=shown, note=note)


def decide(
    connection: Connection, reference: Reference, fact_id: str, decision: ReviewDecision, who: str,
    become: Callable[[State], State], *, shown: State | None, note: str | None,
) -> str:  # fmt: skip
    OF_ACCOUNTS.lock(connection)
    before = state_of(connection, fact_id)
    if shown is not None and seen(shown) != seen(before):
        raise ChangedError(f"{fact_id} was changed since it was shown: look at it again")
    after = become(before)
    return put(connection, reference, fact_id, decision, who, before, after, note=note)


def put(
    connection: Connection, reference: Reference, fact_id: str, decision: ReviewDecision, who: str, before: State,
    after: State, *, note: str | None = None, undoes: str | None = None, id_: str | None = None,
    at: dt.datetime | None = None,
) -> str:  # fmt: skip
    """Puts a decision on record and makes the fact so; accounts are led anew by what is on record then."""
    made = id_ or new_id("r")
    write_state(connection, fact_id, before, after)
    row: dict[str, Any] = {"id": made, "fact_id": fact_id, "reviewer": who, "decision": decision}
    row |= {"before": before, "after": after, "note": note, "undoes_id": undoes}
    row["decided_at"] = at or next_moment(connection)
    connection.execute(insert(Review).values(row))
    judging.lead_anew(connection, reference, FactKind(after["kind"]), (fact_id,))
    return made


def next_moment(connection: Connection) -> dt.datetime:
    """Now, or just after the last decision, should the clock have gone back."""
    last = connection.scalar(select(func.max(Review.decided_at)))
    return now() if last is None else max(now(), last + dt.timedelta(microseconds=1))


def standing(connection: Connection, fact_id: str) -> list[Row[Any]]:
    """The decisions about a fact that were not taken back, the oldest first."""
    undoing = aliased(Review)
    table = Review.__table__.c
    rows = connection.execute(
        select(*table)
        .where(
            table.fact_id == fact_id,
            table.decision != ReviewDecision.UNDO,
            ~select(undoing.id).where(undoing.undoes_id == table.id).exists(),
        )
        .order_by(table.decided_at, table.id)
    )
    return list(rows)


def undo(connection: Connection, reference: Reference, decision_id: str, who: str) -> str:
    """Takes a decision about a fact back: the fact is exactly as it was before. Returns the id of the undoing.

    Raises QueryError if it does not stand, or if a later one about the same fact does.
    """
    OF_ACCOUNTS.lock(connection)
    row = connection.execute(select(Review.__table__).where(Review.__table__.c.id == decision_id)).first()
    if row is None:
        raise QueryError(f"no decision has the id {decision_id!r}")
    left = standing(connection, row.fact_id)
    if decision_id not in [each.id for each in left]:
        what = "takes another back" if row.decision is ReviewDecision.UNDO else "was taken back already"
        raise QueryError(f"{decision_id} {what}: there is nothing to undo")
    if (last := left[-1]).id != decision_id:
        raise QueryError(
            f"{last.reviewer} decided about {row.fact_id} later ({last.decision}): {last.id} must be undone first"
        )
    before = state_of(connection, row.fact_id)
    if seen(before) != seen(row.after):
        raise ChangedError(f"{row.fact_id} is not as {decision_id} left it: it cannot be brought back to what was")
    after = row.before | {"resolver": compared_by(connection, row, before)}
    return put(connection, reference, row.fact_id, ReviewDecision.UNDO, who, before, after, undoes=decision_id)


def compared_by(connection: Connection, row: Row[Any], before: State) -> str | None:
    """The resolver that a fact brought back was compared by, if nothing was compared since it was decided about."""
    if row.before["resolver"] == row.after["resolver"]:
        return before["resolver"]  # type: ignore[no-any-return]
    since = select(LoadRun.id).where(
        LoadRun.loader == "resolve", or_(LoadRun.finished_at.is_(None), LoadRun.finished_at > row.decided_at)
    )
    return None if connection.scalar(since.limit(1)) else row.before["resolver"]


def judge_pair(
    connection: Connection, reference: Reference, one: str, other: str, verdict: Verdict, who: str, *,
    shown: str | None, why: str | None = None,
) -> None:  # fmt: skip
    """Judges two accounts, if what stands of them is still the judgement that was `shown` (its id, None: none was).

    Raises ChangedError if somebody has judged them since, QueryError if they cannot be one.
    """
    OF_ACCOUNTS.lock(connection)
    left, right = sorted((one, other))
    stands = OF_ACCOUNTS.standing(connection, (left,)).get((left, right))
    if (stands.id if stands else None) != shown:
        who_did = f"{stands.judged_by} has judged {left} and {right} since" if stands else "a judgement was taken back"
        raise ChangedError(f"{who_did}: look at them again")
    judging.judge(connection, reference, left, right, verdict, who, why)


def decide_lead(
    connection: Connection, lead_id: str, state: LeadState, who: str, *, at: dt.datetime | None = None
) -> None:
    """What became of a lead. Raises ChangedError if somebody has decided already, QueryError if there is none."""
    decided = connection.execute(
        update(Lead)
        .where(Lead.id == lead_id, Lead.state == LeadState.OPEN)
        .values(state=state, decided_by=who, decided_at=at or now())
    )
    if decided.rowcount:
        return
    found = connection.execute(select(Lead.state, Lead.decided_by).where(Lead.id == lead_id)).first()
    if found is None:
        raise QueryError(f"no lead on record has the id {lead_id!r}")
    raise ChangedError(f"{found.decided_by} has decided about {lead_id} already: {found.state}")


@dataclass(frozen=True)
class Decision:
    """One decision of a person that stands: about a fact, a pair of accounts, or a lead."""

    about: str
    id: str
    at: dt.datetime
    who: str
    what: str
    facts: tuple[str, ...]


def last_decision(connection: Connection, who: str) -> Decision | None:
    """The newest decision of a reviewer that was not taken back."""
    undoing, review, pair = aliased(Review), Review.__table__.c, Judgement.__table__.c
    of_fact = connection.execute(
        select(review.id, review.decided_at, review.decision, review.fact_id)
        .where(
            review.reviewer == who,
            review.decision != ReviewDecision.UNDO,
            ~select(undoing.id).where(undoing.undoes_id == review.id).exists(),
        )
        .order_by(review.decided_at.desc(), review.id.desc())
        .limit(1)
    ).first()
    of_pair = connection.execute(
        select(pair.id, pair.judged_at, pair.verdict, pair.left_id, pair.right_id)
        .where(pair.judged_by == who, pair.by_person, pair.undone_at.is_(None))
        .order_by(pair.judged_at.desc(), pair.id.desc())
        .limit(1)
    ).first()
    of_lead = connection.execute(
        select(Lead.id, Lead.decided_at, Lead.state)
        .where(Lead.decided_by == who)
        .order_by(Lead.decided_at.desc(), Lead.id.desc())
        .limit(1)
    ).first()
    found = []
    if of_fact:
        found.append(Decision("fact", of_fact.id, of_fact.decided_at, who, str(of_fact.decision), (of_fact.fact_id,)))
    if of_pair:
        both = (of_pair.left_id, of_pair.right_id)
        found.append(Decision("pair", of_pair.id, of_pair.judged_at, who, str(of_pair.verdict), both))
    if of_lead and of_lead.decided_at:
        found.append(Decision("lead", of_lead.id, of_lead.decided_at, who, str(of_lead.state), ()))
    return max(found, key=lambda one: one.at, default=None)


def take_back(connection: Connection, reference: Reference, decision: Decision, who: str) -> None:
    """Takes a decision back, whatever it is about. Raises QueryError if it does not stand or a later one does."""
    if decision.about == "fact":
        undo(connection, reference, decision.id, who)
    elif decision.about == "pair":
        OF_ACCOUNTS.lock(connection)
        left, right = decision.facts
        stands = OF_ACCOUNTS.standing(connection, (left,)).get((left, right))
        if stands is None or stands.id != decision.id:
            later = f"{stands.judged_by} judged the pair later" if stands else "it does not stand any more"
            raise QueryError(f"{decision.id} cannot be taken back: {later}")
        judging.undo(connection, reference, left, right, who)
    else:
        reopened = connection.execute(
            update(Lead)
            .where(Lead.id == decision.id, Lead.decided_by == decision.who, Lead.decided_at == decision.at)
            .values(state=LeadState.OPEN, decided_by=None, decided_at=None)
        )
        if not reopened.rowcount:
            raise QueryError(f"{decision.id} was decided anew since, or is open: there is nothing to undo")
