create table parties as
with told as (
    select
        fact_id, 'request' as kind, 'asks' as part, requester_principal_id as principal_id, requester_id as named_id,
        addressee_principal_id as other_id, action as what, outcome as standing
    from resolved_request
    union all
    select
        fact_id, 'request', 'is asked', addressee_principal_id, addressee_id, requester_principal_id, action, outcome
    from resolved_request
    union all
    -- whoever asks for itself is no third party
    select
        fact_id, 'request', 'is to get it', beneficiary_principal_id, beneficiary_id, requester_principal_id, action,
        outcome
    from resolved_request
    where beneficiary_principal_id is distinct from requester_principal_id
    union all
    select
        fact_id, 'condition', 'sets terms', imposed_by_principal_id, imposed_by_id, required_of_principal_id, action,
        stance
    from resolved_condition
    union all
    select
        fact_id, 'condition', 'is set terms', required_of_principal_id, required_of_id, imposed_by_principal_id, action,
        stance
    from resolved_condition
    union all
    select fact_id, 'response', 'answers', responder_principal_id, responder_id, asker_principal_id, action, decision
    from resolved_response
    union all
    select fact_id, 'response', 'is answered', asker_principal_id, asker_id, responder_principal_id, action, decision
    from resolved_response
    union all
    select fact_id, 'sanction', 'sanctions', imposer_principal_id, imposer_id, target_principal_id, measure, stage
    from resolved_sanction
    union all
    select fact_id, 'sanction', 'is sanctioned', target_principal_id, target_id, imposer_principal_id, measure, stage
    from resolved_sanction
    union all
    select fact_id, 'transfer', 'supplies', supplier_principal_id, supplier_id, recipient_principal_id, mode, stage
    from resolved_transfer
    union all
    select fact_id, 'transfer', 'receives', recipient_principal_id, recipient_id, supplier_principal_id, mode, stage
    from resolved_transfer
    union all
    select fact_id, 'transfer', 'consents', consent_by_principal_id, consent_by_id, recipient_principal_id, mode, stage
    from resolved_transfer
)
select
    told.fact_id,
    told.kind,
    told.part,
    party.stands_for as party,
    party_actor.canonical as party_actor,
    other.stands_for as other,
    told.what,
    told.standing,
    coalesce(facts.earliest, facts.published_on) as day,
    coalesce(facts.latest, facts.published_on) as last_day,
    facts.published_on,
    news.fact_id is not null as in_news,
    party.stands_for_id as party_id,
    party_actor.canonical_id as party_actor_id,
    other.stands_for_id as other_id
from told
join facts on facts.fact_id = told.fact_id
left join (select distinct fact_id from quotes where article_id is not null) as news on news.fact_id = told.fact_id
left join actor_canonical as party on party.actor_id = told.principal_id
left join actor_canonical as party_actor on party_actor.actor_id = told.named_id
left join actor_canonical as other on other.actor_id = told.other_id
where told.principal_id is not null
   or told.named_id is not null
order by party_id, told.part, day desc, told.fact_id;

comment on table parties is 'Who has which part in each fact: one row for each side that is known, with the other side';
comment on column parties.part is 'asks, is asked, is to get it; sets terms, is set terms; answers, is answered; sanctions, is sanctioned; supplies, receives, consents';
comment on column parties.party is 'State or organisation that has this part: its name; empty: not known';
comment on column parties.party_actor is 'Who has this part, as specific as the text is: name; empty: not told';
comment on column parties.other is 'State or organisation on the other side: its name; empty: not known';
comment on column parties.what is 'What is asked, answered, demanded, done: action, measure or mode of the fact';
comment on column parties.standing is 'How it stands: outcome, stance, decision or stage of the fact';
comment on column parties.day is 'Day on which it happened, of a span the first; of its first report where no text tells one';
comment on column parties.last_day is 'Day on which it happened, of a span the last; of its first report where no text tells one';
comment on column parties.published_on is 'Day of the first report';
comment on column parties.in_news is 'Whether an article tells it; no: only a register or a list';
comment on column parties.party_id is 'State or organisation that has this part: its id; empty: not known';
comment on column parties.party_actor_id is 'Who has this part, as specific as the text is: id; empty: not told';
comment on column parties.other_id is 'State or organisation on the other side: its id; empty: not known';
