-- title: Sanctions waived, eased or lifted
-- question: Which sanctions ended or were made lighter, and which terms were set for that?
-- param imposer: actor? =             Only sanctions of this state or organisation
-- evidence: evidence_id
-- expect: rows >= 3; columns imposer, target, stage, quote
-- note: Sanctions that still stand are here too where a term for their end is told. A term that somebody denies is none.
select
    sanctions.imposer,
    sanctions.target,
    sanctions.measure,
    sanctions.weapons as over_weapons,
    sanctions.stage,
    conditions.required_of,
    conditions.action as must,
    conditions.text as term,
    conditions.stance,
    sanctions.earliest,
    sanctions.published_on,
    coalesce(conditions.quote, sanctions.quote) as quote,
    sanctions.source,
    coalesce(conditions.evidence_id, sanctions.evidence_id) as evidence_id
from sanctions
left join conditions
    on conditions.attached_to_id = sanctions.sanction_id
   and conditions.stance <> 'denied'
where (sanctions.stage in ('waived', 'eased', 'lifted') or conditions.condition_id is not null)
  and ($imposer is null or sanctions.imposer_id = $imposer)
order by sanctions.published_on, sanctions.target, sanctions.sanction_id, conditions.condition_id
