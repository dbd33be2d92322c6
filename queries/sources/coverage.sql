-- title: Sources: what each contributes
-- question: How many articles and facts come from each source, and how doubtful are they?
-- chart: bars x=source y=facts
-- expect: rows >= 1; columns source, articles, facts
select
    articles.source,
    count(*) as articles,
    count(*) filter (where articles.facts > 0) as articles_with_facts,
    cast(sum(articles.facts) as bigint) as facts,
    count(*) filter (where articles.flags is not null) as doubtful_articles,
    min(articles.published_on) as first_published,
    max(articles.published_on) as last_published
from articles
group by articles.source
order by facts desc, articles.source
