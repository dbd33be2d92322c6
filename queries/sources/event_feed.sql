-- title: Event feed: what machines coded between two states
-- question: Which events does GDELT have between two states, by type, and how many sources speak of them?
-- param first: actor = US         One state
-- param second: actor? = TR       The other; left out, any
-- param since: date? =            Only events dated on or after this day
-- note: Counts of a feed coded by machines. Many sources of one wire story count as many; backdated events are left out.
-- chart: bars x=plover y=events
-- expect: rows >= 1; columns actor1_state, actor2_state, plover, events, sources, articles
select
    gdelt_events.actor1_state,
    gdelt_events.actor2_state,
    coalesce(gdelt_events.plover, 'no type of PLOVER') as plover,
    count(*) as events,
    count(distinct gdelt_events.sourceurl) as urls,
    sum(gdelt_events.nummentions)::bigint as mentions,
    sum(gdelt_events.numsources)::bigint as sources,
    sum(gdelt_events.numarticles)::bigint as articles,
    min(gdelt_events.sqldate) as earliest,
    max(gdelt_events.sqldate) as latest
from gdelt_events
where not gdelt_events.is_backdated
    and (
        (
            gdelt_events.actor1_state = $first
            and ($second is null or gdelt_events.actor2_state = $second)
        )
        or (
            gdelt_events.actor2_state = $first
            and ($second is null or gdelt_events.actor1_state = $second)
        )
    )
    and ($since is null or gdelt_events.sqldate >= $since)
group by gdelt_events.actor1_state, gdelt_events.actor2_state, plover
order by events desc, gdelt_events.actor1_state, gdelt_events.actor2_state, plover
