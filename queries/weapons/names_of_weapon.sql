-- title: All names of a weapon system
-- question: Under which names and designations, in which languages, is a weapon system known?
-- param weapon: weapon = s-400        The weapon system
-- param below: choice(yes|no) = no    Whether the types below it are shown too
-- expect: rows >= 2; columns weapon, name, sort, language
select
    weapon_system.name as weapon,
    weapon_name.name,
    weapon_name.kind as sort,
    weapon_name.language,
    weapon_system.id as weapon_id
from weapon_name
join weapon_system on weapon_system.id = weapon_name.weapon_id
join weapon_lineage on weapon_lineage.weapon_id = weapon_system.id
where weapon_lineage.ancestor_id = $weapon
  and ($below = 'yes' or weapon_lineage.distance = 0)
order by weapon_lineage.distance, weapon_system.name, weapon_name.kind, weapon_name.language, weapon_name.name
