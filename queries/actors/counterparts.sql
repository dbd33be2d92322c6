-- title: With whom an actor has to do over arms
-- question: With which others, and in which part, does an actor have to do over arms most?
-- param actor: actor = TR             A state or organisation with all who act for it, or one of these
-- param weapon: weapon? =             Only facts over this weapon system and types below it
-- param since: date? =                Only facts told on or after this day
-- chart: bars x=other y=facts colour=part
-- expect: rows >= 5; columns part, other, other_id, facts, in_news, first_told, last_told
-- note: `in_news` leaves out what only a register or a list tells.
select
    parties.other,
    parties.part,
    count(*) as facts,
    count(*) filter (where parties.in_news) as in_news,
    min(parties.published_on) as first_told,
    max(parties.published_on) as last_told,
    parties.kind,
    parties.other_id
from parties
where $actor in (parties.party_id, parties.party_actor_id)
  and ($since is null or parties.published_on >= $since)
  and ($weapon is null or parties.fact_id in (
      select fact_objects.fact_id
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where weapon_lineage.ancestor_id = $weapon
  ))
group by parties.other, parties.other_id, parties.part, parties.kind
order by facts desc, parties.other nulls last, parties.other_id nulls last, parties.part
