"""Decisions carried from one database to another that has the same articles: written out whole, taken in once.

Nothing that stands there is overwritten: a decision about a fact is taken in where the fact is as it was when it was
decided about; what does not fit is told, with the reason.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from extraction.names.reference import Reference
from loaders.judging import OF_ACCOUNTS
from loaders.resolution import judging
from loaders.reviewing.deciding import put, standing
from loaders.reviewing.state import State, seen, state_of
from schema.errors import SourceError
from schema.models import Fact, Judgement, Lead, Review
from schema.vocabulary import FactKind, LeadState, ReviewDecision, Verdict

Json = dict[str, Any]
NEEDS = {
    "fact": ("fact", "reviewer", "decision", "before", "after", "decided_at"),
    "pair": ("left", "right", "verdict", "reasons", "judged_by", "judged_at"),
    "lead": ("state", "decided_by", "decided_at"),
}


def exported(connection: Connection) -> Iterator[Json]:
    """Every decision of a person as JSON, in the order in which they were taken."""
    reviews = connection.execute(select(Review.__table__)).mappings()
    told = [(row["decided_at"], of_review(dict(row))) for row in reviews]
    by_person = select(Judgement.__table__).where(Judgement.by_person)
    told += [(row["judged_at"], of_judgement(dict(row))) for row in connection.execute(by_person).mappings()]
    decided = select(Lead.__table__).where(Lead.state != LeadState.OPEN)
    told += [(row["decided_at"], of_lead(dict(row))) for row in connection.execute(decided).mappings()]
    yield from (line for _, line in sorted(told, key=lambda one: (one[0], one[1]["id"])))


def of_review(row: Mapping[str, Any]) -> Json:
    told = {"about": "fact", "id": row["id"], "fact": row["fact_id"], "reviewer": row["reviewer"]}
    told |= {"decision": str(row["decision"]), "before": row["before"], "after": row["after"], "note": row["note"]}
    return told | {"decided_at": row["decided_at"].isoformat(), "undoes": row["undoes_id"]}


def of_judgement(row: Mapping[str, Any]) -> Json:
    told = {"about": "pair", "id": row["id"], "left": row["left_id"], "right": row["right_id"]}
    told |= {"verdict": str(row["verdict"]), "reasons": row["reasons"], "judged_by": row["judged_by"]}
    undone = row["undone_at"].isoformat() if row["undone_at"] else None
    return told | {"judged_at": row["judged_at"].isoformat(), "undone_by": row["undone_by"], "undone_at": undone}


def of_lead(row: Mapping[str, Any]) -> Json:
    told = {"about": "lead", "id": row["id"], "state": str(row["state"]), "decided_by": row["decided_by"]}
    return told | {"decided_at": row["decided_at"].isoformat()}


@dataclass
class Outcome:
    """What became of decisions: how many were taken in, how many were there, and why others were not taken."""

    taken: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)


def imported(connection: Connection, reference: Reference, lines: Iterable[tuple[str, Json]]) -> Outcome:
    """Takes decisions in, each with the place it stands at. Raises SourceError for one that cannot be read."""
    OF_ACCOUNTS.lock(connection)
    outcome = Outcome()
    for place, line in lines:
        about = line.get("about")
        if about not in NEEDS or any(name not in line for name in NEEDS[about]):
            needed = ", ".join(NEEDS.get(str(about), ("about: fact, pair or lead",)))
            raise SourceError(f"{place}: is no decision: it needs {needed}")
        take = {"fact": take_review, "pair": take_judgement, "lead": take_lead}[about]
        try:
            with connection.begin_nested():
                refusal = take(connection, reference, line)
        except IntegrityError as error:
            refusal = f"it names what is not on record here, or breaks a rule: {str(error.orig).splitlines()[0]}"
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise SourceError(f"{place}: is no decision that can be read: {error!r}") from error
        if refusal is None:
            outcome.taken += 1
        elif refusal == "":
            outcome.unchanged += 1
        else:
            outcome.refused.append(f"{place}: {refusal}")
    return outcome


def take_review(connection: Connection, reference: Reference, line: Json) -> str | None:
    """None if it is taken in, nothing if it is there, else why it is not taken."""
    fact, decision = str(line["fact"]), ReviewDecision(line["decision"])
    if connection.scalar(select(Review.id).where(Review.id == line["id"])):
        return ""
    if connection.scalar(select(Fact.id).where(Fact.id == fact)) is None:
        return f"{fact} is not on record: load its article, coded by the same version"
    here = state_of(connection, fact)
    if shape(line["after"]) != shape(here):
        raise ValueError("after")
    if seen(here) != seen(line["before"]):
        last = standing(connection, fact)
        by = f": {last[-1].reviewer} decided {last[-1].decision}" if last else ", and nobody decided about it here"
        return f"{fact} is not as {line['reviewer']} saw it ({decision}){by}"
    undoes = line.get("undoes")
    if undoes and (not (last := standing(connection, fact)) or last[-1].id != undoes):
        return f"{fact}: what {line['reviewer']} took back ({undoes}) does not stand here"
    put(
        connection, reference, fact, decision, line["reviewer"], here, line["after"] | {"resolver": here["resolver"]},
        note=line.get("note"), undoes=undoes, id_=line["id"], at=dt.datetime.fromisoformat(line["decided_at"]),
    )  # fmt: skip
    if line["before"]["resolver"] != line["after"]["resolver"]:
        connection.execute(update(Fact).where(Fact.id == fact).values(resolver=None))
    return None


def shape(state: State) -> tuple[str, set[str], set[str]]:
    return state["kind"], set(state), set(state["fields"])


def take_judgement(connection: Connection, reference: Reference, line: Json) -> str | None:
    left, right, verdict = str(line["left"]), str(line["right"]), Verdict(line["verdict"])
    undone = {"undone_by": line.get("undone_by"), "undone_at": moment(line.get("undone_at"))}
    there = connection.execute(select(Judgement.id, Judgement.undone_at).where(Judgement.id == line["id"])).first()
    if there is not None and (there.undone_at or not undone["undone_at"]):
        return ""
    kinds = set(connection.scalars(select(Fact.kind).where(Fact.id.in_((left, right)))))
    if connection.scalar(select(Fact.id).where(Fact.id == left)) is None or not (
        connection.scalar(select(Fact.id).where(Fact.id == right))
    ):
        return f"{left} or {right} is not on record: load their articles, coded by the same version"
    if len(kinds) > 1:
        return f"{left} and {right} are of different kinds here"
    if there is not None:
        connection.execute(update(Judgement).where(Judgement.id == line["id"]).values(**undone))
    else:
        stands = OF_ACCOUNTS.standing(connection, (left,)).get((left, right))
        if stands and stands.by_person and stands.verdict is not verdict and not undone["undone_at"]:
            return f"{stands.judged_by} judged {left} and {right} {stands.verdict} here, {line['judged_by']} {verdict}"
        row = {"id": line["id"], "left_id": left, "right_id": right, "verdict": verdict, "reasons": line["reasons"]}
        row |= {"judged_by": line["judged_by"], "judged_at": moment(line["judged_at"]), "by_person": True} | undone
        connection.execute(insert(Judgement).values(row))
    judging.lead_anew(connection, reference, FactKind(kinds.pop()), (left, right))
    return None


def take_lead(connection: Connection, _reference: Reference, line: Json) -> str | None:
    state = LeadState(line["state"])
    here = connection.execute(select(Lead.state, Lead.decided_by).where(Lead.id == line["id"])).first()
    if here is None:
        return f"{line['id']} is not on record: load its article, coded by the same version"
    if here.state is not LeadState.OPEN:
        if here.state is state:
            return ""
        return f"{here.decided_by} decided {line['id']} as {here.state} here, {line['decided_by']} as {state}"
    values = {"state": state, "decided_by": line["decided_by"], "decided_at": moment(line["decided_at"])}
    connection.execute(update(Lead).where(Lead.id == line["id"]).values(**values))
    return None


def moment(written: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(written) if written else None
