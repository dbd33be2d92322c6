-- title: Deals in the news that the register lacks
-- question: Which orders and deliveries told by the news has SIPRI's register not?
-- param recipient: actor? =           Only transfers to this state or organisation
-- param weapon: weapon? =             Only this weapon system and types below it
-- chart: timeline x=day y=recipient colour=stage who=supplier label=weapon
-- evidence: evidence_id
-- expect: rows >= 10; columns supplier, recipient, weapon, stage, quote
-- note: The register holds major conventional arms only, and lags: ammunition and small arms are never in it. What the
-- note: extract on record leaves out looks as if the register lacked it. A deal is the same where parties and weapon are,
-- note: or a weapon above or below it in the tree; of several releases on record the newest counts.
with registered as (
    select distinct
        deals.supplier_id,
        deals.recipient_id,
        weapon_kin.kin_id as weapon_id
    from deals
    join weapon_kin on weapon_kin.weapon_id = deals.weapon_id
    -- what the newest release no longer has is not in the register
    where deals.gone_by is null
)
select
    transfers.supplier,
    transfers.recipient,
    weapons.name as weapon,
    fact_objects.quantity,
    transfers.stage,
    coalesce(transfers.earliest, transfers.published_on) as day,
    transfers.origins,
    transfers.quote,
    transfers.source,
    transfers.evidence_id
from transfers
join fact_objects on fact_objects.fact_id = transfers.transfer_id
join weapons on weapons.weapon_id = fact_objects.weapon_id
where transfers.article_id is not null
  and transfers.stage in ('ordered', 'delivered')
  -- arms stationed on another's soil by their owner change no hands
  and transfers.mode <> 'deployment'
  and weapons.level in ('family', 'type')
  and not exists (
      select 1
      from registered
      where registered.supplier_id = transfers.supplier_id
        and registered.recipient_id = transfers.recipient_id
        and registered.weapon_id = fact_objects.weapon_id
  )
  and ($recipient is null or transfers.recipient_id = $recipient)
  and ($weapon is null or fact_objects.weapon_id in (
      select weapon_lineage.weapon_id
      from weapon_lineage
      where weapon_lineage.ancestor_id = $weapon
  ))
order by day, transfers.supplier, transfers.recipient, weapons.name, transfers.transfer_id
