create view articles as
select
    article.id as article_id,
    article.title,
    coalesce(source.name, 'unknown source') as source,
    article.published_on,
    article.published_precision,
    article.byline,
    article.agency,
    article.language,
    article.char_count,
    coalesce(tally.facts, 0) as facts,
    tally.flags,
    tally.story_id,
    coalesce(tally.role, 'origin') as role,
    tally.copied_from_id,
    tally.copied_surely,
    coalesce(tally.copies, 0) as copies,
    article.url,
    article.text
from article
left join source on source.id = article.source_id
left join article_tally as tally on tally.article_id = article.id;

comment on view articles is
    'Articles with their source, doubts, the number of facts coded in them, and what they are copied from';
