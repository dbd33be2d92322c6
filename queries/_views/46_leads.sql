create table leads as
select
    lead.id as lead_id,
    lead.kind,
    lead.likelihood,
    lead.reason,
    lead.state,
    -- a text broken at a column holds line breaks amid its sentences; a quote reads on over them
    regexp_replace(
        substring(article.text, lead.start_char::integer + 1, (lead.end_char - lead.start_char)::integer),
        '\s*\n\s*',
        ' ',
        'g'
    ) as sentence,
    article.id as article_id,
    article.title,
    coalesce(source.name, 'unknown source') as source,
    article.published_on,
    article.url,
    lead.start_char,
    lead.end_char,
    lead.decided_by,
    lead.decided_at
from lead
join article on article.id = lead.article_id
left join source on source.id = article.source_id
order by lead.state, lead.likelihood desc, lead.id;

comment on table leads is 'Sentences that may tell a fact, too unsurely for the coder: they wait for a person';
