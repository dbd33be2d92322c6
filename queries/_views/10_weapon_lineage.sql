create table weapon_lineage as
with recursive climb(weapon_id, ancestor_id, distance) as (
    select id, id, 0
    from weapon_system
    union all
    select climb.weapon_id, weapon_system.parent_id, climb.distance + 1
    from climb
    join weapon_system on weapon_system.id = climb.ancestor_id
    where weapon_system.parent_id is not null
)
select weapon_id, ancestor_id, distance
from climb
order by ancestor_id, weapon_id;

comment on table weapon_lineage is 'Each weapon system with itself (distance 0) and everything above it in the tree';
