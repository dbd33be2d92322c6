-- title: Threats of sanctions, and what came of them
-- question: Which sanctions were threatened or proposed, and did they come?
-- param imposer: actor? =             Only threats of this state or organisation
-- param target: actor? =              Only threats against this one
-- chart: timeline x=threatened_on y=target colour=came_to who=imposer label=measure,over_weapons
-- evidence: evidence_id
-- expect: rows >= 3; columns imposer, target, threatened_on, came_to, quote
-- note: A threat came true if a sanction of the same parties over the same weapon, or of the same measure, was imposed
-- note: after it; `imposed_on` is the first such day.
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
carried_out as (
    select
        threat.sanction_id,
        min(imposed.day) as imposed_on
    from stages as threat
    join stages as imposed
        on imposed.imposer_id = threat.imposer_id
       and imposed.target_id = threat.target_id
       and imposed.stage = 'imposed'
       and imposed.day >= threat.day
    where threat.stage in ('threatened', 'proposed')
      and (imposed.measure = threat.measure
           or exists (
               select 1
               from fact_objects as of_threat
               join fact_objects as of_imposed on of_imposed.weapon_id = of_threat.weapon_id
               where of_threat.fact_id = threat.sanction_id
                 and of_imposed.fact_id = imposed.sanction_id
           ))
    group by threat.sanction_id
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
