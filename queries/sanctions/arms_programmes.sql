-- title: Who is listed under which arms programme
-- question: How many entries does each sanctions programme over arms hold, from which states?
-- param principal: actor? =           Only entries that act for this state
-- param name: text? =                 Only programmes whose tag or name holds these words
-- chart: bars x=programme y=entries colour=principal
-- expect: rows >= 1; columns programme, principal, entries, added, removed
-- note: `entries` stand in the newest release on record; `added` came after the first release on record, `removed` left
-- note: since. For the names see listed_on.
select
    listings.source,
    listings.programme,
    listings.programme_name,
    listings.instrument,
    listings.measure,
    coalesce(listings.principal, 'not told') as principal,
    count(distinct listings.entry) filter (where listings.gone_by is null) as entries,
    count(distinct listings.entry) filter (where listings.not_yet_on is not null) as added,
    count(distinct listings.entry) filter (where listings.gone_by is not null) as removed
from listings
where listings.over_arms
  and ($principal is null or listings.principal_id = $principal)
  and (
      $name is null
      or position(lower($name) in lower(listings.programme)) > 0
      or position(lower($name) in lower(listings.programme_name)) > 0
  )
group by
    listings.source,
    listings.programme,
    listings.programme_name,
    listings.instrument,
    listings.measure,
    coalesce(listings.principal, 'not told')
order by entries desc, listings.source, listings.programme, principal, listings.measure, listings.instrument
