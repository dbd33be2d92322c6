create view chain_steps as
select
    steps.day,
    steps.step,
    steps.who,
    steps.whom,
    steps.what,
    steps.standing,
    facts.weapons,
    facts.weapon_ids,
    quotes.quote,
    quotes.source,
    quotes.published_on,
    facts.origins,
    facts.disputed,
    steps.earliest,
    steps.latest,
    steps.who_id,
    steps.whom_id,
    steps.request_id,
    steps.fact_id,
    steps.evidence_id,
    quotes.article_id,
    quotes.record_id
from steps
join facts on facts.fact_id = steps.fact_id
join quotes on quotes.evidence_id = steps.evidence_id;

comment on view chain_steps is
    'Requests, conditions, responses, stages of transfers and sanctions as steps in time, each with its evidence';
