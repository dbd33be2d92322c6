"""What a fact is by all its accounts: the tables `resolved_…` of a snapshot, made from the accounts beside them.

The record keeps accounts as their articles and records tell them; which of them are of one fact is `merged_into_id`.
Here every fact becomes one row: of each field it shows what most independent origins say, the surest sources first
among equals, and what a person reviewed before all. How far a thing has come is not voted on but followed in time.
"""

from collections.abc import Iterator, Mapping

import duckdb
from sqlalchemy import Table

from schema.models import Base

KINDS: Mapping[str, Table] = {
    kind: Base.metadata.tables[kind] for kind in ("request", "condition", "response", "sanction", "transfer")
}
LINKS = ("attached_to_id", "request_id")
OWN = ("fact_id", "kind")
SILENT = "('unspecified', 'unknown', 'other')"
# Fields that change as time goes on, and which value is the further one on one day.
COURSE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "request": ("outcome", ("pending", "refused", "partly_granted", "granted", "withdrawn")),
    "transfer": ("stage", ("offered", "negotiating", "approved", "ordered", "delivered")),
    "sanction": ("stage", ("threatened", "proposed", "imposed", "waived", "eased", "lifted")),
    "condition": ("stance", ("proposed", "offered", "imposed", "rejected", "dropped", "met")),
}
# A deal that was handed over is delivered, however late somebody recalls its order; only its end undoes that.
BY_RANK = ("transfer", "sanction")
ENDS = ("suspended", "cancelled")
COMMENTS = {
    "account": "Each account and the fact that it is one of",
    "evidence_origin": "Each piece of evidence and whom it goes back to: copies of one text, and what one agency told, "
    "share an origin",
    "said": "What each piece of evidence says of a field of its fact",
    "resolved_fact": "Facts, each once, by all their accounts: days, confidence, how many independent origins",
    "resolved_fact_object": "The weapon systems of facts by all their accounts",
} | {f"resolved_{kind}": f"{kind.title()}s, each once, by all their accounts" for kind in KINDS}


def consolidate(duck: duckdb.DuckDBPyConnection) -> None:
    """Adds the resolved tables to a snapshot that holds the record's."""
    for statement in statements():
        duck.execute(statement)
    for table, says in COMMENTS.items():
        duck.execute(f"comment on table {table} is '{says}'")


def statements() -> Iterator[str]:
    yield ACCOUNT
    yield EVIDENCE_ORIGIN
    yield SAID.format(columns=" union all ".join(columns_said()))
    for kind, table in KINDS.items():
        yield RESOLVED.format(kind=kind)
        yield from filled(kind, table)
    yield CHOSEN.format(courses=" ".join(ranks()))
    for kind, table in KINDS.items():
        for column in table.columns:
            if is_said(column.name):
                yield UPDATE.format(kind=kind, field=column.name)
        for link in LINKS:
            if link in table.columns:
                yield LINKED.format(kind=kind, link=link)
    yield RESOLVED_FACT
    yield RESOLVED_OBJECT
    yield "drop table chosen"


def is_said(column: str) -> bool:
    """Whether a column is a field of its own, not a party, a link or the key."""
    return column not in OWN and not column.endswith("_id")


def columns_said() -> Iterator[str]:
    """What accounts say in their own row: of records, which have no assertions, and what people put right."""
    for kind, table in KINDS.items():
        for column in table.columns:
            if is_said(column.name):
                yield COLUMN_SAID.format(kind=kind, field=column.name)


def filled(kind: str, table: Table) -> Iterator[str]:
    """Parties and instruments that the account which stands for a fact does not tell, or a person put right."""
    for column in table.columns:
        role = column.name.removesuffix("_principal_id")
        if role != column.name:
            yield FILLED.format(
                kind=kind, column=column.name, both=f"{role}_id = told.{role}_id, {column.name} = told.{column.name}"
            )
            yield REVIEWED.format(
                kind=kind, role=role, both=f"{role}_id = told.{role}_id, {column.name} = told.{column.name}"
            )
    if "instrument_id" in table.columns:
        yield FILLED.format(kind=kind, column="instrument_id", both="instrument_id = told.instrument_id")


def ranks() -> Iterator[str]:
    for kind, (field, course) in COURSE.items():
        for rank, value in enumerate(course, start=1):
            yield f"when kind = '{kind}' and field = '{field}' and value = '{value}' then {rank}"


