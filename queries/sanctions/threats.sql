-- title: Threats of sanctions, and what came of them
-- question: Which sanctions were threatened or proposed, and did they come?
-- param imposer: actor? =             Only threats of this state or organisation
-- param target: actor? =              Only threats against this one
-- chart: timeline x=threatened_on y=target colour=came_to who=imposer label=measure,over_weapons
-- evidence: evidence_id
-- expect: rows >= 3; columns imposer, target, threatened_on, came_to, quote
-- note: A threat came true if a sanction of the same parties over the same weapon, or of the same measure, was imposed
-- note: on its day or after; `imposed_on` is the first such day. No text need say that the one follows from the other, and
-- note: where no measure is told for either, the parties alone decide.
with stages as (
    select
        sanctions.sanction_id,
        sanctions.imposer_id,
        sanctions.imposer,
        sanctions.target_id,
        sanctions.target,
        sanctions.measure,
        sanctions.weapons,
        histories.value as stage,
        coalesce(histories.earliest, histories.first_told_on) as day,
        histories.evidence_id
    from sanctions
    join histories
        on histories.fact_id = sanctions.sanction_id
       and histories.field = 'stage'
),
-- the first day on which one was imposed on or after each stage: the least of the days from the last back to it
imposed_after as (
    select
        stages.sanction_id,
        stages.stage,
        min(case when stages.stage = 'imposed' then stages.day end) over (
            partition by stages.imposer_id, stages.target_id, stages.measure
            order by stages.day desc
        ) as imposed_on
    from stages
    where stages.imposer_id is not null
      and stages.target_id is not null
      and stages.day is not null
    union all
    select
        stages.sanction_id,
        stages.stage,
        min(case when stages.stage = 'imposed' then stages.day end) over (
            partition by stages.imposer_id, stages.target_id, fact_objects.weapon_id
            order by stages.day desc
        ) as imposed_on
    from stages
    join fact_objects on fact_objects.fact_id = stages.sanction_id
    where stages.imposer_id is not null
      and stages.target_id is not null
      and stages.day is not null
),
carried_out as (
    select
        imposed_after.sanction_id,
        min(imposed_after.imposed_on) as imposed_on
    from imposed_after
    where imposed_after.stage in ('threatened', 'proposed')
    group by imposed_after.sanction_id
)
select
    stages.imposer,
    stages.target,
    stages.measure,
    stages.weapons as over_weapons,
    stages.stage,
    stages.day as threatened_on,
    carried_out.imposed_on,
    case when carried_out.imposed_on is null then 'nothing told' else 'imposed' end as came_to,
    quotes.quote,
    quotes.source,
    stages.evidence_id
from stages
join quotes on quotes.evidence_id = stages.evidence_id
left join carried_out on carried_out.sanction_id = stages.sanction_id
where stages.stage in ('threatened', 'proposed')
  and ($imposer is null or stages.imposer_id = $imposer)
  and ($target is null or stages.target_id = $target)
order by stages.day, stages.target, stages.sanction_id, stages.stage
