-- Deals of a register; one in twenty is a transfer that the news tells too.
create temp table deal as
with pairs as (
    select row_number() over (order by f) - 1 as n, id, one_id, other_id, weapon_id
    from told
    where kind = 'transfer' and k = 0 and review_state = 'unreviewed' and one_id is not null and other_id is not null
)
select
    i,
    id_of('d-', i, 'deal') as record_id,
    id_of('f-', i, 'deal') as fact_id,
    pairs.id as news_id,
    coalesce(pairs.one_id, dyad.one_id) as supplier_id,
    coalesce(pairs.other_id, dyad.other_id) as recipient_id,
    coalesce(pairs.weapon_id, weapon.id) as weapon_id,
    1990 + floor(35 * share(i, 'ordered'))::integer as ordered_in,
    2 + skewed(200, i, 'number') as ordered,
    case when share(i, 'gone') < 0.1 then date '2024-03-12' end as gone_by
from (select range as i from range(getvariable('deals'))) as numbers
left join pairs on i % 20 = 0 and pairs.n = i // 20
join dyad on dyad.n = skewed(getvariable('dyads'), i, 'deal of')
join weapon on weapon.n = skewed(getvariable('weapons'), i, 'weapon of deal');

insert into dataset_release by name
select
    source_id || '/' || released_on as id, source_id, released_on, 'synthetic' as sha256, getvariable('deals') as records, 'run-synthetic' as run_id
from release;
insert into dataset_record by name
select
    record_id as id, 'sipri-trade-register' as source_id, 'register.csv:' || i as locator,
    json_object(
        'recipient', recipient.name, 'supplier', supplier.name, 'designation', weapon_system.name, 'description', 'weapon',
        'ordered_in', ordered_in::varchar, 'ordered_in_unsure', case when i % 9 = 0 then '?' else '' end,
        'ordered', ordered::varchar, 'ordered_unsure', '', 'delivered', (ordered - i % 3)::varchar, 'delivered_unsure', '',
        'delivered_in', (ordered_in + 1) || '; ' || (ordered_in + 3), 'status', 'New', 'comments', 'Deal ' || i,
        'tiv_per_unit', '1.5', 'tiv_of_order', '30', 'tiv_delivered', '30'
    )::varchar as raw,
    date '2023-03-13' as first_seen, 'run-synthetic' as run_id, 'deal ' || i as key,
    recipient.name || ' ordered ' || ordered || ' ' || weapon_system.name || ' from ' || supplier.name as says,
    'synthetic' as digest, gone_by
from deal
join actor as recipient on recipient.id = recipient_id
join actor as supplier on supplier.id = supplier_id
join weapon_system on weapon_system.id = weapon_id
order by record_id;

set variable programmes = (select count(*) from sanctions_programme where id like 'ofac/%');
-- Entries of a sanctions list, one in twenty of them an actor of the reference lists under another name.
create temp table entry as
select
    i,
    'ofac:' || i as actor_id,
    id_of('d-', i, 'entry') as record_id,
    id_of('f-', i, 'entry') as fact_id,
    'LISTED ' || one_of(['TRADING', 'SHIPPING', 'AVIATION', 'INDUSTRIES'], i, 'firm') || ' ' || i as name,
    state.id as state_id,
    case when share(i, 'since') < 0.7 then 0 else 1 + skewed(3, i, 'release') end as release,
    programme.id as programme_id, programme.tag, programme.instrument_id, programme.measure
from (select range as i from range(getvariable('entries'))) as numbers
join state on state.n = 1 + skewed(60, i, 'listed')
join (
    select row_number() over (order by id) - 1 as n, id, split_part(id, '/', 2) as tag, instrument_id, measure
    from sanctions_programme
    where id like 'ofac/%'
) as programme on programme.n = skewed(getvariable('programmes'), i, 'programme');
insert into actor by name
select
    actor_id as id, case when i % 2 = 0 then 'company' else 'person' end as kind, name, state_id as principal_id,
    case when i % 20 = 0 then (select list(id order by id) from actor where kind = 'company')[1 + i // 20 % 200] end as same_as_id
from entry
order by id;
insert into listed_name by name
select actor_id, 'ofac-sdn' as source_id, name || ' ' || k as name, lower(name || ' ' || k) as folded, 'strong' as kind
from (select actor_id, name, unnest(range(2)) as k from entry)
order by actor_id, name;
insert into dataset_record by name
select
    record_id as id, 'ofac-sdn' as source_id, 'sdn.csv:' || i as locator, json_object('name', name, 'entry', i)::varchar as raw,
    release.released_on as first_seen, 'run-synthetic' as run_id, i::varchar as key, name || ' is listed under ' || tag as says,
    'synthetic' as digest, case when i % 25 = 3 and release.n = 0 then date '2023-06-09' end as gone_by
from entry
join release on release.source_id = 'ofac-sdn' and release.n = entry.release
order by id;
insert into listing by name
select
    id_of('li-', i, 'listing') as id, 'ofac-sdn' as source_id, i::varchar as entry, actor_id, tag as programme, programme_id,
    release.released_on as first_seen, release.n = 0 as since_first_release, dataset_record.gone_by, 'run-synthetic' as run_id
from entry
join release on release.source_id = 'ofac-sdn' and release.n = entry.release
join dataset_record on dataset_record.id = entry.record_id
order by id;
