-- title: Copies of an article
-- question: Which articles are copies of which, how surely, and how much do they garble?
-- param article: text? =          Only copies of this article: its id or words of its headline
-- param source: text? =           Only copies of articles of this outlet or agency
-- param at_least: number = 0      Only copies at least so sure, from 0 to 1
-- expect: columns original_title, original_source, title, source, role, copied_surely
select
    copies.original_title,
    copies.original_source,
    copies.original_published_on,
    copies.title,
    copies.source,
    copies.published_on,
    copies.role,
    copies.copied_surely,
    copies.garbled,
    copies.article_id,
    copies.original_id,
    copies.story_id,
    copies.url
from copies
where ($article is null
       or copies.original_id = $article
       or position(lower($article) in lower(copies.original_title)) > 0)
  and ($source is null or copies.original_source = $source)
  and copies.copied_surely >= $at_least
order by copies.original_published_on, copies.original_id, copies.published_on, copies.article_id
