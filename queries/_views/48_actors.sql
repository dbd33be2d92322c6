create table actors as
with busy as (
    select party_id as actor_id, fact_id
    from parties
    union
    select party_actor_id, fact_id
    from parties
)
select
    actor.id as actor_id,
    actor.name,
    actor.kind,
    principal.canonical as principal,
    actor.iso3,
    actor.cow_code,
    case
        when actor.subregion like '%_africa' then 'africa'
        when actor.subregion like '%_america' or actor.subregion = 'caribbean' then 'americas'
        when actor.subregion like '%_asia' then 'asia'
        when actor.subregion like '%_europe' then 'europe'
        when actor.subregion is not null then 'oceania'
    end as region,
    actor.subregion,
    (select list(actor_name.name order by actor_name.kind, actor_name.name)
     from actor_name where actor_name.actor_id = actor.id) as names,
    (select list(distinct listed_name.name order by listed_name.name)
     from listed_name
     join actor_canonical on actor_canonical.actor_id = listed_name.actor_id
     where actor_canonical.canonical_id = actor.id) as listed_names,
    (select list(actor_canonical.actor_id order by actor_canonical.actor_id)
     from actor_canonical
     where actor_canonical.canonical_id = actor.id and actor_canonical.actor_id <> actor.id) as merged_ids,
    coalesce(counted.facts, 0) as facts,
    actor.valid_from,
    actor.valid_to,
    actor.note
from actor
left join actor_canonical as principal on principal.actor_id = actor.principal_id
left join (
    select actor_id, count(*) as facts
    from busy
    group by actor_id
) as counted on counted.actor_id = actor.id
where actor.same_as_id is null
order by actor.id;

comment on table actors is 'Actors with all their names and the principal they act for; one that was judged to be another is among its merged_ids';
comment on column actors.listed_names is 'Names under which lists know it or an actor that was judged to be it; empty: no list does';
comment on column actors.facts is 'Facts in which it has a part, or someone who acts for it';
comment on column actors.merged_ids is 'Actors that were judged to be it: ids of entries of lists; empty: none';
