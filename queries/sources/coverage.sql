-- title: Sources: what each contributes
-- question: How many articles and facts come from each source, and how doubtful are they?
-- chart: bars x=source y=facts
-- expect: rows >= 1; columns source, articles, facts
with published as (
    select
        coalesce(source.name, 'unknown source') as source,
        count(*) as articles,
        min(article.published_on) as first_published,
        max(article.published_on) as last_published
    from article
    left join source on source.id = article.source_id
    group by coalesce(source.name, 'unknown source')
),
told as (
    select
        article_tally.source,
        count(article_tally.facts) as articles_with_facts,
        sum(article_tally.facts) as facts,
        count(article_tally.flags) as doubtful_articles
    from article_tally
    group by article_tally.source
)
select
    published.source,
    published.articles,
    coalesce(told.articles_with_facts, 0) as articles_with_facts,
    cast(coalesce(told.facts, 0) as bigint) as facts,
    coalesce(told.doubtful_articles, 0) as doubtful_articles,
    published.first_published,
    published.last_published
from published
left join told on told.source = published.source
order by facts desc, published.source
