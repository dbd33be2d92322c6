create view requests as
select
    request.fact_id as request_id,
    requester.stands_for as requester,
    requester_actor.canonical as requester_actor,
    addressee.stands_for as addressee,
    addressee_actor.canonical as addressee_actor,
    beneficiary.stands_for as beneficiary,
    beneficiary_actor.canonical as beneficiary_actor,
    request.action,
    request.force,
    request.formality,
    request.outcome,
    request.place,
    request.channel,
    coalesce(terms.conditions, 0) as conditions,
    requester.stands_for_id as requester_id,
    requester_actor.canonical_id as requester_actor_id,
    addressee.stands_for_id as addressee_id,
    addressee_actor.canonical_id as addressee_actor_id,
    beneficiary.stands_for_id as beneficiary_id,
    beneficiary_actor.canonical_id as beneficiary_actor_id,
    facts.* exclude (fact_id, kind)
from resolved_request as request
join facts on facts.fact_id = request.fact_id and facts.kind = 'request'
left join (
    select attached_to_id, count(*) as conditions
    from resolved_condition
    where stance <> 'denied'
    group by attached_to_id
) as terms on terms.attached_to_id = request.fact_id
left join actor_canonical as requester on requester.actor_id = request.requester_principal_id
left join actor_canonical as requester_actor on requester_actor.actor_id = request.requester_id
left join actor_canonical as addressee on addressee.actor_id = request.addressee_principal_id
left join actor_canonical as addressee_actor on addressee_actor.actor_id = request.addressee_id
left join actor_canonical as beneficiary on beneficiary.actor_id = request.beneficiary_principal_id
left join actor_canonical as beneficiary_actor on beneficiary_actor.actor_id = request.beneficiary_id;

comment on view requests is 'Who asked whom for what, how, and what became of it';
