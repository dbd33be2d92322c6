create view requests as
select
    fact.id as request_id,
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
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest as made_earliest,
    fact.latest as made_latest,
    (select count(*) from condition where condition.attached_to_id = fact.id and condition.stance <> 'denied') as conditions,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.id) as disputed,
    request.requester_principal_id as requester_id,
    request.addressee_principal_id as addressee_id,
    request.beneficiary_principal_id as beneficiary_id,
    fact_evidence.quote,
    fact_evidence.source,
    fact_evidence.title,
    fact_evidence.published_on,
    fact_evidence.attribution,
    fact_evidence.speaker,
    fact_evidence.pieces as evidence_pieces,
    fact.confidence,
    fact.review_state,
    fact_evidence.evidence_id,
    fact_evidence.article_id
from request
join fact on fact.id = request.fact_id
left join actor as requester on requester.id = request.requester_principal_id
left join actor as requester_actor on requester_actor.id = request.requester_id
left join actor as addressee on addressee.id = request.addressee_principal_id
left join actor as addressee_actor on addressee_actor.id = request.addressee_id
left join actor as beneficiary on beneficiary.id = request.beneficiary_principal_id
left join actor as beneficiary_actor on beneficiary_actor.id = request.beneficiary_id
left join fact_weapons on fact_weapons.fact_id = fact.id
left join fact_evidence on fact_evidence.fact_id = fact.id
where fact.review_state <> 'rejected'
  and fact.merged_into_id is null;

comment on view requests is 'Who asked whom for what, how, and what became of it';
