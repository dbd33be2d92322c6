create table weapon_kin as
select weapon_id, ancestor_id as kin_id
from weapon_lineage
union
select ancestor_id, weapon_id
from weapon_lineage
order by weapon_id, kin_id;

comment on table weapon_kin is 'Each weapon system with itself and all above and below it in the tree: what may be meant by other words for one thing';
comment on column weapon_kin.kin_id is 'Weapon system that is the same, above it or below it: its id';
