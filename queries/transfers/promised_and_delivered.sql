-- title: Promised against delivered
-- question: How many were ordered and how many were delivered, by SIPRI's register, and what does the news say?
-- param recipient: actor? =           Only what this state or organisation receives
-- param supplier: actor? =            Only what this one hands over
-- param short_only: choice(yes|no) = no   Whether only deals with less delivered than ordered are shown
-- chart: bars x=recipient y=missing colour=weapon
-- expect: rows >= 3; columns supplier, recipient, weapon, ordered, delivered, missing
-- note: News tells numbers of its own, and often of a part: the greatest that was told for a promise and for a delivery.
with register as (
    select
        deals.supplier_id,
        deals.recipient_id,
        deals.weapon_id,
        min(deals.ordered_in) as first_ordered_in,
        sum(deals.ordered) as ordered,
        sum(deals.delivered) as delivered
    from deals
    where deals.gone_by is null
    group by deals.supplier_id, deals.recipient_id, deals.weapon_id
),
told as (
    select
        transfers.supplier_id,
        transfers.recipient_id,
        fact_objects.weapon_id,
        max(case when transfers.stage in ('offered', 'approved', 'ordered') then fact_objects.quantity end) as promised,
        max(case when transfers.stage = 'delivered' then fact_objects.quantity end) as delivered
    from transfers
    join fact_objects on fact_objects.fact_id = transfers.transfer_id
    where transfers.article_id is not null
      -- batteries and squadrons are no number of weapons
      and fact_objects.unit is null
    group by transfers.supplier_id, transfers.recipient_id, fact_objects.weapon_id
),
both_sides as (
    select
        register.supplier_id,
        register.recipient_id,
        register.weapon_id
    from register
    union
    select
        told.supplier_id,
        told.recipient_id,
        told.weapon_id
    from told
    where told.promised is not null
       or told.delivered is not null
)
select
    supplier.name as supplier,
    recipient.name as recipient,
    weapons.name as weapon,
    register.first_ordered_in,
    register.ordered,
    register.delivered,
    register.ordered - register.delivered as missing,
    told.promised as promised_in_news,
    told.delivered as delivered_in_news
from both_sides
left join register
    on register.supplier_id = both_sides.supplier_id
   and register.recipient_id = both_sides.recipient_id
   and register.weapon_id = both_sides.weapon_id
left join told
    on told.supplier_id = both_sides.supplier_id
   and told.recipient_id = both_sides.recipient_id
   and told.weapon_id = both_sides.weapon_id
join actors as supplier on supplier.actor_id = both_sides.supplier_id
join actors as recipient on recipient.actor_id = both_sides.recipient_id
join weapons on weapons.weapon_id = both_sides.weapon_id
where ($short_only = 'no' or register.delivered < register.ordered)
  and ($recipient is null or both_sides.recipient_id = $recipient)
  and ($supplier is null or both_sides.supplier_id = $supplier)
order by missing desc nulls last, supplier.name, recipient.name, weapons.name, weapons.weapon_id
