-- title: Weapons meant without their name
-- question: Where was a weapon system led to by a description or a word that points back, and through what?
-- param weapon: weapon? =             Only this weapon system and types below it
-- param resolution: choice(described|referred)? =   Only descriptions, or only words that point back
-- evidence: evidence_id
-- expect: rows >= 10; columns words, weapon, resolution, resolved_through, quote
-- note: `described` rests on a known transfer between the parties, `referred` on an earlier mention in the text: look at
-- note: these first where a weapon surprises.
select
    fact_objects.words,
    weapons.name as weapon,
    fact_objects.resolution,
    fact_objects.resolved_through,
    facts.kind,
    facts.quote,
    facts.source,
    facts.published_on,
    facts.confidence,
    facts.evidence_id
from fact_objects
join weapons on weapons.weapon_id = fact_objects.weapon_id
join facts on facts.fact_id = fact_objects.fact_id
where fact_objects.resolution in ('described', 'referred')
  and ($resolution is null or fact_objects.resolution = $resolution)
  and ($weapon is null or fact_objects.weapon_id in (
      select weapon_lineage.weapon_id
      from weapon_lineage
      where weapon_lineage.ancestor_id = $weapon
  ))
order by fact_objects.resolution, weapons.name, facts.published_on, facts.fact_id, fact_objects.role
