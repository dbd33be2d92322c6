-- title: The place of a weapon system among the others
-- question: What stands above a weapon system in the tree, what below it, and how much is told of each?
-- param weapon: weapon = s-400        The weapon system
-- expect: rows >= 2; columns relation, distance, weapon, weapon_id, level, facts
-- note: `distance` is in steps up or down; `facts` are those with this weapon system or any below it.
with near as (
    select 'above' as relation, weapon_lineage.ancestor_id as weapon_id, weapon_lineage.distance
    from weapon_lineage
    where weapon_lineage.weapon_id = $weapon
      and weapon_lineage.distance > 0
    union all
    select case when weapon_lineage.distance = 0 then 'itself' else 'below' end, weapon_lineage.weapon_id,
        weapon_lineage.distance
    from weapon_lineage
    where weapon_lineage.ancestor_id = $weapon
)
select
    near.relation,
    near.distance,
    weapons.name as weapon,
    weapons.level,
    weapon_system.parent_id as below_id,
    weapons.facts,
    near.weapon_id
from near
join weapons on weapons.weapon_id = near.weapon_id
join weapon_system on weapon_system.id = near.weapon_id
order by near.relation, near.distance, weapons.facts desc, weapons.name, near.weapon_id
