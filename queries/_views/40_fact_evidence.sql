create view fact_evidence as
select
    fact_id,
    arg_min(evidence_id, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as evidence_id,
    arg_min(quote, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as quote,
    arg_min(title, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as title,
    arg_min(source, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as source,
    arg_min(article_id, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as article_id,
    arg_min(record_id, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as record_id,
    arg_min(attribution, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as attribution,
    arg_min(speaker, (stance <> 'supports', published_on, coalesce(article_id, record_id), start_char)) as speaker,
    min(published_on) as published_on,
    count(*) as pieces
from quotes
group by fact_id;

comment on view fact_evidence is 'The first supporting quote of each fact, and how many pieces of evidence it has';
