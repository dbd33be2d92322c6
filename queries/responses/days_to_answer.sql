-- title: Days from request to answer
-- question: How long did a request over arms wait for each answer?
-- param responder: actor? =           Only answers by this state or organisation
-- chart: points x=asked_on y=days colour=decision
-- evidence: evidence_id
-- expect: rows >= 3; columns asker, responder, decision, asked_on, answered_on, days
-- note: The day of a request or an answer is the one told, else that of the report; both from one report give 0.
select
    requests.requester as asker,
    responses.responder,
    requests.action,
    requests.weapons,
    responses.decision,
    coalesce(requests.earliest, requests.published_on) as asked_on,
    coalesce(responses.earliest, responses.published_on) as answered_on,
    date_diff(
        'day',
        coalesce(requests.earliest, requests.published_on),
        coalesce(responses.earliest, responses.published_on)
    ) as days,
    requests.quote as request_quote,
    responses.quote,
    responses.evidence_id
from responses
join requests on requests.request_id = responses.request_id
where responses.decision <> 'no_reply'
  -- an answer dated before its request was to an earlier one
  and coalesce(responses.earliest, responses.published_on) >= coalesce(requests.earliest, requests.published_on)
  and ($responder is null or responses.responder_id = $responder)
order by days desc, asked_on, responses.responder, responses.response_id
