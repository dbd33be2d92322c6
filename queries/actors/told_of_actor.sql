-- title: What is told of an actor
-- question: What did an actor ask, answer, demand, sanction, hand over or get, and what was asked of it?
-- param actor: actor = TR             A state or organisation with all who act for it, or one of these
-- param part: choice(asks|is asked|is to get it|sets terms|is set terms|answers|is answered|sanctions|is sanctioned|supplies|receives|consents)? =   Only this part
-- param weapon: weapon? =             Only facts over this weapon system and types below it
-- param since: date? =                Only on or after this day
-- param until: date? =                Only on or before this day
-- param latest: integer? =            Only so many of each part, the latest
-- param list_entries: choice(yes|no) = no   Whether each entry of a sanctions list is shown as a sanction of its own
-- chart: timeline x=day y=part colour=standing until=latest_day whom=other label=what,weapons
-- evidence: evidence_id
-- expect: rows >= 20; columns part, day, other, other_id, what, standing, weapons, quote, fact_id, evidence_id
-- note: A fact in which the actor has two parts is there twice. For who did what to whom step by step see chain_between.
with mine as (
    select
        parties.fact_id,
        parties.kind,
        parties.part,
        parties.party_actor,
        parties.other,
        parties.other_id,
        parties.what,
        parties.standing,
        parties.day,
        row_number() over (
            partition by parties.part
            order by parties.day desc nulls last, parties.fact_id
        ) as place
    from parties
    where $actor in (parties.party_id, parties.party_actor_id)
      and ($part is null or parties.part = $part)
      and ($list_entries = 'yes' or parties.kind <> 'sanction' or parties.in_news)
      and ($since is null or parties.last_day >= $since)
      and ($until is null or parties.day <= $until)
      and ($weapon is null or exists (
          select 1
          from fact_objects
          join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
          where fact_objects.fact_id = parties.fact_id
            and weapon_lineage.ancestor_id = $weapon
      ))
)
select
    mine.part,
    mine.day,
    mine.other,
    mine.what,
    facts.weapons,
    mine.standing,
    mine.party_actor as through,
    facts.quote,
    facts.source,
    facts.origins,
    facts.disputed,
    mine.kind,
    facts.published_on,
    facts.latest as latest_day,
    mine.other_id,
    facts.weapon_ids,
    mine.fact_id,
    facts.evidence_id
from mine
join facts on facts.fact_id = mine.fact_id
where $latest is null
   or mine.place <= $latest
order by mine.day desc nulls last, mine.part, mine.fact_id, mine.other_id nulls last
