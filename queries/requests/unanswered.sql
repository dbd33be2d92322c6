-- title: What was asked and is still open
-- question: Which requests have no answer on record?
-- param addressee: actor? =           Only requests to this state or organisation
-- param since: date? =                Only requests told on or after this day
-- chart: map state=addressee value=action
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, outcome, quote
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
where requests.outcome in ('pending', 'unknown')
  and not exists (
      select 1
      from responses
      where responses.request_id = requests.request_id
        and responses.decision in ('granted', 'partly_granted', 'refused')
  )
  and ($addressee is null or requests.addressee_id = $addressee)
  and ($since is null or requests.published_on >= $since)
order by requests.published_on, requests.article_id, requests.request_id
