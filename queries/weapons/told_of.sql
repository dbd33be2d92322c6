-- title: What is told of each weapon system
-- question: How many requests, conditions, answers, sanctions and transfers is each weapon system part of?
-- param under: weapon? =              Only this node of the tree and those below it
-- chart: bars x=weapon y=facts
-- expect: rows >= 20; columns weapon, facts, requests, conditions, responses, sanctions, transfers
select
    weapons.name as weapon,
    weapons.level,
    weapons.parent,
    count(distinct facts.fact_id) as facts,
    count(distinct case when facts.kind = 'request' then facts.fact_id end) as requests,
    count(distinct case when facts.kind = 'condition' then facts.fact_id end) as conditions,
    count(distinct case when facts.kind = 'response' then facts.fact_id end) as responses,
    count(distinct case when facts.kind = 'sanction' then facts.fact_id end) as sanctions,
    count(distinct case when facts.kind = 'transfer' then facts.fact_id end) as transfers,
    min(facts.published_on) as first_told,
    max(facts.published_on) as last_told
from facts
join fact_objects on fact_objects.fact_id = facts.fact_id
join weapons on weapons.weapon_id = fact_objects.weapon_id
where $under is null
   or fact_objects.weapon_id in (
      select weapon_lineage.weapon_id
      from weapon_lineage
      where weapon_lineage.ancestor_id = $under
   )
group by weapons.weapon_id, weapons.name, weapons.level, weapons.parent
order by facts desc, weapons.name
