-- title: Facts without one of their parties
-- question: In which facts does the coder not know who asks, answers, sanctions, supplies or receives?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- evidence: evidence_id
-- expect: rows >= 10; columns kind, missing, quote
with parties as (
    select requests.request_id as fact_id, 'requester' as missing
    from requests
    where requests.requester_id is null
    union all
    select requests.request_id, 'addressee'
    from requests
    where requests.addressee_id is null
    union all
    select conditions.condition_id, 'imposed_by'
    from conditions
    where conditions.imposed_by_id is null
    union all
    select conditions.condition_id, 'required_of'
    from conditions
    where conditions.required_of_id is null
    union all
    select responses.response_id, 'responder'
    from responses
    where responses.responder_id is null
    union all
    select responses.response_id, 'asker'
    from responses
    where responses.asker_id is null
    union all
    select sanctions.sanction_id, 'imposer'
    from sanctions
    where sanctions.imposer_id is null
    union all
    select sanctions.sanction_id, 'target'
    from sanctions
    where sanctions.target_id is null
    union all
    select transfers.transfer_id, 'supplier'
    from transfers
    where transfers.supplier_id is null
    union all
    select transfers.transfer_id, 'recipient'
    from transfers
    where transfers.recipient_id is null
)
select
    facts.kind,
    parties.missing,
    facts.weapons,
    facts.quote,
    facts.source,
    facts.published_on,
    facts.confidence,
    facts.fact_id,
    facts.evidence_id
from parties
join facts on facts.fact_id = parties.fact_id
where $kind is null
   or facts.kind = $kind
order by facts.kind, parties.missing, facts.published_on, facts.fact_id
