create view quotes as
select
    evidence.id as evidence_id,
    evidence.fact_id,
    fact.kind,
    -- a text broken at a column holds line breaks amid its sentences; a quote reads on over them
    regexp_replace(
        substring(article.text, evidence.start_char::integer + 1, (evidence.end_char - evidence.start_char)::integer),
        '\s*\n\s*',
        ' ',
        'g'
    ) as quote,
    evidence.attribution,
    evidence.speaker,
    evidence.via,
    evidence.modality,
    evidence.stance,
    evidence.confidence,
    article.id as article_id,
    article.title,
    coalesce(source.name, 'unknown source') as source,
    article.published_on,
    article.url,
    evidence.start_char,
    evidence.end_char
from evidence
join fact on fact.id = evidence.fact_id
join article on article.id = evidence.article_id
left join source on source.id = article.source_id;

comment on view quotes is 'Each piece of evidence with its exact words and the article they stand in';
