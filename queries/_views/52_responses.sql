create view responses as
select
    response.fact_id as response_id,
    responder.name as responder,
    responder_actor.name as responder_actor,
    asker.name as asker,
    asker_actor.name as asker_actor,
    response.decision,
    response.action,
    response.request_id,
    response.responder_principal_id as responder_id,
    response.asker_principal_id as asker_id,
    facts.* exclude (fact_id, kind)
from response
join facts on facts.fact_id = response.fact_id
left join actor as responder on responder.id = response.responder_principal_id
left join actor as responder_actor on responder_actor.id = response.responder_id
left join actor as asker on asker.id = response.asker_principal_id
left join actor as asker_actor on asker_actor.id = response.asker_id;

comment on view responses is 'Who answered what to a request';
