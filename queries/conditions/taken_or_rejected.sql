-- title: What became of conditions
-- question: Which conditions were offered, met, rejected or dropped by those who would have to fulfil them?
-- param required_of: actor? =         Only conditions on this state or organisation
-- evidence: evidence_id
-- expect: rows >= 2; columns imposed_by, required_of, must, stance, first_told_on, quote
-- note: All that was ever told of a condition counts, not only how it stands now.
select
    conditions.imposed_by,
    conditions.required_of,
    conditions.action as must,
    conditions.weapons,
    histories.value as stance,
    histories.first_told_on,
    conditions.stance as stands_as,
    quotes.quote,
    quotes.attribution,
    quotes.speaker,
    quotes.source,
    histories.evidence_id
from conditions
join histories
    on histories.fact_id = conditions.condition_id
   and histories.field = 'stance'
join quotes on quotes.evidence_id = histories.evidence_id
where histories.value in ('offered', 'met', 'rejected', 'dropped')
  and ($required_of is null or conditions.required_of_id = $required_of)
order by histories.first_told_on, conditions.imposed_by, conditions.condition_id, histories.value
