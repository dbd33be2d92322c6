-- title: Requests whose outcome changed over time
-- question: Which requests were first told to stand one way and later another?
-- param requester: actor? =           Only requests by this state or organisation
-- param addressee: actor? =           Only requests to this one
-- chart: timeline x=first_told_on y=requester colour=outcome whom=addressee label=action,weapons
-- evidence: evidence_id
-- expect: rows >= 2; columns requester, addressee, outcome, first_told_on, quote
-- note: A row is one outcome of one request; those of one request stand together, in the order in which they were told.
-- note: That nothing was known of an answer is no outcome.
with outcomes as (
    select
        histories.fact_id,
        histories.value as outcome,
        histories.first_told_on,
        histories.last_told_on,
        histories.origins,
        histories.evidence_id,
        count(*) over (partition by histories.fact_id) as outcomes_told
    from histories
    where histories.field = 'outcome'
      and histories.value <> 'unknown'
)
select
    requests.requester,
    requests.addressee,
    requests.action,
    requests.weapons,
    requests.beneficiary,
    outcomes.outcome,
    outcomes.first_told_on,
    outcomes.last_told_on,
    outcomes.origins,
    requests.outcome as stands_as,
    quotes.quote,
    quotes.source,
    requests.request_id,
    outcomes.evidence_id
from outcomes
join requests on requests.request_id = outcomes.fact_id
join quotes on quotes.evidence_id = outcomes.evidence_id
where outcomes.outcomes_told > 1
  and ($requester is null or requests.requester_id = $requester)
  and ($addressee is null or requests.addressee_id = $addressee)
order by requests.published_on, requests.request_id, outcomes.first_told_on, outcomes.outcome
