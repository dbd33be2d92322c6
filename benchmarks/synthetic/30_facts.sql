-- Facts of the news. Numbers that end alike belong together: 13 in 14 is a term of the fact before it, 2 and 3 in 14 may answer the one that is 1 in 14.
create temp table news as
select
    f,
    case f % 14
        when 13 then 'condition'
        when 1 then 'request'
        when 2 then 'response'
        when 3 then 'response'
        else one_of(['transfer', 'request', 'sanction', 'transfer', 'response'], f, 'kind')
    end as kind,
    case when f % 14 in (2, 13) then f - 1 when f % 14 = 3 then f - 2 else f end as about,
    1 + case when told < 0.70 then 0 when told < 0.88 then 1 when told < 0.95 then 2 when told < 0.985 then 3 else 4 + floor(4 * (told - 0.985) / 0.015) end::integer as accounts
from (select range as f, share(range, 'accounts') as told from range(getvariable('news')));

-- Each account of them: what most tell the same, one in twelve tells otherwise.
create temp table told as
with numbered as (
    select news.*, unnest(range(accounts)) as k from news
),
placed as (
    select
        f, k, kind, about,
        f * 8 + k as a,
        case when k > 0 and share(f * 8 + k, 'otherwise') < 0.08 then f * 8 + k else f * 8 end as v,
        number_of(getvariable('stride') * least(
            getvariable('telling') - 1,
            floor(getvariable('telling') * (f / getvariable('news'))) + k * (1 + floor(20 * share(f * 8 + k, 'later')))
        )::bigint) as article,
        accounts
    from numbered
)
select
    placed.f, placed.k, placed.kind, placed.a, placed.v, placed.article,
    id_of('f-', placed.a, 'fact') as id,
    id_of('f-', placed.f * 8, 'fact') as first_id,
    id_of('f-', placed.about * 8, 'fact') as about_id,
    case when share(placed.v, 'nobody asks') > 0.04 then dyad.one_id end as one_id,
    case when share(placed.v, 'nobody is asked') > 0.06 then dyad.other_id end as other_id,
    case when share(placed.v, 'third') < 0.15 and dyad.third_id not in (dyad.one_id, dyad.other_id) then dyad.third_id end as third_id,
    dyad.one, dyad.other,
    weapon.id as weapon_id, weapon.name as weapon,
    case when share(placed.f, 'second weapon') < 0.1 then second.id end as second_weapon_id,
    case
        when placed.accounts = 1 and share(placed.f, 'review') < 0.01 then 'rejected'
        when share(placed.f, 'review') > 0.97 and placed.k = 0 then 'accepted'
        when share(placed.f, 'review') > 0.96 and placed.k = 0 then 'edited'
        else 'unreviewed'
    end as review_state,
    share(placed.v, 'dated') < 0.35 as dated,
    day_of(time_of(number_of(getvariable('stride') * floor(getvariable('telling') * (placed.f / getvariable('news')))::bigint)))
        - floor(20 * share(placed.v, 'day'))::integer as earliest,
    case when share(placed.v, 'span') < 0.5 then 0 else 30 end as span,
    one_of(
        case when placed.kind = 'sanction' then ['is to be sanctioned by', 'is put under an embargo by', 'hears a threat from']
            when placed.kind = 'transfer' then ['will get it from', 'has bought it from', 'waits for deliveries from']
            when placed.kind = 'condition' then ['must first meet a term of', 'is told to give it up by']
            else ['has asked', 'urges', 'demands an answer of', 'was refused by'] end,
        placed.a, 'verb'
    ) as verb
from placed
join dyad on dyad.n = skewed(getvariable('dyads'), placed.about, 'dyad')
join weapon on weapon.n = skewed(getvariable('weapons'), placed.about, 'weapon')
join weapon as second on second.n = skewed(getvariable('weapons'), placed.about, 'another weapon');

-- The sentence of each account, one after the other in its article.
create temp table clause as
select
    a, id, article,
    words,
    1 + sum(length(words) + 1) over (partition by article order by a rows between unbounded preceding and 1 preceding) as before
from (
    select
        a, id, article,
        other || ' ' || verb || ' ' || one || ' over ' || weapon || ', '
            || one_of(['officials said', 'the ministry said', 'two sources said', 'according to a statement'], a, 'who')
            || ' on ' || one_of(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], a, 'weekday') || '.' as words
    from told
);
