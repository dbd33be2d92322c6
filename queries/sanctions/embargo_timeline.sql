-- title: Arms embargoes over time
-- question: Which arms embargoes and export bans were threatened, imposed, eased and lifted, and when?
-- param target: actor? =              Only against this state or organisation
-- param imposer: actor? =             Only by this one
-- chart: timeline x=day y=target colour=stage until=latest who=imposer label=over_weapons
-- evidence: evidence_id
-- expect: rows >= 5; columns day, imposer, target, measure, stage, quote
-- note: A row is a stage of one embargo. The day is that of the stage where some account tells it, else the first day on
-- note: which it was told.
select
    coalesce(histories.earliest, histories.first_told_on) as day,
    histories.earliest,
    histories.latest,
    sanctions.imposer,
    sanctions.target,
    sanctions.measure,
    histories.value as stage,
    sanctions.stage as stands_as,
    sanctions.instrument,
    sanctions.weapons as over_weapons,
    histories.origins,
    quotes.quote,
    quotes.source,
    histories.evidence_id
from sanctions
join histories
    on histories.fact_id = sanctions.sanction_id
   and histories.field = 'stage'
join quotes on quotes.evidence_id = histories.evidence_id
where sanctions.measure in ('arms_embargo', 'export_ban', 'delivery_suspension')
  and ($target is null or sanctions.target_id = $target)
  and ($imposer is null or sanctions.imposer_id = $imposer)
order by day, sanctions.target, sanctions.imposer, sanctions.sanction_id, histories.value
