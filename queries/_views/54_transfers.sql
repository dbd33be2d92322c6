create view transfers as
select
    transfer.fact_id as transfer_id,
    supplier.name as supplier,
    supplier_actor.name as supplier_actor,
    recipient.name as recipient,
    recipient_actor.name as recipient_actor,
    consent_by.name as consent_by,
    consent_by_actor.name as consent_by_actor,
    transfer.mode,
    transfer.stage,
    transfer.supplier_principal_id as supplier_id,
    transfer.recipient_principal_id as recipient_id,
    transfer.consent_by_principal_id as consent_by_id,
    facts.* exclude (fact_id, kind)
from transfer
join facts on facts.fact_id = transfer.fact_id
left join actor as supplier on supplier.id = transfer.supplier_principal_id
left join actor as supplier_actor on supplier_actor.id = transfer.supplier_id
left join actor as recipient on recipient.id = transfer.recipient_principal_id
left join actor as recipient_actor on recipient_actor.id = transfer.recipient_id
left join actor as consent_by on consent_by.id = transfer.consent_by_principal_id
left join actor as consent_by_actor on consent_by_actor.id = transfer.consent_by_id;

comment on view transfers is 'Who handed, or is to hand, what to whom';
