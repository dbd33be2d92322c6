create table deals as
select
    dataset_record.id as record_id,
    json_extract_string(raw, '$.recipient') as recipient,
    json_extract_string(raw, '$.supplier') as supplier,
    json_extract_string(raw, '$.designation') as designation,
    json_extract_string(raw, '$.description') as description,
    try_cast(json_extract_string(raw, '$.ordered_in') as integer) as ordered_in,
    json_extract_string(raw, '$.ordered_in_unsure') = '?' as ordered_in_unsure,
    try_cast(json_extract_string(raw, '$.ordered') as integer) as ordered,
    json_extract_string(raw, '$.ordered_unsure') = '?' as ordered_unsure,
    try_cast(json_extract_string(raw, '$.delivered') as integer) as delivered,
    json_extract_string(raw, '$.delivered_unsure') = '?' as delivered_unsure,
    [year::integer for year in regexp_extract_all(json_extract_string(raw, '$.delivered_in'), '\d{4}')] as delivered_in,
    json_extract_string(raw, '$.status') as status,
    json_extract_string(raw, '$.comments') as comments,
    try_cast(json_extract_string(raw, '$.tiv_per_unit') as double) as tiv_per_unit,
    try_cast(json_extract_string(raw, '$.tiv_of_order') as double) as tiv_of_order,
    try_cast(json_extract_string(raw, '$.tiv_delivered') as double) as tiv_delivered,
    (select any_value(supplier.stands_for_id) from transfer
     join evidence on evidence.fact_id = transfer.fact_id
     join actor_canonical as supplier on supplier.actor_id = transfer.supplier_principal_id
     where evidence.dataset_record_id = dataset_record.id) as supplier_id,
    (select any_value(recipient.stands_for_id) from transfer
     join evidence on evidence.fact_id = transfer.fact_id
     join actor_canonical as recipient on recipient.actor_id = transfer.recipient_principal_id
     where evidence.dataset_record_id = dataset_record.id) as recipient_id,
    (select any_value(fact_object.weapon_id) from fact_object
     join evidence on evidence.fact_id = fact_object.fact_id
     where evidence.dataset_record_id = dataset_record.id) as weapon_id,
    dataset_record.first_seen,
    dataset_record.gone_by
from dataset_record
where dataset_record.source_id = 'sipri-trade-register'
order by dataset_record.id;

comment on table deals is 'Deals of SIPRI''s register of arms transfers, with its marks of uncertainty';
comment on column deals.recipient is 'Who receives, as the register writes it';
comment on column deals.supplier is 'Who hands over, as the register writes it';
comment on column deals.designation is 'Designation of the weapon in the register';
comment on column deals.description is 'What sort of weapon it is, in the words of the register';
comment on column deals.ordered_in is 'Year of order; empty: the register gives none';
comment on column deals.ordered_in_unsure is 'Whether the register marks the year of order as uncertain';
comment on column deals.ordered is 'How many were ordered; empty: the register gives no number';
comment on column deals.ordered_unsure is 'Whether the register marks that number as uncertain';
comment on column deals.delivered is 'How many were handed over; empty: the register gives no number';
comment on column deals.delivered_unsure is 'Whether the register marks that number as uncertain';
comment on column deals.delivered_in is 'Years of delivery; empty: none yet';
comment on column deals.status is 'New, second hand, or second hand but modernised';
comment on column deals.comments is 'What the register adds in words; empty: nothing';
comment on column deals.tiv_per_unit is 'SIPRI''s trend-indicator value of one, in millions: a measure of military worth, not of price';
comment on column deals.tiv_of_order is 'SIPRI''s trend-indicator value of all that was ordered, in millions';
comment on column deals.tiv_delivered is 'SIPRI''s trend-indicator value of what was handed over, in millions';
comment on column deals.supplier_id is 'Who hands over: its id; empty: unknown to the register';
comment on column deals.recipient_id is 'Who receives: its id; empty: unknown to the register';
