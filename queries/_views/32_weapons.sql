create table weapons as
select
    weapon_system.id as weapon_id,
    weapon_system.name,
    weapon_system.level,
    parent.name as parent,
    (select list(distinct origin.canonical order by origin.canonical)
     from weapon_origin join actor_canonical as origin on origin.actor_id = weapon_origin.actor_id
     where weapon_origin.weapon_id = weapon_system.id) as origins,
    maker.canonical as maker,
    weapon_system.un_category,
    (select list(weapon_name.name order by weapon_name.kind, weapon_name.name)
     from weapon_name where weapon_name.weapon_id = weapon_system.id) as names,
    coalesce(counted.facts, 0) as facts,
    weapon_system.note
from weapon_system
left join weapon_system as parent on parent.id = weapon_system.parent_id
left join actor_canonical as maker on maker.actor_id = weapon_system.maker_id
left join (
    select weapon_lineage.ancestor_id, count(distinct fact_objects.fact_id) as facts
    from weapon_lineage
    join fact_objects on fact_objects.weapon_id = weapon_lineage.weapon_id
    group by weapon_lineage.ancestor_id
) as counted on counted.ancestor_id = weapon_system.id
order by weapon_system.id;

comment on table weapons is 'Weapon systems with their place in the tree, origins, maker and all their names';
comment on column weapons.facts is 'Facts over it or a type below it';
