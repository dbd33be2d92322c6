-- title: Weapons passed on by others than their makers
-- question: Which states hand on weapon systems that another state designed or makes?
-- param origin: actor? =              Only weapons of this state of origin
-- param supplier: actor? =            Only transfers by this state
-- chart: network source=supplier target=recipient
-- evidence: evidence_id
-- expect: rows >= 5; columns supplier, recipient, weapon, origins, stage, quote
-- note: Such a transfer as a rule needs the leave of the state of origin: see third_party_consent.
select
    transfers.supplier,
    transfers.recipient,
    weapons.name as weapon,
    weapons.origins,
    transfers.mode,
    transfers.stage,
    transfers.consent_by,
    coalesce(transfers.earliest, transfers.published_on) as day,
    transfers.quote,
    transfers.source,
    transfers.evidence_id
from transfers
join fact_objects on fact_objects.fact_id = transfers.transfer_id
join weapons on weapons.weapon_id = fact_objects.weapon_id
where transfers.mode <> 'deployment'
  and exists (
      select 1
      from weapon_origin
      where weapon_origin.weapon_id = fact_objects.weapon_id
        and ($origin is null or weapon_origin.actor_id = $origin)
  )
  and not exists (
      select 1
      from weapon_origin
      where weapon_origin.weapon_id = fact_objects.weapon_id
        and weapon_origin.actor_id = transfers.supplier_id
  )
  and ($supplier is null or transfers.supplier_id = $supplier)
order by day, transfers.supplier, transfers.recipient, weapons.name, transfers.transfer_id
