-- title: Deals of SIPRI's register over a weapon system
-- question: Who ordered the S-400 from whom, when, and what was delivered?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- param recipient: actor? =           Only deals of this recipient
-- chart: map state=recipient value=record_id
-- expect: columns recipient, supplier, designation, ordered_in
select
    deals.recipient,
    deals.supplier,
    deals.designation,
    deals.ordered_in,
    deals.ordered_in_unsure,
    deals.ordered,
    deals.ordered_unsure,
    deals.delivered,
    deals.delivered_in,
    deals.status,
    deals.comments,
    deals.record_id
from deals
where exists (
      select 1
      from weapon_lineage
      where weapon_lineage.weapon_id = deals.weapon_id
        and weapon_lineage.ancestor_id = $weapon
  )
  and deals.gone_by is null
  and ($recipient is null or deals.recipient_id = $recipient)
order by deals.ordered_in, deals.recipient, deals.supplier, deals.designation, deals.record_id
