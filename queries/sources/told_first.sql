-- title: Who tells it first
-- question: Which sources were first with facts that others told later, and by how many days?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- chart: bars x=source y=first
-- expect: rows >= 2; columns source, told, first, mean_days_behind
-- note: Only facts that more than one source tells. Several sources may be first on one day.
with days as (
    select
        quotes.fact_id,
        quotes.source,
        min(quotes.published_on) as told_on
    from quotes
    where quotes.article_id is not null
      and quotes.published_on is not null
      and ($kind is null or quotes.kind = $kind)
    group by quotes.fact_id, quotes.source
),
placed as (
    select
        days.fact_id,
        days.source,
        days.told_on,
        min(days.told_on) over (partition by days.fact_id) as first_told_on,
        count(*) over (partition by days.fact_id) as sources
    from days
)
select
    placed.source,
    count(*) as told,
    count(*) filter (where placed.told_on = placed.first_told_on) as first,
    round(avg(date_diff('day', placed.first_told_on, placed.told_on))) as mean_days_behind
from placed
where placed.sources > 1
group by placed.source
order by first desc, placed.source
