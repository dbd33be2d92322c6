-- title: Event feeds: what machines coded between two states
-- question: Which events do GDELT and PLOVER (POLECAT) have between two states, by type, and how many sources speak of them?
-- param first: actor = US         One state
-- param second: actor? = TR       The other; left out, any
-- param since: date? =            Only events dated on or after this day
-- note: Counts of feeds coded by machines. Many sources of one wire story count as many; backdated events are left out.
-- note: One event may stand in both feeds.
-- chart: bars x=plover y=events
-- expect: rows >= 1; columns feed, actor1_state, actor2_state, plover, events, sources, articles
with event as (
    select
        'GDELT' as feed,
        actor1_state,
        actor2_state,
        plover,
        sqldate as event_date,
        sourceurl as url,
        nummentions as mentions,
        numsources as sources,
        numarticles as articles
    from gdelt_events
    where not is_backdated
    union all
    select 'PLOVER', actor_state, recipient_state, plover, event_date, null, null, null, null
    from plover_events
)
select
    event.feed,
    event.actor1_state,
    event.actor2_state,
    coalesce(event.plover, 'no type of PLOVER') as plover,
    count(*) as events,
    case when event.feed = 'GDELT' then count(distinct event.url) end as urls,
    cast(sum(event.mentions) as bigint) as mentions,
    cast(sum(event.sources) as bigint) as sources,
    cast(sum(event.articles) as bigint) as articles,
    min(event.event_date) as earliest,
    max(event.event_date) as latest
from event
where (
        (
            event.actor1_state = $first
            and ($second is null or event.actor2_state = $second)
        )
        or (
            event.actor2_state = $first
            and ($second is null or event.actor1_state = $second)
        )
    )
    and ($since is null or event.event_date >= $since)
group by event.feed, event.actor1_state, event.actor2_state, event.plover
order by event.feed, events desc, event.actor1_state, event.actor2_state, plover
