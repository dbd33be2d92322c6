create view transfers as
select
    fact.id as transfer_id,
    supplier.name as supplier,
    supplier_actor.name as supplier_actor,
    recipient.name as recipient,
    recipient_actor.name as recipient_actor,
    consent_by.name as consent_by,
    consent_by_actor.name as consent_by_actor,
    transfer.mode,
    transfer.stage,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest as on_earliest,
    fact.latest as on_latest,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.id) as disputed,
    transfer.supplier_principal_id as supplier_id,
    transfer.recipient_principal_id as recipient_id,
    transfer.consent_by_principal_id as consent_by_id,
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
from transfer
join fact on fact.id = transfer.fact_id
left join actor as supplier on supplier.id = transfer.supplier_principal_id
left join actor as supplier_actor on supplier_actor.id = transfer.supplier_id
left join actor as recipient on recipient.id = transfer.recipient_principal_id
left join actor as recipient_actor on recipient_actor.id = transfer.recipient_id
left join actor as consent_by on consent_by.id = transfer.consent_by_principal_id
left join actor as consent_by_actor on consent_by_actor.id = transfer.consent_by_id
left join fact_weapons on fact_weapons.fact_id = fact.id
left join fact_evidence on fact_evidence.fact_id = fact.id
where fact.review_state <> 'rejected'
  and fact.merged_into_id is null;

comment on view transfers is 'Who handed, or is to hand, what to whom';
