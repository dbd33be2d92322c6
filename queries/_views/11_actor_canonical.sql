create table actor_canonical as
select
    actor.id as actor_id,
    coalesce(same.id, actor.id) as canonical_id,
    coalesce(same.name, actor.name) as canonical,
    -- a fact names the principal of the day; only that of a merged actor, which knew none, is the canonical one's
    case when same.id is null then actor.id else coalesce(same.principal_id, same.id) end as stands_for_id,
    case when same.id is null then actor.name else coalesce(principal.name, same.name) end as stands_for
from actor
left join actor as same on same.id = actor.same_as_id
left join actor as principal on principal.id = same.principal_id
order by actor.id;

comment on table actor_canonical is 'Each actor with the one that it was judged to be: all views for people lead actors through this one';
comment on column actor_canonical.actor_id is 'Actor as a fact, a list or a reference names it';
comment on column actor_canonical.canonical_id is 'The actor that it was judged to be, else itself';
comment on column actor_canonical.canonical is 'Name of that actor';
comment on column actor_canonical.stands_for_id is 'Where it is a principal: itself; if it was judged to be another, whom that one acts for';
comment on column actor_canonical.stands_for is 'Name of the actor it stands for';
