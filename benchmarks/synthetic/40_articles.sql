create temp table written as
select article, string_agg(words, ' ' order by a) as words
from clause
group by article;

insert into article by name
select
    article_id(i) as id,
    case when share(i, 'source') < 0.995 then 'outlet-' || skewed(400, i, 'outlet') end as source_id,
    'https://outlet-' || skewed(400, i, 'outlet') || '.example/' || day_of(t) || '/' || i as url,
    case when share(i, 'title') < 0.99 then
        one_of(['Talks over ', 'Officials weigh ', 'No deal yet on ', 'Ministers meet on ', 'New questions on '], i, 'title')
        || one_of(['air defence', 'fighter jets', 'drones', 'artillery shells', 'the budget', 'a harvest', 'the election', 'missiles'], i, 'topic')
        || ' in ' || one.name end as title,
    case when share(i, 'byline') < 0.4 then 'Reporter ' || skewed(5000, i, 'byline') end as byline,
    case when share(i, 'agency') < 0.15 then 'Agency ' || skewed(12, i, 'agency') end as agency,
    case when share(i, 'no day') < 0.99 then day_of(t) end as published_on,
    case when share(i, 'no day') < 0.99 then 'day' end as published_precision,
    'en' as language,
    lead || coalesce(' ' || written.words, ' ' || filler) as text,
    lower(to_hex(hash(i, 'sha'))) as text_sha256,
    length(lead || coalesce(' ' || written.words, ' ' || filler)) as char_count,
    'utf-8' as encoding, 'synthetic' as coder, moment_of(i) as recorded_at, 'run-synthetic' as run_id
from (
    select
        range as i,
        time_of(range) as t,
        'The ' || one_of(['government', 'parliament', 'army', 'opposition', 'ministry'], range, 'a') || ' of a region of '
            || skewed(900, range, 'b') || ' towns '
            || one_of(['spoke of', 'voted on', 'put off', 'welcomed', 'turned down'], range, 'c') || ' '
            || one_of(['a plan', 'a report', 'a visit', 'a bill', 'an offer'], range, 'd') || '.' as lead,
        'It would cost ' || (hash(range, 'cost') % 100000) || ' and take ' || (hash(range, 'weeks') % 90) || ' weeks, '
            || one_of(['a spokesman', 'a minister', 'a member of the board', 'a witness'], range, 'e') || ' said in town '
            || (hash(range, 'town') % 900) || ' after '
            || one_of(['a day of talks', 'the vote', 'a meeting with farmers', 'the storm'], range, 'g') || '.' as filler
    from range(getvariable('articles'))
) as numbered
join state as one on one.n = skewed(getvariable('states'), i, 'where')
left join written on written.article = numbered.i
order by i;

insert into article_part by name
select id as article_id, 0 as start_char, char_count as end_char, 'body' as kind from article;
insert into sentence by name
select id as article_id, 0 as start_char, position('. ' in text) as end_char from article;
insert into sentence by name
select id as article_id, position('. ' in text) + 1 as start_char, char_count as end_char from article;
insert into article_flag by name
select article_id(i) as article_id, one_of(['no_date', 'machine_reworded', 'weekday_mismatch'], i, 'flag') as kind, 'synthetic' as detail
from (select range as i from range(getvariable('articles')))
where share(i, 'flagged') < 0.02
order by i;

-- Of eight articles in succession in two groups of five, the first was copied by one to three that follow it.
create temp table copy as
select number_of(t0) as original, number_of(t0 + k) as copy
from (
    select range * 8 as t0, unnest(range(1, 2 + skewed(3, range, 'copies'))) as k
    from range(getvariable('articles') // 8)
    where share(range, 'story') < 0.4
);
insert into story by name
select distinct 's-' || substr(article_id(original), 3) as id, null as title from copy order by id;
insert into story_article by name
select * from (
    select distinct 's-' || substr(article_id(original), 3) as story_id, article_id(original) as article_id, 'origin' as role,
        null::varchar as copied_from_id, null::double as score
    from copy
    union all
    select
        's-' || substr(article_id(original), 3), article_id(copy), one_of(['reprint', 'reworded'], copy, 'role'),
        article_id(original), round(0.7 + 0.3 * share(copy, 'surely'), 3)
    from copy
)
order by story_id, article_id;
insert into garbling by name
select
    article_id(copy) as article_id, 0 as start_char, 3 as end_char, one_of(['number', 'name', 'day'], copy, 'garbled') as kind,
    article_id(original) as original_id, 4 as original_start_char, 9 as original_end_char
from copy
where share(copy, 'garbled') < 0.05
order by article_id;
insert into lead by name
select
    id_of('l-', i, 'lead') as id, article_id(number_of((i * 7) % getvariable('articles'))) as article_id, 0 as start_char, 20 as end_char,
    one_of(['transfer', 'request', 'sanction', 'response', 'condition'], i, 'lead') as kind,
    round(share(i, 'likely'), 2) as likelihood, one_of(['unsure', 'doubted'], i, 'why') as reason, 'synthetic' as extractor,
    'open' as state, moment_of(i) as recorded_at, 'run-synthetic' as run_id
from (select range as i from range(getvariable('facts') // 10))
order by id;
