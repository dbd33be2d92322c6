insert into fact by name
select * from (
    select
        id, 'key ' || id as key, kind, case when dated then earliest end as earliest,
        case when dated then earliest + span end as latest, case when dated then 'last month' end as date_words,
        round(0.3 + 0.7 * share(a, 'confidence'), 2) as confidence, review_state,
        case when k > 0 then first_id end as merged_into_id, moment_of(a) as recorded_at, 'run-synthetic' as run_id, 'synthetic' as resolver
    from told
    union all
    select
        fact_id, 'key ' || fact_id, 'transfer', make_date(ordered_in, 1, 1), make_date(ordered_in, 12, 31), null, 1, 'unreviewed', news_id,
        moment_of(i), 'run-synthetic', 'synthetic'
    from deal
    union all
    select
        fact_id, 'key ' || fact_id, 'sanction', null, null, null, 1, 'unreviewed', null, moment_of(i), 'run-synthetic', 'synthetic'
    from entry
)
order by id;

-- As specific as the text is: in three of ten a ministry, an armed service or a person stands for the state.
create temp table speaking as
select told.a, one.id as one_actor_id, other.id as other_actor_id
from told
left join stand_in as one
    on one.principal_id = told.one_id and one.k = floor(one.of * share(told.v, 'for one')) and share(told.v, 'speaks for one') < 0.3
left join stand_in as other
    on other.principal_id = told.other_id and other.k = floor(other.of * share(told.v, 'for other'))
    and share(told.v, 'speaks for other') < 0.3;

insert into request by name
select
    id as fact_id, 'request' as kind, coalesce(one_actor_id, one_id) as requester_id, one_id as requester_principal_id,
    coalesce(other_actor_id, other_id) as addressee_id, other_id as addressee_principal_id,
    one_of(['acquire', 'transfer', 'deliver', 'refrain', 'impose_sanction', 'cancel', 'permit_reexport', 'deploy', 'negotiate', 'dispose'], v, 'action') as action,
    third_id as beneficiary_id, third_id as beneficiary_principal_id,
    one_of(['ask', 'urge', 'demand'], v, 'force') as force, one_of(['unspecified', 'formal', 'informal'], v, 'formality') as formality,
    one_of(['unknown', 'pending', 'refused', 'granted', 'partly_granted', 'withdrawn'], v, 'outcome') as outcome
from told
join speaking on speaking.a = told.a
where kind = 'request'
order by id;
insert into condition by name
select
    id as fact_id, 'condition' as kind, about_id as attached_to_id, coalesce(other_actor_id, other_id) as imposed_by_id,
    other_id as imposed_by_principal_id,
    one_of(['transfer', 'deliver', 'approve', 'lift_sanction'], v, 'gated') as gated_action, coalesce(one_actor_id, one_id) as required_of_id,
    one_id as required_of_principal_id,
    one_of(['dispose', 'reform', 'limit_use', 'no_reexport', 'pay', 'negotiate', 'refrain', 'transfer', 'remove', 'cease_fire'], v, 'action') as action,
    'only if it is met' as text, one_of(['imposed', 'proposed', 'offered', 'rejected', 'denied', 'met', 'dropped'], v, 'stance') as stance
from told
join speaking on speaking.a = told.a
where kind = 'condition'
order by id;
insert into response by name
select
    id as fact_id, 'response' as kind, coalesce(other_actor_id, other_id) as responder_id, other_id as responder_principal_id,
    coalesce(one_actor_id, one_id) as asker_id, one_id as asker_principal_id,
    case when f % 14 in (2, 3) and share(f, 'to a request') < 0.7 then about_id end as request_id,
    one_of(['refused', 'granted', 'deferred', 'partly_granted', 'no_reply'], v, 'decision') as decision,
    one_of(['acquire', 'deliver', 'transfer', 'permit_reexport'], v, 'action') as action
from told
join speaking on speaking.a = told.a
where kind = 'response'
order by id;
insert into sanction by name
select * from (
    select
        id as fact_id, 'sanction' as kind, coalesce(one_actor_id, one_id) as imposer_id, one_id as imposer_principal_id,
        coalesce(other_actor_id, other_id) as target_id, other_id as target_principal_id,
        one_of(['unspecified', 'asset_freeze', 'arms_embargo', 'export_ban', 'delivery_suspension', 'programme_exclusion'], v, 'measure') as measure,
        case when share(v, 'law') < 0.1 then (select list(id order by id) from legal_instrument)[1 + skewed(300, v, 'law')] end as instrument_id,
        one_of(['imposed', 'threatened', 'proposed', 'lifted', 'eased', 'waived'], v, 'stage') as stage
    from told
    join speaking on speaking.a = told.a
    where kind = 'sanction'
    union all
    select fact_id, 'sanction', 'US', 'US', actor_id, state_id, measure, instrument_id, 'imposed' from entry
)
order by fact_id;
insert into transfer by name
select * from (
    select
        id as fact_id, 'transfer' as kind, coalesce(one_actor_id, one_id) as supplier_id, one_id as supplier_principal_id,
        coalesce(other_actor_id, other_id) as recipient_id, other_id as recipient_principal_id,
        one_of(['unspecified', 'sale', 'gift', 'swap', 'deployment', 'licence', 'loan'], v, 'mode') as mode,
        one_of(['delivered', 'approved', 'ordered', 'offered', 'negotiating', 'suspended', 'cancelled'], v, 'stage') as stage,
        case when share(v, 'consent') < 0.03 then third_id end as consent_by_id,
        case when share(v, 'consent') < 0.03 then third_id end as consent_by_principal_id
    from told
    join speaking on speaking.a = told.a
    where kind = 'transfer'
    union all
    select fact_id, 'transfer', supplier_id, supplier_id, recipient_id, recipient_id, 'sale', one_of(['delivered', 'ordered'], i, 'stage'), null, null
    from deal
)
order by fact_id;

insert into fact_object by name
select * from (
    select
        id as fact_id, case when kind = 'sanction' then 'trigger' else 'object' end as role, weapon_id,
        case when share(v, 'counted') < 0.25 then (1 + skewed(300, v, 'how many'))::decimal(14, 2) end as quantity,
        case when share(v, 'counted') < 0.02 then 'battery' end as unit, weapon as words,
        one_of(['named', 'named', 'named', 'described', 'referred'], v, 'led') as resolution
    from told
    where share(v, 'no weapon') < 0.8
    union all
    select id, 'object', second_weapon_id, null, null, 'it', 'referred' from told where second_weapon_id <> weapon_id
    union all
    select fact_id, 'object', weapon_id, ordered, null, null, 'named' from deal
)
order by fact_id, role, weapon_id;
