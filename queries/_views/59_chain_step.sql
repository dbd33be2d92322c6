create table chain_step as
with told as (
    select
        'request' as step, request_id as fact_id, requester as who, requester_id as who_id, addressee as whom,
        addressee_id as whom_id, action as what, outcome as standing, request_id, earliest, latest, evidence_id
    from requests
    union all
    select
        'condition', condition_id, imposed_by, imposed_by_id, required_of, required_of_id, action, stance,
        case when attached_to_kind = 'request' then attached_to_id end, earliest, latest, evidence_id
    from conditions
    union all
    select
        'response', response_id, responder, responder_id, asker, asker_id, action, decision, request_id, earliest,
        latest, evidence_id
    from responses
    union all
    select
        'sanction', sanction_id, imposer, imposer_id, coalesce(target_actor, target), target_id, measure, stage, null,
        earliest, latest, evidence_id
    from sanctions
    union all
    -- a deal is a step of the chain at every stage that some account tells
    select
        'transfer', transfers.transfer_id, transfers.supplier, transfers.supplier_id, transfers.recipient,
        transfers.recipient_id, transfers.mode, histories.value, null, histories.earliest, histories.latest,
        histories.evidence_id
    from transfers
    join histories on histories.fact_id = transfers.transfer_id and histories.field = 'stage'
)
select
    told.step,
    told.fact_id,
    told.who,
    told.who_id,
    told.whom,
    told.whom_id,
    told.what,
    told.standing,
    told.request_id,
    coalesce(told.earliest, quotes.published_on) as day,
    told.earliest,
    told.latest,
    told.evidence_id
from told
join quotes on quotes.evidence_id = told.evidence_id
order by told.who_id, told.whom_id, day;

create index chain_step_by_fact on chain_step (fact_id);

comment on table chain_step is 'The steps of chain_steps without their words: who did what to whom, when';
