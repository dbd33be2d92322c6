-- Chance that comes out the same each time: a share from 0 to 1 for a number and what it is for.
create or replace temp macro share(i, salt) as (hash(i, salt, getvariable('seed')) >> 11)::double / 9007199254740992;
-- A place from 0 to below n, most of them low: the first of a hundred is drawn 22 times in a hundred.
create or replace temp macro skewed(n, i, salt) as least(n - 1, floor(n * pow(share(i, salt), 3))::bigint);
create or replace temp macro one_of(words, i, salt) as words[1 + skewed(len(words), i, salt)];
create or replace temp macro id_of(prefix, i, salt) as prefix || lpad(lower(to_hex(hash(i, salt, getvariable('seed')))), 16, '0');
-- Ids of articles grow with their number, as tables are written in the order of their ids.
create or replace temp macro article_id(i) as
    'a-' || lpad(lower(to_hex(i * (1152921504606846975 // getvariable('articles')) + hash(i, 'a') % 1000)), 16, '0');
-- What came when is spread over the ids: the t-th article of all time has this number, and back.
create or replace temp macro number_of(t) as ((t * getvariable('back')) % getvariable('articles'))::bigint;
create or replace temp macro time_of(i) as ((i * getvariable('forth')) % getvariable('articles'))::bigint;
create or replace temp macro day_of(t) as
    date '2000-01-01' + floor(9400 * pow(t / getvariable('articles'), 0.7))::integer;
create or replace temp macro moment_of(i) as timestamptz '2026-01-01 00:00:00+00' + to_seconds(i % 864000);

-- States in the order in which arms diplomacy speaks of them; the rest as chance has it.
create temp table state as
select row_number() over (order by coalesce(list_position(first, id), 1000), hash(id, getvariable('seed'))) - 1 as n, id, name
from actor
cross join (select ['US', 'RU', 'UA', 'TR', 'DE', 'IL', 'IR', 'CN', 'GB', 'FR', 'IN', 'SA', 'PL', 'KP', 'KR', 'AE', 'EG', 'TW', 'PK', 'JP'] as first)
where kind in ('state', 'international_organisation', 'armed_group');

set variable states = (select count(*) from state);

create temp table dyad as
select numbers.n, a.id as one_id, a.name as one, b.id as other_id, b.name as other, c.id as third_id
from (select range as n from range(4000)) as numbers
join state as a on a.n = case numbers.n when 0 then 0 when 1 then 0 else skewed(getvariable('states'), numbers.n, 'one') end
join state as b on b.n = case numbers.n when 0 then 3 when 1 then 2 else skewed(getvariable('states'), numbers.n, 'other') end
join state as c on c.n = skewed(getvariable('states'), numbers.n, 'third')
where a.n <> b.n;
set variable dyads = (select count(*) from dyad);
update dyad set n = place from (select n as was, row_number() over (order by n) - 1 as place from dyad) where was = n;

create temp table weapon as
select
    row_number() over (order by coalesce(list_position(first, id), 1000), level = 'category', hash(id, getvariable('seed'))) - 1 as n,
    id,
    name
from weapon_system
cross join (select ['s-400', 'patriot', 'f-16', 'f-35', 'leopard-2', 'himars', 'su-35', 'bayraktar-tb2', 'javelin', 'ammunition'] as first)
where parent_id is not null;

set variable weapons = (select count(*) from weapon);

-- Ministries, armed services and persons that speak for a state.
create temp table stand_in as
select principal_id, row_number() over (partition by principal_id order by id) - 1 as k, id, name, count(*) over (partition by principal_id) as of
from actor
where principal_id in (select id from state);
