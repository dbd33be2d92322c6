"""The tables of a snapshot without what came later: each is made from the snapshot's own, those it points to first.

What hangs on something that is not left is not left either. What nobody could have known yet is emptied: that a record
was gone from a later release, that somebody looked at a lead.
"""

from collections.abc import Iterator, Mapping

import duckdb

from loaders.known.moment import Known
from schema.models import Base

LAST_POSSIBLE = """
    case published_precision
        when 'year' then make_date(year(published_on), 12, 31)
        when 'month' then last_day(published_on)
        else published_on
    end
"""
OF_ARTICLE = "article_id in (select id from article)"
OF_FACT = "fact_id in (select id from fact)"
OF_RUN = "run_id in (select id from load_run)"
BOTH_FACTS = "left_id in (select id from fact) and right_id in (select id from fact)"
LIFTED = r"try_cast(regexp_extract(key, ' lifted by (\d{4}-\d\d-\d\d)$', 1) as date)"
OF_DECISION = ("decided_by", "decided_at")


def leave(duck: duckdb.DuckDBPyConnection, known: Known) -> None:
    """Makes the tables of the record in the current database from those of the attached database `base`."""
    sql = Sql(known)
    conditions = dict(sql.conditions())
    changes = sql.changes()
    tables = [table.name for table in Base.metadata.sorted_tables]
    first = ["load_run", "article", "dataset_release", "dataset_record"]
    last = ["review", "judgement", "actor_judgement"]
    # Evidence is by what a fact is left, so it comes before it.
    order = [*first, "evidence", *(name for name in tables if name not in (*first, "evidence", *last)), *last]
    for name in order:
        replaced = f" replace ({changes[name]})" if name in changes else ""
        where = f" where {conditions[name]}" if name in conditions else ""
        duck.execute(f'create table "{name}" as select *{replaced} from base."{name}"{where}')
    duck.execute("delete from evidence where fact_id not in (select id from fact)")


def sql_of_moment(known: Known) -> str | None:
    """The first moment that is too late, as SQL writes it."""
    if known.recorded_as_of is None:
        return None
    return f"(timestamptz '{known.recorded_as_of.isoformat()}' + interval 1 second)"


class Sql:
    """The conditions and changes that bounds come to, by table."""

    def __init__(self, known: Known) -> None:
        self.day = f"date '{known.as_of}'" if known.as_of else None
        self.moment = sql_of_moment(known)

    def by(self, day: str | None = None, moment: str | None = None) -> str:
        """Whether a day and a moment, as SQL tells them, are within the bounds."""
        told = []
        if self.day and day:
            told.append(f"{day} <= {self.day}")
        if self.moment and moment:
            told.append(f"{moment} < {self.moment}")
        return " and ".join(told) or "true"

    def conditions(self) -> Iterator[tuple[str, str]]:
        yield "load_run", self.by(moment="started_at")
        yield "rejected_record", f"{OF_RUN} and {self.by(moment='rejected_at')}"
        yield "article", self.by(LAST_POSSIBLE, "recorded_at")
        for name in ("article_part", "article_flag", "sentence", "article_signature", "story_article"):
            yield name, OF_ARTICLE
        yield "garbling", f"{OF_ARTICLE} and original_id in (select id from article)"
        yield "lead", f"{OF_ARTICLE} and {self.by(moment='recorded_at')}"
        yield "dataset_release", f"{OF_RUN} and {self.by('released_on')}"
        for name in ("dataset_record", "listing"):
            yield name, f"{OF_RUN} and {self.by('first_seen')}"
        told_in = f"({OF_ARTICLE} or dataset_record_id in (select id from dataset_record))"
        yield "evidence", f"{told_in} and {self.by(moment='recorded_at')}"
        # A lifting stands on the last record before it, and was known by the release that showed it.
        told = self.by(f"coalesce({LIFTED}, date '0001-01-01')", "recorded_at")
        yield "fact", f"id in (select fact_id from evidence) and {told}"
        for name in ("request", "condition", "response", "sanction", "transfer", "fact_object"):
            yield name, OF_FACT
        yield "assertion", "evidence_id in (select id from evidence)"
        yield "review", f"{OF_FACT} and {self.by(moment='decided_at')}"
        yield "judgement", f"{BOTH_FACTS} and (not by_person or {self.by(moment='judged_at')})"
        yield "actor_judgement", f"not by_person or {self.by(moment='judged_at')}"

    def changes(self) -> Mapping[str, str]:
        changes = {name: self.gone_by() for name in ("dataset_record", "listing")}
        if self.moment:
            undone = ", ".join(
                f"case when undone_at < {self.moment} then {column} end as {column}"
                for column in ("undone_at", "undone_by")
            )
            changes |= {"judgement": undone, "actor_judgement": undone}
            decided = [f"case when decided_at < {self.moment} then {name} end as {name}" for name in OF_DECISION]
            state = f"case when decided_at >= {self.moment} then 'open' else state end as state"
            changes["lead"] = ", ".join([*decided, state])
        return changes

    def gone_by(self) -> str:
        """The release that has a record no more, if it is among those that are left."""
        if not self.moment:
            return f"case when {self.by('gone_by')} then gone_by end as gone_by"
        there = (
            "(source_id, gone_by) not in (select (source_id, released_on) from base.dataset_release "
            "where id not in (select id from dataset_release))"
        )
        return f"case when {self.by('gone_by')} and {there} then gone_by end as gone_by"