ACCOUNT = """
create table account as
select id as account_id, coalesce(merged_into_id, id) as fact_id, kind, review_state
from fact
where review_state <> 'rejected'
"""
EVIDENCE_ORIGIN = """
create table evidence_origin as
select
    evidence.id as evidence_id,
    account.account_id,
    account.fact_id,
    account.kind,
    coalesce(
        'via ' || lower(evidence.via),
        'agency ' || lower(article.agency),
        story_article.story_id,
        article.id,
        dataset_record.source_id
    ) as origin,
    case
        when account.review_state in ('accepted', 'edited') then '0'
        else coalesce(source.reliability, 'F')
    end as grade,
    coalesce(article.published_on, dataset_record.first_seen) as told_on,
    evidence.stance,
    evidence.article_id
from evidence
join account on account.account_id = evidence.fact_id
left join article on article.id = evidence.article_id
left join story_article on story_article.article_id = evidence.article_id
left join dataset_record on dataset_record.id = evidence.dataset_record_id
left join source on source.id = coalesce(article.source_id, dataset_record.source_id)
"""
SAID = """
create table said as
select evidence_origin.*, assertion.field, assertion.value
from assertion
join evidence_origin on evidence_origin.evidence_id = assertion.evidence_id
join account on account.account_id = evidence_origin.account_id
where account.review_state <> 'edited'
union all
{columns}
"""
COLUMN_SAID = """
select evidence_origin.*, '{field}' as field, {kind}.{field}::varchar as value
from {kind}
join account on account.account_id = {kind}.fact_id
join evidence_origin on evidence_origin.account_id = {kind}.fact_id
where {kind}.{field} is not null
  and (evidence_origin.article_id is null or account.review_state = 'edited')
"""
RESOLVED = """
create table resolved_{kind} as
select {kind}.*
from {kind}
join account on account.account_id = {kind}.fact_id
where account.account_id = account.fact_id
"""
FILLED = """
update resolved_{kind} as resolved
set {both}
from (
    select distinct on (account.fact_id) account.fact_id as of_fact, {kind}.*
    from {kind}
    join account on account.account_id = {kind}.fact_id
    join evidence_origin on evidence_origin.account_id = account.account_id
    where {kind}.{column} is not null and account.account_id <> account.fact_id
    order by account.fact_id, evidence_origin.grade, evidence_origin.told_on, account.account_id
) as told
where told.of_fact = resolved.fact_id and resolved.{column} is null
"""
REVIEWED = """
update resolved_{kind} as resolved
set {both}
from (
    select distinct on (account.fact_id) account.fact_id as of_fact, {kind}.*
    from {kind}
    join account on account.account_id = {kind}.fact_id
    join account as first on first.account_id = account.fact_id
    where account.review_state in ('accepted', 'edited')
      and first.review_state = 'unreviewed'
      and {kind}.{role}_id is not null
    order by account.fact_id, account.review_state desc, account.account_id
) as told
where told.of_fact = resolved.fact_id
"""
CHOSEN = f"""
create temp table chosen as
with tally as (
    select
        fact_id,
        kind,
        field,
        value,
        count(distinct origin) as origins,
        min(grade) as grade,
        min(told_on) as first_told,
        max(told_on) as last_told
    from said
    group by fact_id, kind, field, value
),
ranked as (
    select
        *,
        case {{courses}} end as rank,
        count(*) over (partition by fact_id, field) as values
    from tally
),
-- an end counts where it is told no earlier than what it ends
ended as (
    select
        *,
        case
            when kind in {BY_RANK} and value in {ENDS}
                 and last_told >= max(case when value not in {ENDS} then first_told end)
                     over (partition by fact_id, field)
            then 9
            else rank
        end as stage_rank
    from ranked
    where values > 1
)
select distinct on (fact_id, field) fact_id, kind, field, value
from ended
order by
    fact_id,
    field,
    value in {SILENT},
    grade = '0' desc,
    case when kind in {BY_RANK} then stage_rank end desc nulls last,
    case when rank is not null and kind not in {BY_RANK} then last_told end desc nulls last,
    origins desc,
    grade,
    rank desc nulls last,
    first_told nulls last,
    value
"""
UPDATE = """
update resolved_{kind} as resolved
set {field} = chosen.value
from chosen
where chosen.fact_id = resolved.fact_id and chosen.field = '{field}'
  and resolved.{field} is distinct from chosen.value
"""
LINKED = """
update resolved_{kind} as resolved
set {link} = account.fact_id
from account
where account.account_id = resolved.{link} and account.fact_id <> account.account_id
"""
RESOLVED_FACT = """
create table resolved_fact as
with origins as (
    select
        fact_id,
        count(distinct origin) as origins,
        count(distinct account_id) as accounts,
        min(told_on) as first_told_on,
        max(told_on) as last_told_on
    from evidence_origin
    group by fact_id
),
stages as (
    select fact_id, stage from resolved_transfer
    union all
    select fact_id, stage from resolved_sanction
),
account_stages as (
    select fact_id, stage from transfer
    union all
    select fact_id, stage from sanction
),
-- the days of what it has come to: what most origins say, the closer days among equals
days as (
    select distinct on (fact_id) fact_id, earliest, latest, date_words
    from (
        select
            account.fact_id,
            fact.earliest,
            fact.latest,
            min(fact.date_words) as date_words,
            count(distinct evidence_origin.origin) as origins,
            min(evidence_origin.grade) as grade
        from account
        join fact on fact.id = account.account_id
        join evidence_origin on evidence_origin.account_id = account.account_id
        left join stages on stages.fact_id = account.fact_id
        left join account_stages on account_stages.fact_id = account.account_id
        where fact.earliest is not null
          and account_stages.stage is not distinct from stages.stage
        group by account.fact_id, fact.earliest, fact.latest
    )
    order by fact_id, grade = '0' desc, origins desc, latest - earliest, earliest
),
reviewed as (
    select fact_id, max(review_state) filter (where review_state in ('accepted', 'edited')) as review_state
    from account
    group by fact_id
)
select
    fact.id as fact_id,
    fact.key,
    fact.kind,
    days.earliest,
    days.latest,
    days.date_words,
    surest.confidence,
    coalesce(reviewed.review_state, fact.review_state) as review_state,
    origins.origins,
    origins.accounts,
    origins.first_told_on,
    origins.last_told_on,
    fact.recorded_at
from fact
join account on account.account_id = fact.id and account.fact_id = fact.id
join origins on origins.fact_id = fact.id
join reviewed on reviewed.fact_id = fact.id
join (
    select account.fact_id, max(fact.confidence) as confidence
    from account
    join fact on fact.id = account.account_id
    group by account.fact_id
) as surest on surest.fact_id = fact.id
left join days on days.fact_id = fact.id
"""
RESOLVED_OBJECT = """
create table resolved_fact_object as
with recursive above(weapon_id, upper_id) as (
    select id, parent_id from weapon_system where parent_id is not null
    union all
    select above.weapon_id, weapon_system.parent_id
    from above
    join weapon_system on weapon_system.id = above.upper_id
    where weapon_system.parent_id is not null
),
told as (
    select account.fact_id, fact_object.* exclude (fact_id), evidence_origin.origin, evidence_origin.grade,
        evidence_origin.told_on
    from fact_object
    join account on account.account_id = fact_object.fact_id
    join evidence_origin on evidence_origin.account_id = account.account_id
),
-- of weapons one above the other in the tree the lower is meant
weapons as (
    select distinct fact_id, role, weapon_id
    from told
    where not exists (
        select 1
        from told as closer
        join above on above.weapon_id = closer.weapon_id
        where closer.fact_id = told.fact_id and closer.role = told.role and above.upper_id = told.weapon_id
    )
),
counted as (
    select
        fact_id, role, weapon_id, quantity, quantity_to, unit,
        count(distinct origin) as origins, min(grade) as grade, min(told_on) as told_on
    from told
    where quantity is not null
    group by fact_id, role, weapon_id, quantity, quantity_to, unit
),
number as (
    select distinct on (fact_id, role, weapon_id) *
    from counted
    order by fact_id, role, weapon_id, grade = '0' desc, origins desc, grade, told_on, quantity desc
),
words as (
    select distinct on (fact_id, role, weapon_id) fact_id, role, weapon_id, words, resolution, resolved_through
    from told
    order by fact_id, role, weapon_id, resolution <> 'named', told_on, words
)
select
    weapons.fact_id,
    weapons.role,
    weapons.weapon_id,
    number.quantity,
    number.quantity_to,
    number.unit,
    words.words,
    words.resolution,
    words.resolved_through
from weapons
left join number using (fact_id, role, weapon_id)
left join words using (fact_id, role, weapon_id)
"""
