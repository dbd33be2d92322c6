-- title: Who has to do with a weapon system
-- question: Which states ask for a weapon system, supply it, get it, set terms for it or are sanctioned over it most?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- chart: bars x=party y=asks,is_asked,sets_terms,is_set_terms,sanctions,is_sanctioned,supplies,receives
-- expect: rows >= 5; columns party, party_id, facts, asks, is_asked, is_sanctioned, supplies, receives
with about as (
    select distinct fact_objects.fact_id
    from fact_objects
    join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
    where weapon_lineage.ancestor_id = $weapon
)
select
    parties.party,
    count(distinct parties.fact_id) as facts,
    count(*) filter (where parties.part = 'asks') as asks,
    count(*) filter (where parties.part = 'is asked') as is_asked,
    count(*) filter (where parties.part = 'is to get it') as is_to_get_it,
    count(*) filter (where parties.part = 'sets terms') as sets_terms,
    count(*) filter (where parties.part = 'is set terms') as is_set_terms,
    count(*) filter (where parties.part = 'answers') as answers,
    count(*) filter (where parties.part = 'sanctions') as sanctions,
    count(*) filter (where parties.part = 'is sanctioned') as is_sanctioned,
    count(*) filter (where parties.part = 'supplies') as supplies,
    count(*) filter (where parties.part = 'receives') as receives,
    parties.party_id
from parties
join about on about.fact_id = parties.fact_id
where parties.party_id is not null
group by parties.party, parties.party_id
order by facts desc, parties.party, parties.party_id
