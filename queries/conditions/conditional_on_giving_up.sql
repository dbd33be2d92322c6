-- title: Requests conditional on giving up a weapon system
-- question: Which requests were conditional on S-400 removal?
-- param weapon: weapon = s-400        The system to be given up, with all types below it
-- param since: date? =                Only conditions told on or after this day
-- chart: timeline x=stated_on y=required_of colour=stance who=imposed_by label=must,given_up
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, imposed_by, quote
-- note: A denied condition is none, so it is not here: see denied_conditions. Where a report tells of an offer or a
-- note: sanction on that condition but of no request, requester and addressee are empty and hangs_on says what it is.
select
    conditions.attached_to_kind as hangs_on,
    coalesce(requests.requester, responses.asker) as requester,
    coalesce(requests.addressee, responses.responder) as addressee,
    coalesce(requests.action, responses.action) as requested,
    coalesce(requests.weapons, responses.weapons) as requested_weapons,
    coalesce(requests.outcome, responses.decision, transfers.stage, sanctions.stage) as outcome,
    conditions.imposed_by,
    conditions.required_of,
    conditions.action as must,
    conditions.weapons as given_up,
    conditions.stance,
    conditions.published_on as stated_on,
    conditions.quote,
    coalesce(requests.quote, responses.quote) as request_quote,
    coalesce(transfers.quote, sanctions.quote) as offer_quote,
    coalesce(transfers.weapons, sanctions.weapons) as offered_weapons,
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
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where fact_objects.fact_id = conditions.condition_id
        and weapon_lineage.ancestor_id = $weapon
  )
  and ($since is null or conditions.published_on >= $since)
order by conditions.published_on, conditions.article_id, conditions.condition_id
