-- title: Which sources tell of an actor or a weapon
-- question: Which sources tell of an actor or a weapon system, how much, and how far is each alone with it?
-- param actor: actor? =               Only facts in which it has a part, or someone who acts for it
-- param weapon: weapon? =             Only facts over this weapon system and types below it
-- chart: bars x=source y=facts
-- expect: rows >= 3; columns source, facts, alone, pieces, first_told, last_told
-- note: `alone` are facts that no independent origin beside it tells.
with wanted as (
    select facts.fact_id, facts.origins
    from facts
    where ($actor is null or facts.fact_id in (
          select parties.fact_id
          from parties
          where $actor is not null
            and $actor in (parties.party_id, parties.party_actor_id)
      ))
      and ($weapon is null or facts.fact_id in (
          select fact_objects.fact_id
          from fact_objects
          join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
          where weapon_lineage.ancestor_id = $weapon
      ))
),
told as (
    select
        quotes.source,
        quotes.fact_id,
        max(wanted.origins) as origins,
        count(*) as pieces,
        min(quotes.published_on) as first_told,
        max(quotes.published_on) as last_told
    from wanted
    join quotes on quotes.fact_id = wanted.fact_id
    group by quotes.source, quotes.fact_id
)
select
    told.source,
    count(*) as facts,
    count(*) filter (where told.origins = 1) as alone,
    cast(sum(told.pieces) as bigint) as pieces,
    min(told.first_told) as first_told,
    max(told.last_told) as last_told
from told
group by told.source
order by facts desc, told.source
