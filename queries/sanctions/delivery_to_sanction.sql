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
        transfers.recipient_id,
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
      and ($stage is null or histories.value = $stage)
      and ($weapon is null or fact_objects.weapon_id in (
          select weapon_lineage.weapon_id
          from weapon_lineage
          where weapon_lineage.ancestor_id = $weapon
      ))
),
parties as (
    select transfer_id, weapon_id, stage, day, evidence_id, recipient_id as party_id
    from steps
    union all
    select transfer_id, weapon_id, stage, day, evidence_id, supplier_id
    from steps
),
-- lifted since or not: the day counts on which it was imposed; of the sanctions of one day the first is here
punished as (
    select
        fact_objects.weapon_id,
        sanctions.target_id,
        coalesce(histories.earliest, histories.first_told_on) as day,
        min(sanctions.sanction_id) as sanction_id
    from sanctions
    join histories
        on histories.fact_id = sanctions.sanction_id
       and histories.field = 'stage'
       and histories.value = 'imposed'
    join fact_objects on fact_objects.fact_id = sanctions.sanction_id
    group by fact_objects.weapon_id, sanctions.target_id, coalesce(histories.earliest, histories.first_told_on)
),
days as (
    select weapon_id, party_id, day
    from parties
    union
    select weapon_id, target_id, day
    from punished
),
-- the first day, that day or later, on which the party was punished over the weapon
following as (
    select
        days.weapon_id,
        days.party_id,
        days.day,
        min(punished.day) over (
            partition by days.weapon_id, days.party_id
            order by days.day desc
        ) as sanctioned_on
    from days
    left join punished
        on punished.weapon_id = days.weapon_id
       and punished.target_id = days.party_id
       and punished.day = days.day
),
struck as (
    select distinct
        following.weapon_id,
        following.party_id,
        following.day,
        following.sanctioned_on,
        punished.sanction_id
    from following
    join punished
        on punished.weapon_id = following.weapon_id
       and punished.target_id = following.party_id
       and punished.day = following.sanctioned_on
),
pairs as (
    select
        parties.transfer_id,
        parties.weapon_id,
        parties.stage,
        parties.day as handed_over_on,
        parties.evidence_id,
        struck.sanctioned_on,
        struck.sanction_id,
        row_number() over (
            partition by parties.transfer_id, parties.weapon_id, parties.stage
            order by struck.sanctioned_on, struck.sanction_id
        ) as place
    from parties
    join struck
        on struck.weapon_id = parties.weapon_id
       and struck.party_id = parties.party_id
       and struck.day = parties.day
)
select
    weapons.name as weapon,
    transfers.supplier,
    transfers.recipient,
    pairs.stage,
    pairs.handed_over_on,
    sanctions.imposer,
    sanctions.target,
    sanctions.measure,
    pairs.sanctioned_on,
    date_diff('day', pairs.handed_over_on, pairs.sanctioned_on) as days,
    of_transfer.quote as transfer_quote,
    of_sanction.quote,
    of_sanction.evidence_id
from pairs
join weapons on weapons.weapon_id = pairs.weapon_id
join transfers on transfers.transfer_id = pairs.transfer_id
join sanctions on sanctions.sanction_id = pairs.sanction_id
join histories as imposed
    on imposed.fact_id = pairs.sanction_id
   and imposed.field = 'stage'
   and imposed.value = 'imposed'
join quotes as of_transfer on of_transfer.evidence_id = pairs.evidence_id
join quotes as of_sanction on of_sanction.evidence_id = imposed.evidence_id
where pairs.place = 1
order by days, weapons.name, pairs.sanction_id, pairs.transfer_id, pairs.stage
