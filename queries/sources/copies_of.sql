-- title: Copies of an article
-- question: Which articles are copies of which, how surely, and how much do they garble?
-- param article: text? =          Only copies of this article: its id or words of its headline
-- param source: text? =           Only copies of articles of this outlet or agency
-- param at_least: number = 0      Only copies at least so sure, from 0 to 1
-- expect: columns original_title, original_source, title, source, role, copied_surely
with garbled as (
    select
        garblings.article_id,
        count(*) as passages
    from garblings
    group by garblings.article_id
)
select
    originals.title as original_title,
    originals.source as original_source,
    originals.published_on as original_published_on,
    copies.title,
    copies.source,
    copies.published_on,
    copies.role,
    copies.copied_surely,
    coalesce(garbled.passages, 0) as garbled,
    copies.article_id,
    originals.article_id as original_id,
    copies.story_id,
    copies.url
from articles as copies
join articles as originals on originals.article_id = copies.copied_from_id
left join garbled on garbled.article_id = copies.article_id
where ($article is null
       or originals.article_id = $article
       or position(lower($article) in lower(originals.title)) > 0)
  and ($source is null or originals.source = $source)
  and copies.copied_surely >= $at_least
order by originals.published_on, originals.article_id, copies.published_on, copies.article_id
