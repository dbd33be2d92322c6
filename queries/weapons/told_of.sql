-- title: What is told of each weapon system
-- question: How many requests, conditions, answers, sanctions and transfers is each weapon system part of?
-- param under: weapon? =              Only this node of the tree and those below it
-- chart: bars x=weapon y=facts
-- expect: rows >= 20; columns weapon, facts, requests, conditions, responses, sanctions, transfers
with about as (
    -- a weapon may be in one fact both what is handed over and what is punished
    select distinct
        fact_objects.fact_id,
        fact_objects.weapon_id
    from fact_objects
)
select
    weapons.name as weapon,
    weapons.level,
    weapons.parent,
    count(*) as facts,
    count(*) filter (where facts.kind = 'request') as requests,
    count(*) filter (where facts.kind = 'condition') as conditions,
    count(*) filter (where facts.kind = 'response') as responses,
    count(*) filter (where facts.kind = 'sanction') as sanctions,
    count(*) filter (where facts.kind = 'transfer') as transfers,
    min(facts.published_on) as first_told,
    max(facts.published_on) as last_told
from facts
join about on about.fact_id = facts.fact_id
join weapons on weapons.weapon_id = about.weapon_id
where $under is null
   or about.weapon_id in (
      select weapon_lineage.weapon_id
      from weapon_lineage
      where weapon_lineage.ancestor_id = $under
   )
group by weapons.weapon_id, weapons.name, weapons.level, weapons.parent
order by facts desc, weapons.name, weapons.weapon_id
