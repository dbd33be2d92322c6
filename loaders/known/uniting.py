"""Which accounts, and which actors, are one by what is left: reckoned by the code that does it for the record.

What the resolver judged of two accounts follows from the accounts alone, whenever it did so, and holds as long as both
are left as they were. Compared anew is what tells otherwise than in the snapshot, and what hangs on accounts that now
lead elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from extraction.names.reference import Reference
from loaders.judging import OF_ACTORS, as_pair
from loaders.known.selecting import Selecting
from loaders.known.writing import ids_as, insert_rows
from loaders.registers.sameness import sameness as same_actors
from loaders.resolution.judging import hanging_on, reckoned
from loaders.resolution.reading import TABLES, roles
from loaders.resolution.resolving import ORDER, VERSION, likenesses, row_of
from schema.vocabulary import FactKind

BATCH = 2_000  # accounts

Leads = Mapping[str, str | None]


def unite_actors(duck: duckdb.DuckDBPyConnection) -> set[str]:
    """Leads actors of the current database by the judgements that are left; returns those that lead elsewhere now."""
    connection = Selecting(duck)
    pairs = [as_pair(row) for row in OF_ACTORS.standing(connection).values()]
    leads = same_actors(pairs).leads
    before = dict(duck.execute("select id, same_as_id from actor where same_as_id is not null").fetchall())
    changed = {each: leads.get(each) for each in before.keys() | leads.keys() if before.get(each) != leads.get(each)}
    lead(duck, "actor", "same_as_id", changed)
    return set(changed)


def unite(duck: duckdb.DuckDBPyConnection, reference: Reference, stale: set[str]) -> None:
    """Leads the accounts of the current database; `stale` tell otherwise than in the database `base`."""
    groups = Groups(duck, stale)
    changed: set[str] = set()
    for kind in ORDER:
        there = column(duck, f"select id from fact where kind = '{kind}'")
        shown = column(duck, f"select id from fact where kind = '{kind}' and review_state <> 'rejected'")
        anew = sorted((stale | hanging_on(Selecting(duck), changed).get(kind, set())) & shown)
        compare(duck, reference, kind, anew, groups)
        for some in groups.touched(there):
            leads = reckoned(Selecting(duck), reference, kind, some)
            before = of_ids(duck, "select id, merged_into_id from fact", some)
            moved = {each: leads.get(each) for each in some if before[each] != leads.get(each)}
            lead(duck, "fact", "merged_into_id", moved)
            changed |= moved.keys()


class Groups:
    """Accounts that hang together by what was or is judged the same, and which groups are to be reckoned anew."""

    def __init__(self, duck: duckdb.DuckDBPyConnection, stale: Iterable[str]) -> None:
        self.above: dict[str, str] = {}
        self.anew: set[str] = set(stale)
        for table in ("base.judgement", "judgement"):
            for left, right in duck.execute(f"select left_id, right_id from {table} where verdict = 'same'").fetchall():
                self.join(left, right)
        differ = """
            select unnest([left_id, right_id]) from (
                (select * from base.judgement where by_person except select * from judgement)
                union all
                (select * from judgement where by_person except select * from base.judgement)
            )
        """
        self.anew |= column(duck, differ)
        self.anew |= column(duck, "select id from base.fact where id not in (select id from fact)")

    def first(self, each: str) -> str:
        while (above := self.above.get(each, each)) != each:
            self.above[each] = each = self.above.get(above, above)
        return each

    def join(self, one: str, other: str) -> None:
        left, right = self.first(one), self.first(other)
        if left != right:
            self.above[max(left, right)] = min(left, right)
            self.above.setdefault(min(left, right), min(left, right))

    def touched(self, there: set[str]) -> Iterator[list[str]]:
        """The accounts of the groups to reckon anew, as many whole groups at a time as make a batch."""
        wanted = {self.first(each) for each in self.anew}
        members: dict[str, list[str]] = {}
        for each in sorted(there):
            if (first := self.first(each)) in wanted:
                members.setdefault(first, []).append(each)
        batch: list[str] = []
        for group in members.values():
            batch += group
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def naming(duck: duckdb.DuckDBPyConnection, changed: set[str]) -> set[str]:
    """The accounts that name actors which lead elsewhere now."""
    if not changed:
        return set()
    found: set[str] = set()
    for kind in ORDER:
        columns = [f"{role}{end}" for role in roles(kind) for end in ("_id", "_principal_id")]
        rows = duck.execute(f"select fact_id, {', '.join(columns)} from {TABLES[kind].__tablename__}").fetchall()
        found |= {fact for fact, *named in rows if not changed.isdisjoint(named)}
    return found


def compare(
    duck: duckdb.DuckDBPyConnection, reference: Reference, kind: FactKind, anew: Sequence[str], groups: Groups
) -> None:
    """Writes what the resolver judges of some accounts in place of what it judged of them."""
    if not anew:
        return
    told = []
    for at in range(0, len(anew), BATCH):
        told += likenesses(Selecting(duck), reference, kind, anew[at : at + BATCH])
    rows = [row_of(*each) for each in dict(told).items()]
    ids_as(duck, "anew", anew)
    duck.execute(
        "delete from judgement where not by_person "
        "and (left_id in (select id from anew) or right_id in (select id from anew))"
    )
    duck.execute(f"update fact set resolver = '{VERSION}' where id in (select id from anew)")
    duck.unregister("anew")
    groups.anew |= set(anew)
    insert_rows(duck, "judgement", rows)
    for row in rows:
        if row["verdict"] == "same":
            groups.join(str(row["left_id"]), str(row["right_id"]))


def lead(duck: duckdb.DuckDBPyConnection, table: str, link: str, leads: Leads) -> None:
    """Writes where rows of a table lead."""
    if not leads:
        return
    duck.register("leads", pa.table({"id": list(leads), "other": pa.array(list(leads.values()), pa.string())}))
    duck.execute(f"update {table} set {link} = leads.other from leads where leads.id = {table}.id")
    duck.unregister("leads")


def of_ids(duck: duckdb.DuckDBPyConnection, select: str, ids: Sequence[str]) -> dict[str, str | None]:
    ids_as(duck, "wanted", ids)
    found = dict(duck.execute(f"{select} where id in (select id from wanted)").fetchall())
    duck.unregister("wanted")
    return found


def column(duck: duckdb.DuckDBPyConnection, select: str) -> set[str]:
    return {each for (each,) in duck.execute(select).fetchall()}
