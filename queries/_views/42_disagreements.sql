create table disagreements as
with told as (
    select
        said.fact_id,
        said.kind,
        said.field,
        said.value,
        said.origin,
        said.stance,
        quotes.quote,
        quotes.source,
        coalesce(quotes.article_id, quotes.record_id) as place_id,
        quotes.article_id,
        said.told_on,
        said.evidence_id
    from said
    join quotes on quotes.evidence_id = said.evidence_id
    -- how strongly it is put is each writer's own; what a fact is about and when, other columns tell
    where said.field not in ('object', 'trigger', 'earliest', 'latest', 'force', 'text', 'uncertain')
),
disputed as (
    select fact_id, field
    from told
    group by fact_id, field
    having count(distinct value) > 1
       and (bool_or(stance = 'contradicts')
            -- how far it has come changes as time goes on: that is its history, no disagreement
            or (field not in ('outcome', 'stage', 'stance', 'decision')
                and count(distinct case when value not in ('unspecified', 'unknown', 'other') then value end) > 1))
)
select
    told.fact_id,
    told.kind,
    told.field,
    list(told.value order by told.told_on, told.place_id, told.evidence_id) as said_values,
    list(told.origin order by told.told_on, told.place_id, told.evidence_id) as origins,
    list(told.stance order by told.told_on, told.place_id, told.evidence_id) as stances,
    list(told.quote order by told.told_on, told.place_id, told.evidence_id) as quotes,
    list(told.source order by told.told_on, told.place_id, told.evidence_id) as sources,
    list(told.article_id order by told.told_on, told.place_id, told.evidence_id) as article_ids,
    list(told.evidence_id order by told.told_on, told.place_id, told.evidence_id) as evidence_ids
from told
where (told.fact_id, told.field) in (select (disputed.fact_id, disputed.field) from disputed)
group by told.fact_id, told.kind, told.field
order by told.fact_id, told.field;

comment on table disagreements is
    'Fields of a fact on which its accounts differ, with every value, its origin and its quote, in the order of telling';
