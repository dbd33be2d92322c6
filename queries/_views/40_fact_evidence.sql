create view fact_evidence as
with placed as (
    select
        *,
        row_number() over (
            partition by fact_id
            order by stance <> 'supports', published_on, coalesce(article_id, record_id), start_char
        ) as place
    from quotes
)
select
    fact_id,
    arg_min(evidence_id, place) as evidence_id,
    arg_min(quote, place) as quote,
    arg_min(title, place) as title,
    arg_min(source, place) as source,
    arg_min(article_id, place) as article_id,
    arg_min(record_id, place) as record_id,
    arg_min(attribution, place) as attribution,
    arg_min(speaker, place) as speaker,
    min(published_on) as published_on,
    count(*) as pieces
from placed
group by fact_id;

comment on view fact_evidence is 'The first supporting quote of each fact, and how many pieces of evidence it has';
