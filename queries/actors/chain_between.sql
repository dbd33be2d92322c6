-- title: The chain between two states
-- question: What happened between two states over arms, step by step?
-- param first: actor = TR             One state or organisation
-- param second: actor = US            The other
-- param weapon: weapon? =             Only steps over this weapon system and types below it
-- param since: date? =                Only steps on or after this day
-- param list_entries: choice(yes|no) = no   Whether each entry of a sanctions list is shown as a step of its own
-- chart: timeline x=day y=step colour=who until=latest who=who whom=whom label=what,weapons
-- evidence: evidence_id
-- expect: rows >= 20; columns day, step, who, whom, what, standing, quote
select
    chain_steps.day,
    chain_steps.step,
    chain_steps.who,
    chain_steps.whom,
    chain_steps.what,
    chain_steps.standing,
    chain_steps.weapons,
    chain_steps.origins,
    chain_steps.disputed,
    chain_steps.earliest,
    chain_steps.latest,
    chain_steps.quote,
    chain_steps.source,
    chain_steps.published_on,
    chain_steps.who_id,
    chain_steps.whom_id,
    chain_steps.weapon_ids,
    chain_steps.fact_id,
    chain_steps.evidence_id,
    chain_steps.article_id,
    chain_steps.record_id
from chain_steps
where $first in (chain_steps.who_id, chain_steps.whom_id)
  and $second in (chain_steps.who_id, chain_steps.whom_id)
  -- what a state asks of itself is no step between the two
  and (chain_steps.who_id <> chain_steps.whom_id or $first = $second)
  and ($list_entries = 'yes' or chain_steps.step <> 'sanction' or chain_steps.record_id is null)
  and ($since is null or chain_steps.day >= $since)
  and ($weapon is null or exists (
      select 1
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where fact_objects.fact_id = chain_steps.fact_id
        and weapon_lineage.ancestor_id = $weapon
  ))
order by chain_steps.day, chain_steps.step, chain_steps.fact_id, chain_steps.standing
