create view responses as
select
    fact.id as response_id,
    responder.name as responder,
    responder_actor.name as responder_actor,
    asker.name as asker,
    asker_actor.name as asker_actor,
    response.decision,
    response.action,
    response.request_id,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest as responded_earliest,
    fact.latest as responded_latest,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.id) as disputed,
    response.responder_principal_id as responder_id,
    response.asker_principal_id as asker_id,
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
from response
join fact on fact.id = response.fact_id
left join actor as responder on responder.id = response.responder_principal_id
left join actor as responder_actor on responder_actor.id = response.responder_id
left join actor as asker on asker.id = response.asker_principal_id
left join actor as asker_actor on asker_actor.id = response.asker_id
left join fact_weapons on fact_weapons.fact_id = fact.id
left join fact_evidence on fact_evidence.fact_id = fact.id
where fact.review_state <> 'rejected'
  and fact.merged_into_id is null;

comment on view responses is 'Who answered what to a request';
