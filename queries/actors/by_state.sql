-- title: States by what they do and what is done to them
-- question: Which states ask, are asked, set terms, sanction, are sanctioned, supply or receive most?
-- param part: choice(asks|is asked|is to get it|sets terms|is set terms|answers|is answered|sanctions|is sanctioned|supplies|receives|consents) = asks   The part counted
-- param weapon: weapon? =             Only over this weapon system and types below it
-- param since: date? =                Only on or after this day
-- param until: date? =                Only on or before this day
-- param list_entries: choice(yes|no) = no   Whether the entries of sanctions lists count too
-- chart: map state=state value=facts
-- expect: rows >= 10; columns state, region, facts, others, first_told, last_told, state_id
-- note: `others` is with how many other states or organisations. For all parts side by side see roles.
select
    actors.name as state,
    actors.region,
    count(*) as facts,
    count(distinct parties.other_id) as others,
    min(parties.published_on) as first_told,
    max(parties.published_on) as last_told,
    actors.actor_id as state_id
from parties
join actors on actors.actor_id = parties.party_id
where actors.kind in ('state', 'territory')
  and parties.part = $part
  and ($list_entries = 'yes' or parties.kind <> 'sanction' or parties.in_news)
  and ($since is null or parties.last_day >= $since)
  and ($until is null or parties.day <= $until)
  and ($weapon is null or exists (
      select 1
      from weapon_lineage
      join fact_objects on fact_objects.weapon_id = weapon_lineage.weapon_id
      where weapon_lineage.ancestor_id = $weapon
        and fact_objects.fact_id = parties.fact_id
  ))
group by actors.actor_id, actors.name, actors.region
order by facts desc, actors.name, actors.actor_id
