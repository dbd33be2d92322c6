-- title: Consent of a third party
-- question: Which transfers need, or got, the leave of a state that is neither giver nor receiver?
-- param consent_by: actor? =          Only where this state has to agree
-- chart: timeline x=day y=consent_by colour=standing who=owner whom=recipient label=weapons
-- evidence: evidence_id
-- expect: rows >= 3; columns kind, consent_by, owner, recipient, weapons, standing, quote
with asked as (
    select
        'transfer' as kind,
        transfers.consent_by_id,
        transfers.consent_by,
        transfers.supplier as owner,
        transfers.recipient,
        transfers.weapons,
        transfers.stage as standing,
        coalesce(transfers.earliest, transfers.published_on) as day,
        transfers.quote,
        transfers.source,
        transfers.evidence_id
    from transfers
    where transfers.consent_by_id is not null
    union all
    select
        'request',
        requests.addressee_id,
        requests.addressee,
        requests.requester,
        requests.beneficiary,
        requests.weapons,
        requests.outcome,
        coalesce(requests.earliest, requests.published_on),
        requests.quote,
        requests.source,
        requests.evidence_id
    from requests
    where requests.action = 'permit_reexport'
    union all
    select
        'response',
        responses.responder_id,
        responses.responder,
        responses.asker,
        null,
        responses.weapons,
        responses.decision,
        coalesce(responses.earliest, responses.published_on),
        responses.quote,
        responses.source,
        responses.evidence_id
    from responses
    where responses.action = 'permit_reexport'
)
select
    asked.kind,
    asked.consent_by,
    asked.owner,
    asked.recipient,
    asked.weapons,
    asked.standing,
    asked.day,
    asked.quote,
    asked.source,
    asked.evidence_id
from asked
where $consent_by is null
   or asked.consent_by_id = $consent_by
order by asked.day, asked.consent_by, asked.owner, asked.kind, asked.evidence_id
