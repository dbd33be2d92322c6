create view responses as
select
    response.fact_id as response_id,
    responder.stands_for as responder,
    responder_actor.canonical as responder_actor,
    asker.stands_for as asker,
    asker_actor.canonical as asker_actor,
    response.decision,
    response.action,
    response.request_id,
    responder.stands_for_id as responder_id,
    responder_actor.canonical_id as responder_actor_id,
    asker.stands_for_id as asker_id,
    asker_actor.canonical_id as asker_actor_id,
    facts.* exclude (fact_id, kind)
from resolved_response as response
join facts on facts.fact_id = response.fact_id and facts.kind = 'response'
left join actor_canonical as responder on responder.actor_id = response.responder_principal_id
left join actor_canonical as responder_actor on responder_actor.actor_id = response.responder_id
left join actor_canonical as asker on asker.actor_id = response.asker_principal_id
left join actor_canonical as asker_actor on asker_actor.actor_id = response.asker_id;

comment on view responses is 'Who answered what to a request';
