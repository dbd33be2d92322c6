create view conditions as
select
    fact.id as condition_id,
    imposed_by.name as imposed_by,
    imposed_by_actor.name as imposed_by_actor,
    required_of.name as required_of,
    required_of_actor.name as required_of_actor,
    condition.gated_action,
    condition.action,
    condition.stance,
    condition.text,
    gate.kind as attached_to_kind,
    condition.attached_to_id,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest as stated_earliest,
    fact.latest as stated_latest,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.id) as disputed,
    condition.imposed_by_principal_id as imposed_by_id,
    condition.required_of_principal_id as required_of_id,
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
from condition
join fact on fact.id = condition.fact_id
left join actor as imposed_by on imposed_by.id = condition.imposed_by_principal_id
left join actor as imposed_by_actor on imposed_by_actor.id = condition.imposed_by_id
left join actor as required_of on required_of.id = condition.required_of_principal_id
left join actor as required_of_actor on required_of_actor.id = condition.required_of_id
join fact as gate on gate.id = condition.attached_to_id
left join fact_weapons on fact_weapons.fact_id = fact.id
left join fact_evidence on fact_evidence.fact_id = fact.id
where fact.review_state <> 'rejected'
  and fact.merged_into_id is null;

comment on view conditions is 'On what terms: imposed_by does gated_action only if required_of does action';
