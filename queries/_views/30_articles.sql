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
    (select count(distinct evidence.fact_id) from evidence where evidence.article_id = article.id) as facts,
    (select list(article_flag.kind order by article_flag.kind)
     from article_flag where article_flag.article_id = article.id) as flags,
    article.url,
    article.text
from article
left join source on source.id = article.source_id;

comment on view articles is 'Articles with their source, doubts and the number of facts coded in them';
