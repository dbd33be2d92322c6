-- title: A weapon system from order to sanction
-- question: What became of the S-400 from its order and delivery through the requests over it to the sanctions it triggered?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- param state: actor? = TR            The state that got it; without it, all
-- chart: timeline x=day y=step colour=standing until=latest who=who whom=whom label=what
-- evidence: evidence_id
-- expect: columns day, step, who, whom, what, standing, quote, source, evidence_id
-- note: Registers and news together: each row stands on a sentence of an article or on a record of a data set. Sanctions
-- note: on the same state under the same statute are there too, as lists name no weapon.
with about as (
    select distinct fact_objects.fact_id
    from fact_objects
    join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
    where weapon_lineage.ancestor_id = $weapon
),
-- the statutes under which the weapon was sanctioned, and whom they struck for it
statutes as (
    select distinct target.stands_for_id as state_id, coalesce(law.parent_id, law.id) as statute
    from resolved_sanction as sanction
    join actor_canonical as target on target.actor_id = sanction.target_principal_id
    join about on about.fact_id = sanction.fact_id
    join legal_instrument as law on law.id = sanction.instrument_id
),
under_same as (
    select sanction.fact_id
    from resolved_sanction as sanction
    join actor_canonical as target on target.actor_id = sanction.target_principal_id
    join legal_instrument as law on law.id = sanction.instrument_id
    join statutes
        on statutes.state_id = target.stands_for_id
       and statutes.statute = coalesce(law.parent_id, law.id)
)
select
    day,
    step,
    who,
    whom,
    what,
    standing,
    weapons,
    quote,
    source,
    published_on,
    origins,
    disputed,
    earliest,
    latest,
    fact_id,
    evidence_id,
    article_id,
    record_id
from chain_steps
where (fact_id in (select about.fact_id from about)
       or fact_id in (select under_same.fact_id from under_same))
  and ($state is null or $state in (who_id, whom_id))
order by day nulls last, step, fact_id, standing
