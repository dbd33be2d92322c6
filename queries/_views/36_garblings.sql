create table garblings as
select
    garbling.kind,
    substring(copy.text, garbling.start_char::integer + 1, (garbling.end_char - garbling.start_char)::integer)
        as copy_words,
    substring(
        original.text,
        garbling.original_start_char::integer + 1,
        (garbling.original_end_char - garbling.original_start_char)::integer
    ) as original_words,
    regexp_replace(
        substring(copy.text, greatest(1, garbling.start_char - 59)::integer, 120), '\s+', ' ', 'g'
    ) as copy_passage,
    regexp_replace(
        substring(original.text, greatest(1, garbling.original_start_char - 59)::integer, 120), '\s+', ' ', 'g'
    ) as original_passage,
    copy.article_id,
    copy.title,
    copy.source,
    copy.published_on,
    copy.url,
    copy.role,
    original.article_id as original_id,
    original.title as original_title,
    original.source as original_source,
    original.published_on as original_published_on,
    original.url as original_url,
    copy.copied_surely,
    garbling.start_char,
    garbling.end_char,
    garbling.original_start_char,
    garbling.original_end_char
from garbling
join articles as copy on copy.article_id = garbling.article_id
join articles as original on original.article_id = garbling.original_id
order by garbling.article_id, garbling.start_char;

comment on table garblings is
    'What copies tell otherwise than the article they copy: the words of both and the passages they stand in';
