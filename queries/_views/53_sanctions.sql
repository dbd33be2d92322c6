create view sanctions as
select
    fact.id as sanction_id,
    imposer.name as imposer,
    imposer_actor.name as imposer_actor,
    target.name as target,
    target_actor.name as target_actor,
    sanction.target_sector,
    sanction.measure,
    sanction.stage,
    legal_instrument.name as instrument,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest as imposed_earliest,
    fact.latest as imposed_latest,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.id) as disputed,
    sanction.imposer_principal_id as imposer_id,
    sanction.target_principal_id as target_id,
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
from sanction
join fact on fact.id = sanction.fact_id
left join actor as imposer on imposer.id = sanction.imposer_principal_id
left join actor as imposer_actor on imposer_actor.id = sanction.imposer_id
left join actor as target on target.id = sanction.target_principal_id
left join actor as target_actor on target_actor.id = sanction.target_id
left join legal_instrument on legal_instrument.id = sanction.instrument_id
left join fact_weapons on fact_weapons.fact_id = fact.id
left join fact_evidence on fact_evidence.fact_id = fact.id
where fact.review_state <> 'rejected'
  and fact.merged_into_id is null;

comment on view sanctions is 'Who restricted whom over arms or by means of arms; weapons are what it punishes';
