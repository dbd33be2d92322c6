-- title: Who does what to whom over arms
-- question: Who asks, answers, sanctions or supplies whom over arms, how often, and with what end?
-- param part: choice(asks|sets terms|answers|sanctions|supplies) = asks   What the one does to the other
-- param party: actor? =               Only what has this state or organisation on either side
-- param weapon: weapon? =             Only over this weapon system and types below it
-- param since: date? =                Only on or after this day
-- param until: date? =                Only on or before this day
-- param list_entries: choice(yes|no) = no   Whether the entries of sanctions lists count too
-- chart: network source=party target=other weight=facts
-- expect: rows >= 10; columns party, other, facts, agreed, ended, first_told, last_told, party_id, other_id
-- note: `agreed` are requests and answers that were granted, terms met, sanctions imposed, arms delivered; `ended` what was
-- note: refused, rejected, lifted or called off.
select
    parties.party,
    parties.other,
    count(*) as facts,
    count(*) filter (
        where parties.standing in ('granted', 'partly_granted', 'met', 'imposed', 'delivered')
          and (parties.kind <> 'condition' or parties.standing = 'met')
    ) as agreed,
    count(*) filter (
        where parties.standing in (
            'refused', 'withdrawn', 'rejected', 'dropped', 'denied', 'waived', 'eased', 'lifted', 'suspended', 'cancelled'
        )
    ) as ended,
    min(parties.published_on) as first_told,
    max(parties.published_on) as last_told,
    parties.party_id,
    parties.other_id
from parties
where parties.part = $part
  and parties.party_id <> parties.other_id
  and ($party is null or $party in (parties.party_id, parties.other_id))
  and ($list_entries = 'yes' or parties.kind <> 'sanction' or parties.in_news)
  and ($since is null or parties.last_day >= $since)
  and ($until is null or parties.day <= $until)
  and ($weapon is null or parties.fact_id in (
      select fact_objects.fact_id
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where weapon_lineage.ancestor_id = $weapon
  ))
group by parties.party, parties.party_id, parties.other, parties.other_id
order by facts desc, parties.party, parties.other, parties.party_id, parties.other_id
