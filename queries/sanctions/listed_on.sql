-- title: Who was on a sanctions list on a day
-- question: Who stood on the sanctions lists on a day, under which programmes?
-- param on: date? =                   The day; without it, the newest release
-- param name: text? =                 Only names that hold these words
-- param target: actor? =              Only entries that act for this state
-- param actor: actor? =               Only entries that are this actor, or were judged to be it
-- param over_arms: choice(yes|no)? =  Only programmes over arms, or only the others
-- chart: map state=principal value=record_id
-- expect: columns name, principal, programme, source
-- note: Read off the last release on record before that day.
select
    listings.name,
    listings.kind,
    listings.principal,
    listings.programme,
    listings.programme_name,
    listings.instrument,
    listings.not_yet_on,
    listings.first_seen,
    listings.last_seen,
    listings.gone_by,
    listings.source,
    listings.entry,
    listings.says,
    listings.record_id
from listings
where (case when $on is null then listings.gone_by is null
       else listings.first_seen <= $on and (listings.gone_by is null or listings.gone_by > $on) end)
  and ($name is null or position(lower($name) in lower(listings.name)) > 0)
  and ($target is null or listings.principal_id = $target)
  and ($actor is null or listings.actor_id = $actor)
  and ($over_arms is null or listings.over_arms = ($over_arms = 'yes'))
order by listings.source, listings.name, listings.programme, listings.entry, listings.record_id
