-- title: Deals of the register that no news tells
-- question: Which deals of SIPRI's register does no article in the database mention?
-- param recipient: actor? =           Only deals of this recipient
-- param since: integer? =             Only deals ordered in this year or later
-- chart: bars x=ordered_in y=ordered colour=recipient
-- expect: rows >= 1; columns recipient, supplier, designation, ordered_in
-- note: News tells a deal if it has a transfer of the same parties and the same weapon, or one above or below it in the
-- note: tree. Articles on record say how far that can be known: see coverage.
with told as (
    select distinct
        transfers.supplier_id,
        transfers.recipient_id,
        fact_objects.weapon_id
    from transfers
    join fact_objects on fact_objects.fact_id = transfers.transfer_id
    join quotes on quotes.fact_id = transfers.transfer_id
    where quotes.article_id is not null
),
registered as (
    select distinct
        deals.record_id,
        deals.supplier_id,
        deals.recipient_id,
        weapon_kin.kin_id as weapon_id
    from deals
    join weapon_kin on weapon_kin.weapon_id = deals.weapon_id
    where deals.gone_by is null
),
in_news as (
    select registered.record_id
    from registered
    join told
        on told.supplier_id = registered.supplier_id
       and told.recipient_id = registered.recipient_id
       and told.weapon_id = registered.weapon_id
)
select
    deals.recipient,
    deals.supplier,
    deals.designation,
    deals.description,
    deals.ordered_in,
    deals.ordered,
    deals.delivered,
    deals.comments,
    deals.record_id
from deals
where deals.gone_by is null
  and not exists (
      select 1
      from in_news
      where in_news.record_id = deals.record_id
  )
  and ($recipient is null or deals.recipient_id = $recipient)
  and ($since is null or deals.ordered_in >= $since)
order by deals.ordered_in desc, deals.recipient, deals.supplier, deals.designation, deals.record_id
