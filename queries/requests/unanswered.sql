-- title: What was asked and is still open
-- question: Which requests have no answer on record?
-- param addressee: actor? =           Only requests to this state or organisation
-- param since: date? =                Only requests told on or after this day
-- chart: map state=addressee value=action
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, outcome, quote
-- note: An answer is a yes or a no: one that a text ties to the request, or one by the same party to the same asker, to a
-- note: request of the same sort over the same weapon system or one above or below it in the tree, on or after the day of
-- note: asking. No text need say that the latter is to this very request. Deferrals and silence leave it open.
with answers as (
    select
        responses.response_id,
        responses.responder_id,
        responses.asker_id,
        -- to be given, sent or handed on is one thing to ask for
        case when responses.action in ('acquire', 'transfer', 'deliver') then 'acquire' else responses.action end as sort,
        coalesce(responses.latest, responses.published_on) as day
    from responses
    where responses.decision in ('granted', 'partly_granted', 'refused')
),
-- until when each party answered each asker over each weapon system
answered as (
    select
        answers.responder_id,
        answers.asker_id,
        answers.sort,
        weapon_kin.kin_id as weapon_id,
        max(answers.day) as until
    from answers
    join fact_objects on fact_objects.fact_id = answers.response_id
    join weapon_kin on weapon_kin.weapon_id = fact_objects.weapon_id
    group by answers.responder_id, answers.asker_id, answers.sort, weapon_kin.kin_id
),
-- once for each weapon system that is asked for
open as (
    select distinct
        requests.request_id,
        fact_objects.weapon_id,
        requests.requester_id,
        requests.addressee_id,
        case when requests.action in ('acquire', 'transfer', 'deliver') then 'acquire' else requests.action end as sort,
        coalesce(requests.earliest, requests.published_on) as day
    from requests
    join fact_objects on fact_objects.fact_id = requests.request_id
    where requests.outcome in ('pending', 'unknown')
),
closed as (
    select responses.request_id
    from responses
    where responses.decision in ('granted', 'partly_granted', 'refused')
      and responses.request_id is not null
    union
    select open.request_id
    from open
    join answered
        on answered.responder_id = open.addressee_id
       and answered.asker_id = open.requester_id
       and answered.sort = open.sort
       and answered.weapon_id = open.weapon_id
    where answered.until >= open.day
)
select
    requests.requester,
    requests.addressee,
    requests.action,
    requests.weapons,
    requests.beneficiary,
    requests.outcome,
    requests.published_on,
    requests.quote,
    requests.source,
    requests.title,
    requests.evidence_id,
    requests.article_id
from requests
left join closed on closed.request_id = requests.request_id
where requests.outcome in ('pending', 'unknown')
  and closed.request_id is null
  and ($addressee is null or requests.addressee_id = $addressee)
  and ($since is null or requests.published_on >= $since)
order by requests.published_on, requests.article_id, requests.request_id
