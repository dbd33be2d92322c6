create view chain_steps as
select
    chain_step.day,
    chain_step.step,
    chain_step.who,
    chain_step.whom,
    chain_step.what,
    chain_step.standing,
    facts.weapons,
    facts.weapon_ids,
    quotes.quote,
    quotes.source,
    quotes.published_on,
    facts.origins,
    facts.disputed,
    chain_step.earliest,
    chain_step.latest,
    chain_step.who_id,
    chain_step.whom_id,
    chain_step.request_id,
    chain_step.fact_id,
    chain_step.evidence_id,
    quotes.article_id,
    quotes.record_id
from chain_step
join facts on facts.fact_id = chain_step.fact_id
join quotes on quotes.evidence_id = chain_step.evidence_id;

comment on view chain_steps is
    'Requests, conditions, responses, stages of transfers and sanctions as steps in time, each with its evidence';
