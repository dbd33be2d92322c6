-- title: What each party does
-- question: How often does each state or organisation ask, answer, set terms, sanction, supply and receive?
-- param kind: choice(state|international_organisation|bloc|armed_group|company)? =   Only actors of this sort
-- chart: bars x=actor y=asks,answers,sets_terms,sanctions,is_sanctioned,supplies,receives
-- expect: rows >= 20; columns actor, facts, asks, answers, sets_terms, sanctions, supplies, receives
with parts as (
    select requester_principal_id as party_id, 'asks' as part
    from resolved_request
    union all
    select responder_principal_id, 'answers'
    from resolved_response
    union all
    select imposed_by_principal_id, 'sets terms'
    from resolved_condition
    where stance <> 'denied'
    union all
    select imposer_principal_id, 'sanctions'
    from resolved_sanction
    union all
    select target_principal_id, 'is sanctioned'
    from resolved_sanction
    union all
    select supplier_principal_id, 'supplies'
    from resolved_transfer
    union all
    select recipient_principal_id, 'receives'
    from resolved_transfer
)
select
    actors.name as actor,
    actors.kind,
    count(*) as facts,
    count(*) filter (where parts.part = 'asks') as asks,
    count(*) filter (where parts.part = 'answers') as answers,
    count(*) filter (where parts.part = 'sets terms') as sets_terms,
    count(*) filter (where parts.part = 'sanctions') as sanctions,
    count(*) filter (where parts.part = 'is sanctioned') as is_sanctioned,
    count(*) filter (where parts.part = 'supplies') as supplies,
    count(*) filter (where parts.part = 'receives') as receives
from parts
-- who was judged to be another counts as that one
join actor_canonical on actor_canonical.actor_id = parts.party_id
join actors on actors.actor_id = actor_canonical.stands_for_id
where $kind is null
   or actors.kind = $kind
group by actors.actor_id, actors.name, actors.kind
order by facts desc, actors.name, actors.actor_id
