-- title: Days from delivery to sanction
-- question: How long after a weapon was ordered or delivered was its recipient, or its supplier, sanctioned over it?
-- param weapon: weapon? =             Only this weapon system and types below it
-- param stage: choice(ordered|delivered)? = delivered   From which step of the deal the days are counted
-- chart: points x=days y=target colour=imposer
-- evidence: evidence_id
-- expect: columns weapon, supplier, recipient, imposer, target, days, quote
-- note: The weapon must be the one that the sanction is over. Of a span of days the first counts; where no day is told,
-- note: the first report's does. Of several sanctions after one step, the first is here.
with steps as (
    select
        transfers.transfer_id,
        transfers.supplier_id,
        transfers.supplier,
        transfers.recipient_id,
        transfers.recipient,
        fact_objects.weapon_id,
        histories.value as stage,
        coalesce(histories.earliest, histories.first_told_on) as day,
        histories.evidence_id
    from transfers
    join histories
        on histories.fact_id = transfers.transfer_id
       and histories.field = 'stage'
    join fact_objects on fact_objects.fact_id = transfers.transfer_id
    where histories.value in ('ordered', 'delivered')
),
punished as (
    select
        sanctions.sanction_id,
        sanctions.imposer,
        sanctions.target_id,
        sanctions.target,
        sanctions.measure,
        fact_objects.weapon_id,
        coalesce(histories.earliest, histories.first_told_on) as day,
        histories.evidence_id
    from sanctions
    -- lifted since or not: the day counts on which it was imposed
    join histories
        on histories.fact_id = sanctions.sanction_id
       and histories.field = 'stage'
       and histories.value = 'imposed'
    join fact_objects on fact_objects.fact_id = sanctions.sanction_id
),
pairs as (
    select
        steps.transfer_id,
        steps.weapon_id,
        steps.supplier,
        steps.recipient,
        steps.stage,
        steps.day as handed_over_on,
        steps.evidence_id as transfer_evidence_id,
        punished.imposer,
        punished.target,
        punished.measure,
        punished.day as sanctioned_on,
        punished.sanction_id,
        punished.evidence_id,
        row_number() over (
            partition by steps.transfer_id, steps.weapon_id, steps.stage
            order by punished.day, punished.sanction_id
        ) as place
    from steps
    join punished
        on punished.weapon_id = steps.weapon_id
       and punished.target_id in (steps.recipient_id, steps.supplier_id)
    where punished.day >= steps.day
      and ($stage is null or steps.stage = $stage)
      and ($weapon is null or steps.weapon_id in (
          select weapon_lineage.weapon_id
          from weapon_lineage
          where weapon_lineage.ancestor_id = $weapon
      ))
)
select
    weapons.name as weapon,
    pairs.supplier,
    pairs.recipient,
    pairs.stage,
    pairs.handed_over_on,
    pairs.imposer,
    pairs.target,
    pairs.measure,
    pairs.sanctioned_on,
    date_diff('day', pairs.handed_over_on, pairs.sanctioned_on) as days,
    of_transfer.quote as transfer_quote,
    of_sanction.quote,
    pairs.evidence_id
from pairs
join weapons on weapons.weapon_id = pairs.weapon_id
join quotes as of_transfer on of_transfer.evidence_id = pairs.transfer_evidence_id
join quotes as of_sanction on of_sanction.evidence_id = pairs.evidence_id
where pairs.place = 1
order by days, weapons.name, pairs.sanction_id, pairs.transfer_id, pairs.stage
