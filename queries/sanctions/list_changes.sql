-- title: Changes of a sanctions list between two days
-- question: Who was added to the list and who was taken off it between two days?
-- param since: date = 2021-08-18      The earlier day
-- param until: date = 2024-05-03      The later day
-- param list: text? =                 Only this data set: ofac-sdn, ofac-consolidated
-- param over_arms: choice(yes|no)? =  Only programmes over arms, or only the others
-- param target: actor? =              Only entries that act for this state
-- expect: columns change, name, programme, source
-- note: A list tells no day of listing: a change fell after `after` and not after `by`. What the first release on record
-- note: has may have been listed long before and is no change.
with changes as (
    select
        'added' as change,
        listings.not_yet_on as after,
        listings.first_seen as by,
        listings.name,
        listings.kind,
        listings.principal_id,
        listings.principal,
        listings.programme,
        listings.programme_name,
        listings.over_arms,
        listings.source_id,
        listings.source,
        listings.entry,
        listings.says,
        listings.record_id
    from listings
    where listings.not_yet_on is not null
    union all
    select
        'removed' as change,
        listings.last_seen as after,
        listings.gone_by as by,
        listings.name,
        listings.kind,
        listings.principal_id,
        listings.principal,
        listings.programme,
        listings.programme_name,
        listings.over_arms,
        listings.source_id,
        listings.source,
        listings.entry,
        listings.says,
        listings.record_id
    from listings
    where listings.gone_by is not null
)
select
    changes.change,
    changes.after,
    changes.by,
    changes.name,
    changes.kind,
    changes.principal,
    changes.programme,
    changes.programme_name,
    changes.source,
    changes.entry,
    changes.says,
    changes.record_id
from changes
where changes.by > $since
  and changes.by <= $until
  and ($list is null or changes.source_id = $list)
  and ($over_arms is null or changes.over_arms = ($over_arms = 'yes'))
  and ($target is null or changes.principal_id = $target)
order by changes.by, changes.change, changes.source, changes.name, changes.programme, changes.entry, changes.record_id
