create view fact_objects as
select fact_id, role, weapon_id, quantity, quantity_to, unit, words, resolution, resolved_through
from resolved_fact_object;

comment on view fact_objects is 'The weapon systems of each fact, by all its accounts';
