-- title: Transfers of a weapon system
-- question: Who handed, or is to hand, the S-400 to whom?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- param recipient: actor? =           Only transfers to this state or organisation
-- chart: timeline x=published_on y=recipient colour=stage who=supplier label=mode
-- evidence: evidence_id
-- expect: rows >= 1; columns supplier, recipient, stage, quote
select
    transfers.supplier,
    transfers.recipient,
    transfers.weapons,
    transfers.quantities,
    transfers.mode,
    transfers.stage,
    transfers.earliest,
    transfers.latest,
    transfers.published_on,
    transfers.quote,
    transfers.source,
    transfers.title,
    transfers.evidence_id,
    transfers.article_id
from transfers
where exists (
      select 1
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where fact_objects.fact_id = transfers.transfer_id
        and weapon_lineage.ancestor_id = $weapon
  )
  and ($recipient is null or transfers.recipient_id = $recipient)
order by transfers.published_on, transfers.article_id, transfers.transfer_id
