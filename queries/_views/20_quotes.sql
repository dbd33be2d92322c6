create table quotes as
select
    evidence.id as evidence_id,
    evidence_origin.fact_id,
    evidence_origin.account_id,
    evidence_origin.kind,
    -- a text broken at a column holds line breaks amid its sentences; a quote reads on over them
    coalesce(
        regexp_replace(
            substring(article.text, evidence.start_char::integer + 1, (evidence.end_char - evidence.start_char)::integer),
            '\s*\n\s*',
            ' ',
            'g'
        ),
        dataset_record.says
    ) as quote,
    evidence.attribution,
    evidence.speaker,
    evidence.via,
    evidence.modality,
    evidence.stance,
    evidence.confidence,
    evidence_origin.origin,
    evidence_origin.grade as reliability,
    article.id as article_id,
    dataset_record.id as record_id,
    article.title,
    coalesce(source.name, 'unknown source') as source,
    coalesce(article.published_on, dataset_record.first_seen) as published_on,
    coalesce(article.url, case when dataset_record.id is not null then source.url end) as url,
    evidence.start_char,
    evidence.end_char,
    dataset_record.locator,
    dataset_record.gone_by
from evidence
join evidence_origin on evidence_origin.evidence_id = evidence.id
left join article on article.id = evidence.article_id
left join dataset_record on dataset_record.id = evidence.dataset_record_id
left join source on source.id = coalesce(article.source_id, dataset_record.source_id)
order by evidence_origin.fact_id, evidence.id;

create index quotes_by_evidence on quotes (evidence_id);
create index quotes_by_fact on quotes (fact_id);
create index quotes_by_article on quotes (article_id);
create index quotes_by_record on quotes (record_id);

comment on table quotes is 'Each piece of evidence: its exact words and the article they stand in, or the record of a data set';
