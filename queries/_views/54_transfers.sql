create view transfers as
select
    transfer.fact_id as transfer_id,
    supplier.stands_for as supplier,
    supplier_actor.canonical as supplier_actor,
    recipient.stands_for as recipient,
    recipient_actor.canonical as recipient_actor,
    consent_by.stands_for as consent_by,
    consent_by_actor.canonical as consent_by_actor,
    transfer.mode,
    transfer.stage,
    supplier.stands_for_id as supplier_id,
    supplier_actor.canonical_id as supplier_actor_id,
    recipient.stands_for_id as recipient_id,
    recipient_actor.canonical_id as recipient_actor_id,
    consent_by.stands_for_id as consent_by_id,
    consent_by_actor.canonical_id as consent_by_actor_id,
    facts.* exclude (fact_id, kind)
from resolved_transfer as transfer
join facts on facts.fact_id = transfer.fact_id and facts.kind = 'transfer'
left join actor_canonical as supplier on supplier.actor_id = transfer.supplier_principal_id
left join actor_canonical as supplier_actor on supplier_actor.actor_id = transfer.supplier_id
left join actor_canonical as recipient on recipient.actor_id = transfer.recipient_principal_id
left join actor_canonical as recipient_actor on recipient_actor.actor_id = transfer.recipient_id
left join actor_canonical as consent_by on consent_by.actor_id = transfer.consent_by_principal_id
left join actor_canonical as consent_by_actor on consent_by_actor.actor_id = transfer.consent_by_id;

comment on view transfers is 'Who handed, or is to hand, what to whom';
