-- title: Who asks on whose behalf
-- question: Who asked whom for arms that somebody else was to get?
-- param beneficiary: actor? =         Only requests for this state or organisation
-- param requester: actor? =           Only requests by this one
-- chart: network source=requester target=beneficiary
-- evidence: evidence_id
-- expect: rows >= 5; columns requester, addressee, beneficiary, weapons, quote
select
    requests.requester,
    requests.requester_actor,
    requests.addressee,
    requests.beneficiary,
    requests.action,
    requests.weapons,
    requests.formality,
    requests.outcome,
    requests.published_on,
    requests.quote,
    requests.source,
    requests.evidence_id
from requests
where requests.beneficiary_id is not null
  -- who asks for itself is no go-between
  and (requests.requester_id is null or requests.requester_id <> requests.beneficiary_id)
  and ($beneficiary is null or requests.beneficiary_id = $beneficiary)
  and ($requester is null or requests.requester_id = $requester)
order by requests.published_on, requests.beneficiary, requests.requester, requests.request_id
