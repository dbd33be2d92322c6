-- title: Requests with more than one answer
-- question: Which requests got different answers, from one party over time or from several?
-- param asker: actor? =               Only requests by this state or organisation
-- evidence: evidence_id
-- expect: rows >= 2; columns asker, responder, decision, answers, quote
with answered as (
    select
        responses.request_id,
        count(*) as answers
    from responses
    where responses.request_id is not null
    group by responses.request_id
    having count(distinct responses.decision) > 1
        or count(distinct responses.responder_id) > 1
)
select
    requests.requester as asker,
    requests.addressee,
    requests.weapons,
    responses.responder,
    responses.decision,
    answered.answers,
    responses.published_on,
    responses.quote,
    responses.source,
    requests.request_id,
    responses.evidence_id
from answered
join requests on requests.request_id = answered.request_id
join responses on responses.request_id = answered.request_id
where $asker is null
   or requests.requester_id = $asker
order by requests.published_on, requests.request_id, responses.published_on, responses.response_id
