-- title: Persons and bodies that act for a state
-- question: Through whom do states ask, answer, set terms and sanction?
-- param principal: actor? =           Only those who act for this state or organisation
-- chart: bars x=actor y=facts colour=part
-- expect: rows >= 5; columns principal, actor, part, facts
-- note: A person stands for the body or state that it served on the day of the report.
with acting as (
    select requester_principal_id as principal_id, requester_id as actor_id, 'asks' as part
    from resolved_request
    union all
    select addressee_principal_id, addressee_id, 'is asked'
    from resolved_request
    union all
    select responder_principal_id, responder_id, 'answers'
    from resolved_response
    union all
    select imposed_by_principal_id, imposed_by_id, 'sets terms'
    from resolved_condition
    union all
    select imposer_principal_id, imposer_id, 'sanctions'
    from resolved_sanction
)
select
    principal.stands_for as principal,
    actor.canonical as actor,
    actors.kind,
    acting.part,
    count(*) as facts
from acting
-- who was judged to be another counts as that one
join actor_canonical as principal on principal.actor_id = acting.principal_id
join actor_canonical as actor on actor.actor_id = acting.actor_id
join actors on actors.actor_id = actor.canonical_id
where actor.canonical_id <> principal.stands_for_id
  and ($principal is null or principal.stands_for_id = $principal)
group by principal.stands_for, actor.canonical, actors.kind, acting.part
order by facts desc, principal, actor, acting.part
