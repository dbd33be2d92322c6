create table copies as
select
    copy.article_id,
    copy.title,
    copy.source,
    copy.published_on,
    copy.role,
    copy.copied_surely,
    (select count(*) from garblings where garblings.article_id = copy.article_id) as garbled,
    copy.story_id,
    copy.url,
    original.article_id as original_id,
    original.title as original_title,
    original.source as original_source,
    original.published_on as original_published_on
from articles as copy
join articles as original on original.article_id = copy.copied_from_id
order by original.published_on, original.article_id, copy.published_on, copy.article_id;

comment on table copies is 'Articles that are copies, each beside the article that it copies';
comment on column copies.garbled is 'How many numbers, days and names it tells otherwise';
