-- title: What is told of a weapon system
-- question: Who asked for a weapon system, who answered, on which terms, who got it, and who was punished over it?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- param since: date? =                Only on or after this day
-- param until: date? =                Only on or before this day
-- param latest: integer? =            Only so many of each kind, the latest
-- chart: timeline x=day y=kind colour=standing until=latest_day who=who whom=whom label=what
-- evidence: evidence_id
-- expect: rows >= 20; columns kind, day, who, whom, what, weapons, standing, quote, fact_id, evidence_id
-- note: Each fact once, as it stands now: for each stage of a deal, and sanctions under the same statute, see
-- note: from_order_to_sanction. `role` is trigger where the weapon system is what a sanction punishes.
with about as (
    select fact_objects.fact_id, max(fact_objects.role) as role
    from fact_objects
    join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
    where weapon_lineage.ancestor_id = $weapon
    group by fact_objects.fact_id
),
ranked as (
    select
        about.fact_id,
        about.role,
        row_number() over (
            partition by facts.kind order by coalesce(facts.earliest, facts.published_on) desc nulls last, about.fact_id
        ) as place
    from about
    join facts on facts.fact_id = about.fact_id
    where ($kind is null or facts.kind = $kind)
      and ($since is null or coalesce(facts.latest, facts.published_on) >= $since)
      and ($until is null or coalesce(facts.earliest, facts.published_on) <= $until)
)
select
    facts.kind,
    coalesce(facts.earliest, facts.published_on) as day,
    parties.party as who,
    parties.other as whom,
    parties.what,
    facts.weapons,
    parties.standing,
    ranked.role,
    facts.quote,
    facts.source,
    facts.origins,
    facts.disputed,
    facts.published_on,
    facts.latest as latest_day,
    parties.party_id as who_id,
    parties.other_id as whom_id,
    facts.weapon_ids,
    facts.fact_id,
    facts.evidence_id
from ranked
join facts on facts.fact_id = ranked.fact_id
-- the side that acts; where nobody is known to act, the other stands alone
left join parties
    on parties.fact_id = ranked.fact_id
   and parties.part in ('asks', 'sets terms', 'answers', 'sanctions', 'supplies')
where $latest is null
   or ranked.place <= $latest
order by day desc nulls last, facts.kind, facts.fact_id
