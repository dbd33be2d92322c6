-- title: What each party does
-- question: How often does each state or organisation ask, answer, set terms, sanction, supply and receive?
-- param kind: choice(state|international_organisation|bloc|armed_group|company)? =   Only actors of this sort
-- chart: bars x=actor y=facts
-- expect: rows >= 20; columns actor, facts, asks, answers, sets_terms, sanctions, supplies, receives
with parts as (
    select requests.requester_id as actor_id, 'asks' as part
    from requests
    union all
    select responses.responder_id, 'answers'
    from responses
    union all
    select conditions.imposed_by_id, 'sets terms'
    from conditions
    where conditions.stance <> 'denied'
    union all
    select sanctions.imposer_id, 'sanctions'
    from sanctions
    union all
    select sanctions.target_id, 'is sanctioned'
    from sanctions
    union all
    select transfers.supplier_id, 'supplies'
    from transfers
    union all
    select transfers.recipient_id, 'receives'
    from transfers
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
join actors on actors.actor_id = parts.actor_id
where $kind is null
   or actors.kind = $kind
group by actors.actor_id, actors.name, actors.kind
order by facts desc, actors.name, actors.actor_id
