-- title: Requests to hold back
-- question: Who asked whom not to buy, supply, station or use a weapon, or to give one up?
-- param requester: actor? =           Only requests by this state or organisation
-- param addressee: actor? =           Only requests to this one
-- chart: network source=requester target=addressee
-- evidence: evidence_id
-- expect: rows >= 5; columns requester, addressee, action, weapons, force, quote
select
    requests.requester,
    requests.addressee,
    requests.action,
    requests.weapons,
    requests.beneficiary as meant_for,
    requests.force,
    requests.outcome,
    requests.published_on,
    requests.quote,
    requests.source,
    requests.evidence_id
from requests
where requests.action in (
      'refrain', 'cancel', 'not_use', 'limit_use', 'no_reexport', 'return', 'remove', 'dispose', 'deactivate',
      'halt_programme', 'withdraw_forces'
  )
  and ($requester is null or requests.requester_id = $requester)
  and ($addressee is null or requests.addressee_id = $addressee)
order by requests.published_on, requests.requester, requests.addressee, requests.request_id
