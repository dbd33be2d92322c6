-- title: Persons and bodies that act for a state
-- question: Through whom do states ask, answer, set terms and sanction?
-- param principal: actor? =           Only those who act for this state or organisation
-- chart: bars x=actor y=facts colour=part
-- expect: rows >= 5; columns principal, actor, part, facts
-- note: A person stands for the body or state that it served on the day of the report.
with acting as (
    select requests.requester_id as principal_id, requests.requester_actor_id as actor_id, 'asks' as part
    from requests
    union all
    select requests.addressee_id, requests.addressee_actor_id, 'is asked'
    from requests
    union all
    select responses.responder_id, responses.responder_actor_id, 'answers'
    from responses
    union all
    select conditions.imposed_by_id, conditions.imposed_by_actor_id, 'sets terms'
    from conditions
    union all
    select sanctions.imposer_id, sanctions.imposer_actor_id, 'sanctions'
    from sanctions
)
select
    principal.name as principal,
    actor.name as actor,
    actor.kind,
    acting.part,
    count(*) as facts
from acting
join actors as principal on principal.actor_id = acting.principal_id
join actors as actor on actor.actor_id = acting.actor_id
where acting.actor_id <> acting.principal_id
  and ($principal is null or acting.principal_id = $principal)
group by principal.name, actor.name, actor.kind, acting.part
order by facts desc, principal.name, actor.name, acting.part
