"""Judgements of two accounts: the resolver's and people's, what stands of them, and what follows.

Nothing is lost by a merge: each account keeps what it says and what it stands on, and `fact.merged_into_id` alone leads
from one to the one that stands for them. It is never mended by hand but always reckoned anew from what stands, so that
taking a judgement back brings back what was.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set

from sqlalchemy import Connection, select, update

from extraction.names.reference import Reference
from loaders.judging import OF_ACCOUNTS, Key, as_pair
from loaders.portions import portions
from loaders.resolution.account import Account
from loaders.resolution.deciding import TOGETHER
from loaders.resolution.likeness import compared
from loaders.resolution.reading import accounts
from loaders.sameness import Pair, sameness
from loaders.storing import short_hash
from schema.engine import Selects
from schema.errors import QueryError
from schema.models import Condition, Fact, Response
from schema.vocabulary import FactKind, ReviewState, Verdict

MOST_COMPARED = 12  # members of a group that are compared with those of another before the two are joined


def judge(
    connection: Connection,
    reference: Reference,
    one: str,
    other: str,
    verdict: Verdict,
    who: str,
    why: str | None = None,
) -> None:
    """Puts a person's judgement of two accounts on record, before what stood. Raises QueryError."""
    left, right, kind = pair_of(connection, one, other)
    OF_ACCOUNTS.put(connection, left, right, verdict, who, why)
    lead_anew(connection, reference, kind, (left, right))


def undo(connection: Connection, reference: Reference, one: str, other: str, who: str) -> None:
    """Takes the newest judgement of a person back. Raises QueryError if none stands."""
    left, right, kind = pair_of(connection, one, other)
    OF_ACCOUNTS.take_back(connection, left, right, who)
    lead_anew(connection, reference, kind, (left, right))


def pair_of(connection: Connection, one: str, other: str) -> tuple[str, str, FactKind]:
    """Both ids in order, and their kind. Raises QueryError if they are not those of two facts of one kind."""
    if one == other:
        raise QueryError(f"{one} is one fact: name two")
    known: dict[str, FactKind] = {
        row.id: row.kind for row in connection.execute(select(Fact.id, Fact.kind).where(Fact.id.in_((one, other))))
    }
    if unknown := [fact for fact in (one, other) if fact not in known]:
        raise QueryError(f"no fact on record has the id {unknown[0]!r}")
    if known[one] != known[other]:
        raise QueryError(f"{one} is a {known[one]} and {other} a {known[other]}: they cannot be one")
    left, right = sorted((one, other))
    return left, right, known[one]


def judgement_id(one: str, other: str) -> str:
    return "j-" + short_hash(*sorted((one, other)))


def lead_anew(connection: Connection, reference: Reference, kind: FactKind, ids: Iterable[str]) -> None:
    """Settles accounts and then what hangs on those that lead elsewhere now: whether it is alike depends on where."""
    for hanging_kind, hanging in hanging_on(connection, settle(connection, reference, kind, ids)).items():
        if hanging:
            lead_anew(connection, reference, hanging_kind, hanging)


def hanging_on(connection: Selects, ids: Iterable[str]) -> dict[FactKind, set[str]]:
    """The answers to some facts, and the terms that gate them or their answers."""
    found: dict[FactKind, set[str]] = {FactKind.RESPONSE: set(), FactKind.CONDITION: set()}
    for some in portions(sorted(ids)):
        answers = select(Response.fact_id).where(Response.request_id.in_(some))
        terms = Condition.attached_to_id.in_(some) | Condition.attached_to_id.in_(answers)
        for kind, statement in (
            (FactKind.RESPONSE, answers),
            (FactKind.CONDITION, select(Condition.fact_id).where(terms)),
        ):
            found[kind] |= {row.fact_id for row in connection.execute(statement)}
    return found


