-- title: Swaps
-- question: Who gives arms to a third party so that another fills the gap?
-- param party: actor? =               Only swaps in which this state or organisation gives or gets
-- chart: network source=supplier target=recipient
-- evidence: evidence_id
-- expect: rows >= 1; columns supplier, recipient, weapons, stage, quote
-- note: Besides transfers that are called a swap, those that a condition ties to a transfer by somebody else.
select
    transfers.supplier,
    transfers.recipient,
    transfers.weapons,
    transfers.quantities,
    transfers.stage,
    conditions.required_of as other_giver,
    conditions.weapons as other_weapons,
    coalesce(transfers.earliest, transfers.published_on) as day,
    transfers.quote,
    conditions.quote as condition_quote,
    transfers.source,
    transfers.evidence_id
from transfers
left join conditions
    on conditions.attached_to_id = transfers.transfer_id
   and conditions.action in ('transfer', 'deliver')
   and conditions.stance <> 'denied'
where (transfers.mode = 'swap' or conditions.condition_id is not null)
  and ($party is null or $party in (transfers.supplier_id, transfers.recipient_id, conditions.required_of_id))
order by day, transfers.supplier, transfers.recipient, transfers.transfer_id, conditions.condition_id
