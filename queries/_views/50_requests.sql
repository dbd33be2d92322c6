create view requests as
select
    request.fact_id as request_id,
    requester.name as requester,
    requester_actor.name as requester_actor,
    addressee.name as addressee,
    addressee_actor.name as addressee_actor,
    beneficiary.name as beneficiary,
    beneficiary_actor.name as beneficiary_actor,
    request.action,
    request.force,
    request.formality,
    request.outcome,
    request.place,
    request.channel,
    (select count(*) from condition
     where condition.attached_to_id = request.fact_id and condition.stance <> 'denied') as conditions,
    request.requester_principal_id as requester_id,
    request.addressee_principal_id as addressee_id,
    request.beneficiary_principal_id as beneficiary_id,
    facts.* exclude (fact_id, kind)
from request
join facts on facts.fact_id = request.fact_id
left join actor as requester on requester.id = request.requester_principal_id
left join actor as requester_actor on requester_actor.id = request.requester_id
left join actor as addressee on addressee.id = request.addressee_principal_id
left join actor as addressee_actor on addressee_actor.id = request.addressee_id
left join actor as beneficiary on beneficiary.id = request.beneficiary_principal_id
left join actor as beneficiary_actor on beneficiary_actor.id = request.beneficiary_id;

comment on view requests is 'Who asked whom for what, how, and what became of it';
