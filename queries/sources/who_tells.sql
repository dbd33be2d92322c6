-- title: Which sources tell of an actor or a weapon
-- question: Which sources tell of an actor or a weapon system, how much, and how far is each alone with it?
-- param actor: actor? =               Only facts in which it has a part, or someone who acts for it
-- param weapon: weapon? =             Only facts over this weapon system and types below it
-- chart: bars x=source y=facts
-- expect: rows >= 3; columns source, facts, alone, pieces, first_told, last_told
-- note: `alone` are facts that no independent origin beside it tells.
select
    quotes.source,
    count(distinct quotes.fact_id) as facts,
    count(distinct quotes.fact_id) filter (where facts.origins = 1) as alone,
    count(*) as pieces,
    min(quotes.published_on) as first_told,
    max(quotes.published_on) as last_told
from quotes
join facts on facts.fact_id = quotes.fact_id
where ($actor is null or quotes.fact_id in (
      select parties.fact_id
      from parties
      where $actor in (parties.party_id, parties.party_actor_id)
  ))
  and ($weapon is null or quotes.fact_id in (
      select fact_objects.fact_id
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where weapon_lineage.ancestor_id = $weapon
  ))
group by quotes.source
order by facts desc, quotes.source
