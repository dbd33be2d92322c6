-- title: Requests conditional on giving up a weapon system
-- question: Which requests were conditional on S-400 removal?
-- param weapon: weapon = s-400        The system to be given up, with all types below it
-- param since: date? =                Only conditions told on or after this day
-- chart: timeline x=stated_on y=requester
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, imposed_by, quote
-- note: A denied condition is none, so it is not here: see denied_conditions.
select
    coalesce(requests.requester, responses.asker, transfers.recipient, sanctions.target) as requester,
    coalesce(requests.addressee, responses.responder, transfers.supplier, sanctions.imposer) as addressee,
    coalesce(requests.action, responses.action, 'transfer') as requested,
    coalesce(requests.weapons, responses.weapons, transfers.weapons) as requested_weapons,
    requests.outcome,
    conditions.imposed_by,
    conditions.required_of,
    conditions.action as must,
    conditions.weapons as given_up,
    conditions.stance,
    conditions.published_on as stated_on,
    conditions.quote,
    coalesce(requests.quote, responses.quote, transfers.quote, sanctions.quote) as request_quote,
    conditions.attribution,
    conditions.source,
    conditions.title,
    conditions.evidence_id,
    conditions.article_id
from conditions
left join responses on responses.response_id = conditions.attached_to_id
left join requests on requests.request_id = coalesce(responses.request_id, conditions.attached_to_id)
left join transfers on transfers.transfer_id = conditions.attached_to_id
left join sanctions on sanctions.sanction_id = conditions.attached_to_id
where conditions.action in ('dispose', 'remove', 'return', 'deactivate', 'not_use', 'cancel', 'refrain', 'transfer')
  and conditions.stance not in ('denied', 'dropped')
  and exists (
      select 1
      from fact_object
      join weapon_lineage on weapon_lineage.weapon_id = fact_object.weapon_id
      where fact_object.fact_id = conditions.condition_id
        and weapon_lineage.ancestor_id = $weapon
  )
  and ($since is null or conditions.published_on >= $since)
order by conditions.published_on, conditions.article_id, conditions.condition_id
