create table article_tally as
with telling as (
    select article_id, count(distinct fact_id) as facts
    from evidence
    where article_id is not null
    group by article_id
),
flagged as (
    select article_id, list(kind order by kind) as flags
    from article_flag
    group by article_id
),
copied as (
    select copied_from_id as article_id, count(*) as copies
    from story_article
    where copied_from_id is not null
    group by copied_from_id
)
select
    article_id,
    coalesce(source.name, 'unknown source') as source,
    telling.facts,
    flagged.flags,
    story_article.story_id,
    story_article.role,
    story_article.copied_from_id,
    story_article.score as copied_surely,
    copied.copies
from telling
full join flagged using (article_id)
full join story_article using (article_id)
full join copied using (article_id)
join article on article.id = article_id
left join source on source.id = article.source_id
order by article_id;

comment on table article_tally is
    'What articles shows of the articles that tell a fact, are doubtful or belong to a story; the others have no row';
