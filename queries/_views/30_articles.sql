create view articles as
with copied as (
    select copied_from_id, count(*) as copies
    from story_article
    where copied_from_id is not null
    group by copied_from_id
)
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
    (select count(distinct evidence.fact_id) from evidence where evidence.article_id = article.id) as facts,
    (select list(article_flag.kind order by article_flag.kind)
     from article_flag where article_flag.article_id = article.id) as flags,
    story_article.story_id,
    coalesce(story_article.role, 'origin') as role,
    story_article.copied_from_id,
    story_article.score as copied_surely,
    coalesce(copied.copies, 0) as copies,
    article.url,
    article.text
from article
left join source on source.id = article.source_id
left join story_article on story_article.article_id = article.id
left join copied on copied.copied_from_id = article.id;

comment on view articles is
    'Articles with their source, doubts, the number of facts coded in them, and what they are copied from';
