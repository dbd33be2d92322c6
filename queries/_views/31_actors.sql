create view actors as
select
    actor.id as actor_id,
    actor.name,
    actor.kind,
    principal.name as principal,
    actor.iso3,
    actor.cow_code,
    (select list(actor_name.name order by actor_name.kind, actor_name.name)
     from actor_name where actor_name.actor_id = actor.id) as names,
    actor.valid_from,
    actor.valid_to,
    actor.note
from actor
left join actor as principal on principal.id = actor.principal_id;

comment on view actors is 'Actors with all their names and the principal they act for';
