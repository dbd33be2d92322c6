create table histories as
with told as (
    select
        said.fact_id,
        said.kind,
        said.field,
        said.value,
        said.told_on,
        said.origin,
        said.evidence_id,
        fact.earliest,
        fact.latest
    from said
    join fact on fact.id = said.account_id
    where said.field in ('outcome', 'stage', 'stance', 'decision')
),
-- the days of each value: what most origins say, the closer days among equals
days as (
    select
        fact_id,
        field,
        value,
        earliest,
        latest,
        row_number() over (
            partition by fact_id, field, value
            order by count(distinct origin) desc, latest - earliest, earliest
        ) as place
    from told
    where earliest is not null
    group by fact_id, field, value, earliest, latest
)
select
    told.fact_id,
    any_value(told.kind) as kind,
    told.field,
    told.value,
    min(told.told_on) as first_told_on,
    max(told.told_on) as last_told_on,
    any_value(days.earliest) as earliest,
    any_value(days.latest) as latest,
    count(distinct told.origin) as origins,
    arg_min(told.evidence_id, (told.told_on, told.evidence_id)) as evidence_id
from told
left join days
    on days.fact_id = told.fact_id and days.field = told.field and days.value = told.value and days.place = 1
group by told.fact_id, told.field, told.value
order by told.field, told.fact_id, told.value;

create index histories_by_fact on histories (fact_id);

comment on table histories is
    'How far each fact had come and when: every outcome, stage, stance or decision that some account tells';
