-- title: Conditions that someone says do not exist
-- question: Where does one side deny that a request or a transfer comes with conditions?
-- param actor: actor? =               Only where this actor is said to owe, or to set, the condition
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, quote
select
    conditions.attached_to_kind as attached_to,
    coalesce(requests.requester, responses.asker) as requester,
    coalesce(requests.addressee, responses.responder) as addressee,
    coalesce(requests.action, responses.action) as requested,
    coalesce(requests.weapons, responses.weapons, transfers.weapons) as weapons,
    transfers.supplier,
    transfers.recipient,
    conditions.required_of,
    conditions.action as denied,
    conditions.attribution,
    conditions.speaker,
    conditions.published_on,
    conditions.quote,
    conditions.source,
    conditions.title,
    conditions.evidence_id,
    conditions.article_id
from conditions
left join requests on requests.request_id = conditions.attached_to_id
left join responses on responses.response_id = conditions.attached_to_id
left join transfers on transfers.transfer_id = conditions.attached_to_id
where conditions.stance = 'denied'
  and ($actor is null or conditions.required_of_id = $actor or conditions.imposed_by_id = $actor)
order by conditions.published_on, conditions.article_id, conditions.condition_id
