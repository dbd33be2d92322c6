-- title: Arms against political terms
-- question: Which arms were tied to something other than arms: a vote, reforms, talks, money, a withdrawal?
-- param required_of: actor? =         Only what this state or organisation has to do
-- chart: timeline x=published_on y=required_of colour=must who=imposed_by label=weapons_at_stake,gated_action
-- evidence: evidence_id
-- expect: rows >= 2; columns imposed_by, required_of, must, gated_action, quote
select
    conditions.imposed_by,
    conditions.required_of,
    conditions.action as must,
    conditions.gated_action,
    coalesce(requests.weapons, transfers.weapons, responses.weapons, sanctions.weapons) as weapons_at_stake,
    conditions.stance,
    conditions.text as term,
    conditions.published_on,
    conditions.quote,
    conditions.source,
    conditions.evidence_id
from conditions
left join requests on requests.request_id = conditions.attached_to_id
left join responses on responses.response_id = conditions.attached_to_id
left join transfers on transfers.transfer_id = conditions.attached_to_id
left join sanctions on sanctions.sanction_id = conditions.attached_to_id
where conditions.action in (
      'approve', 'ratify', 'reform', 'negotiate', 'pay', 'withdraw_forces', 'cease_fire', 'lift_sanction', 'concession',
      'readmit'
  )
  and conditions.stance <> 'denied'
  and ($required_of is null or conditions.required_of_id = $required_of)
order by conditions.published_on, conditions.imposed_by, conditions.condition_id
