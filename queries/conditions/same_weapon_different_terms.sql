-- title: The same weapon on different terms
-- question: On which different terms was one weapon system promised, sold or refused?
-- param weapon: weapon? =             Only this weapon system and types below it
-- chart: grid x=weapon y=required_of value=terms
-- evidence: evidence_id
-- expect: rows >= 2; columns weapon, required_of, must, terms, quote
-- note: The weapon is the one that is withheld or given on the term, not the one that the term is about. Terms are
-- note: compared by what must be done; a weapon with one term alone is not here.
with terms as (
    select
        conditions.condition_id,
        fact_objects.weapon_id,
        conditions.imposed_by,
        conditions.required_of,
        conditions.action,
        conditions.text,
        conditions.stance,
        conditions.published_on,
        conditions.quote,
        conditions.evidence_id
    from conditions
    join fact_objects on fact_objects.fact_id = conditions.attached_to_id
    where conditions.stance <> 'denied'
      and fact_objects.role = 'object'
),
compared as (
    select
        terms.weapon_id,
        count(distinct terms.action) as terms
    from terms
    group by terms.weapon_id
    having count(distinct terms.action) > 1
)
select
    weapons.name as weapon,
    terms.imposed_by,
    terms.required_of,
    terms.action as must,
    terms.text as term,
    terms.stance,
    compared.terms,
    terms.published_on,
    terms.quote,
    terms.evidence_id
from terms
join compared on compared.weapon_id = terms.weapon_id
join weapons on weapons.weapon_id = terms.weapon_id
where $weapon is null
   or terms.weapon_id in (
      select weapon_lineage.weapon_id
      from weapon_lineage
      where weapon_lineage.ancestor_id = $weapon
   )
order by weapons.name, terms.published_on, terms.required_of, terms.condition_id
