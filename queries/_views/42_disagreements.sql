create view disagreements as
with said as (
    select
        quotes.fact_id,
        quotes.kind,
        assertion.field,
        assertion.value,
        quotes.stance,
        quotes.quote,
        quotes.article_id,
        quotes.published_on,
        quotes.evidence_id
    from assertion
    join quotes on quotes.evidence_id = assertion.evidence_id
    where assertion.field <> 'object'
),
disputed as (
    select fact_id, field
    from said
    group by fact_id, field
    having count(distinct value) > 1
       and (bool_or(stance = 'contradicts')
            or count(distinct case when value not in ('unspecified', 'unknown', 'pending') then value end) > 1)
)
select
    said.fact_id,
    said.kind,
    said.field,
    list(said.value order by said.published_on, said.article_id, said.evidence_id) as said_values,
    list(said.stance order by said.published_on, said.article_id, said.evidence_id) as stances,
    list(said.quote order by said.published_on, said.article_id, said.evidence_id) as quotes,
    list(said.article_id order by said.published_on, said.article_id, said.evidence_id) as article_ids
from said
join disputed on disputed.fact_id = said.fact_id and disputed.field = said.field
group by said.fact_id, said.kind, said.field;

comment on view disagreements is 'Fields of a fact on which its evidence differs, with every value and its quote';
