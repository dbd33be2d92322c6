-- title: Copies that garble
-- question: Which numbers, days and names do copies tell otherwise than the article they copy?
-- param kind: choice(number|day|name)? =  Only what is garbled of this kind
-- param source: text? =           Only copies of this outlet
-- param since: date? =            Only copies published on or after this day
-- note: Shown are words that stand in one text alone, in passages of like meaning; some are another way of saying the same.
-- expect: columns kind, copy_words, original_words, source, original_source
select
    garblings.kind,
    garblings.copy_words,
    garblings.original_words,
    garblings.source,
    garblings.original_source,
    garblings.copy_passage,
    garblings.original_passage,
    garblings.published_on,
    garblings.copied_surely,
    garblings.article_id,
    garblings.original_id,
    garblings.url,
    garblings.original_url
from garblings
where ($kind is null or garblings.kind = $kind)
  and ($source is null or garblings.source = $source)
  and ($since is null or garblings.published_on >= $since)
order by garblings.published_on, garblings.article_id, garblings.start_char, garblings.kind, garblings.copy_words
