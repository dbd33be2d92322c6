-- title: Sold, given, lent, stationed
-- question: In what way does each supplier hand arms over, and how far have the deals come?
-- param recipient: actor? =           Only transfers to this state or organisation
-- chart: grid x=mode y=supplier value=transfers
-- expect: rows >= 10; columns supplier, mode, transfers, delivered
select
    coalesce(transfers.supplier, 'not told') as supplier,
    transfers.mode,
    count(*) as transfers,
    count(*) filter (where transfers.stage in ('offered', 'negotiating')) as in_talks,
    count(*) filter (where transfers.stage in ('approved', 'ordered')) as agreed,
    count(*) filter (where transfers.stage = 'delivered') as delivered,
    count(*) filter (where transfers.stage in ('suspended', 'cancelled')) as held_or_called_off,
    array_agg(distinct transfers.recipient order by transfers.recipient)
        filter (where transfers.recipient is not null) as recipients
from transfers
where $recipient is null
   or transfers.recipient_id = $recipient
group by coalesce(transfers.supplier, 'not told'), transfers.mode
order by transfers desc, supplier, transfers.mode
