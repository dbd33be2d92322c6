-- title: Weapons that sanctions punish
-- question: Over which weapon systems were states sanctioned or threatened, and by whom?
-- param imposer: actor? =             Only sanctions of this state or organisation
-- chart: bars x=weapon y=sanctions
-- expect: rows >= 3; columns weapon, sanctions, imposed, targets, imposers
select
    weapons.name as weapon,
    count(*) as sanctions,
    count(*) filter (where sanctions.stage in ('threatened', 'proposed')) as threatened,
    count(*) filter (where sanctions.stage = 'imposed') as imposed,
    count(*) filter (where sanctions.stage in ('waived', 'eased', 'lifted')) as ended,
    array_agg(distinct sanctions.target order by sanctions.target)
        filter (where sanctions.target is not null) as targets,
    array_agg(distinct sanctions.imposer order by sanctions.imposer)
        filter (where sanctions.imposer is not null) as imposers
from sanctions
join fact_objects on fact_objects.fact_id = sanctions.sanction_id
join weapons on weapons.weapon_id = fact_objects.weapon_id
where fact_objects.role = 'trigger'
  and ($imposer is null or sanctions.imposer_id = $imposer)
group by weapons.weapon_id, weapons.name
order by sanctions desc, weapons.name, weapons.weapon_id