def settle(connection: Connection, reference: Reference, kind: FactKind, ids: Iterable[str]) -> set[str]:
    """Leads accounts, and all that hang together with them, to the one that stands for them by what stands.

    Returns the accounts that lead elsewhere than before.
    """
    leads = reckoned(connection, reference, kind, ids)
    changed = set()
    for some in portions(sorted(leads)):
        for fact, before in connection.execute(select(Fact.id, Fact.merged_into_id).where(Fact.id.in_(some))).all():
            if before != leads[fact]:
                changed.add(fact)
    # Through no circle: what leads elsewhere is set free before it is led.
    for some in portions(sorted(changed)):
        connection.execute(update(Fact).where(Fact.id.in_(some)).values(merged_into_id=None))
    for fact in sorted(changed):
        if leads[fact] is not None:
            connection.execute(update(Fact).where(Fact.id == fact).values(merged_into_id=leads[fact]))
    return changed


def reckoned(connection: Selects, reference: Reference, kind: FactKind, ids: Iterable[str]) -> dict[str, str | None]:
    """Where accounts, and all that hang together with them, lead by what stands; None for one that stands by itself."""
    group: set[str] = set()
    pairs: dict[Key, Pair] = {}
    new = set(ids)
    while new:
        group |= new
        found = {at: as_pair(row) for at, row in OF_ACCOUNTS.standing(connection, new).items()}
        pairs |= found
        new = {each for at, pair in found.items() if pair.verdict is Verdict.SAME for each in at} - group
    there = accounts(connection, kind, group - thrown_out(connection, group))
    standing_pairs = [pair for at, pair in pairs.items() if at[0] in there and at[1] in there]
    leads = sameness(standing_pairs, clash=Clash(there, reference).of, rank=lambda each: rank(there[each])).leads
    return {each: leads.get(each) for each in group}


def thrown_out(connection: Selects, ids: Iterable[str]) -> set[str]:
    """The accounts that a person rejected: they are of no fact, and stand for none."""
    found: set[str] = set()
    for some in portions(sorted(ids)):
        rejected = (Fact.id.in_(some), Fact.review_state == ReviewState.REJECTED)
        found |= {row.id for row in connection.execute(select(Fact.id).where(*rejected))}
    return found


def rank(account: Account) -> tuple[bool, dt.date, str]:
    """The account that was told first stands for the others, those of articles before those of records."""
    return account.told_on is None, account.told_on or account.earliest or dt.date.max, account.id


class Clash:
    """Whether two groups of accounts cannot be of one fact, whatever a single pair of them says."""

    def __init__(self, there: Mapping[str, Account], reference: Reference) -> None:
        self.there, self.reference = there, reference

    def of(self, left: Set[str], right: Set[str]) -> bool:
        return self.told_apart(left, right) or not self.alike(left, right)

    def told_apart(self, left: Set[str], right: Set[str]) -> bool:
        """One article or register tells two facts as two, but the stages of one fact one by one."""
        if {self.stage(each) for each in left} & {self.stage(each) for each in right}:
            return True
        records: dict[str, set[str]] = {}
        for each in left | right:
            place = self.there[each].place
            if "#" in place:
                records.setdefault(place.partition("#")[0], set()).add(place)
        return any(len(places) > 1 for places in records.values())

    def stage(self, one: str) -> tuple[str, str | None]:
        account = self.there[one]
        staged = account.kind in (FactKind.TRANSFER, FactKind.SANCTION)
        return account.place, account.standing if staged else None

    def alike(self, left: Set[str], right: Set[str]) -> bool:
        """Whether the accounts of one group are on the whole like those of the other."""
        scores = [
            compared(self.there[mine], self.there[theirs], self.reference).score
            for mine in self.first(left)
            for theirs in self.first(right)
        ]
        return sum(scores) >= TOGETHER * len(scores)

    def first(self, group: Set[str]) -> Sequence[str]:
        return sorted(group, key=lambda each: rank(self.there[each]))[:MOST_COMPARED]
