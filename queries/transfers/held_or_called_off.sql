-- title: Deliveries held back or called off
-- question: Which transfers were suspended or cancelled, and how do they stand now?
-- param supplier: actor? =            Only transfers by this state or organisation
-- param recipient: actor? =           Only transfers to this one
-- chart: timeline x=day y=recipient colour=stage who=supplier label=weapons
-- evidence: evidence_id
-- expect: rows >= 5; columns supplier, recipient, weapons, stage, stands_as, quote
select
    transfers.supplier,
    transfers.recipient,
    transfers.weapons,
    histories.value as stage,
    coalesce(histories.earliest, histories.first_told_on) as day,
    transfers.stage as stands_as,
    histories.origins,
    quotes.quote,
    quotes.source,
    transfers.transfer_id,
    histories.evidence_id
from transfers
join histories
    on histories.fact_id = transfers.transfer_id
   and histories.field = 'stage'
join quotes on quotes.evidence_id = histories.evidence_id
where histories.value in ('suspended', 'cancelled')
  and ($supplier is null or transfers.supplier_id = $supplier)
  and ($recipient is null or transfers.recipient_id = $recipient)
order by day, transfers.supplier, transfers.recipient, transfers.transfer_id, histories.value
