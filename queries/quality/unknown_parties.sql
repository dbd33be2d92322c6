-- title: Facts without one of their parties
-- question: In which facts does the coder not know who asks, answers, sanctions, supplies or receives?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- evidence: evidence_id
-- expect: rows >= 10; columns kind, missing, quote
-- note: Why it does not know stands in the words: a passive, a pronoun that leads nowhere, a name that no list has.
with parties as (
    -- the tables beneath the views will do: who is missing was merged into nobody
    select fact_id, 'requester' as missing
    from resolved_request
    where requester_principal_id is null
    union all
    select fact_id, 'addressee'
    from resolved_request
    where addressee_principal_id is null
    union all
    select fact_id, 'imposed_by'
    from resolved_condition
    where imposed_by_principal_id is null
    union all
    select fact_id, 'required_of'
    from resolved_condition
    where required_of_principal_id is null
    union all
    select fact_id, 'responder'
    from resolved_response
    where responder_principal_id is null
    union all
    select fact_id, 'asker'
    from resolved_response
    where asker_principal_id is null
    union all
    select fact_id, 'imposer'
    from resolved_sanction
    where imposer_principal_id is null
    union all
    select fact_id, 'target'
    from resolved_sanction
    where target_principal_id is null
    union all
    select fact_id, 'supplier'
    from resolved_transfer
    where supplier_principal_id is null
    union all
    select fact_id, 'recipient'
    from resolved_transfer
    where recipient_principal_id is null
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
