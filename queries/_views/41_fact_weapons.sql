create view fact_weapons as
select
    fact_object.fact_id,
    list(weapon_system.name order by weapon_system.name) as weapons,
    list(weapon_system.id order by weapon_system.name) as weapon_ids,
    list(fact_object.quantity order by weapon_system.name) as quantities,
    list(fact_object.unit order by weapon_system.name) as units
from resolved_fact_object as fact_object
join weapon_system on weapon_system.id = fact_object.weapon_id
group by fact_object.fact_id;

comment on view fact_weapons is 'The weapon systems of each fact as lists of one order';
