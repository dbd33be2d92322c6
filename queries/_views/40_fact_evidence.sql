create view fact_evidence as
with placed as (
    select
        *,
        min(published_on) over (partition by fact_id) as first_published_on,
        count(*) over (partition by fact_id) as pieces,
        row_number() over (
            partition by fact_id
            order by stance <> 'supports', published_on, coalesce(article_id, record_id), start_char, evidence_id
        ) as place
    from quotes
)
select
    fact_id,
    evidence_id,
    quote,
    title,
    source,
    article_id,
    record_id,
    attribution,
    speaker,
    first_published_on as published_on,
    pieces
from placed
where place = 1;

comment on view fact_evidence is 'The first supporting quote of each fact, and how many pieces of evidence it has';
