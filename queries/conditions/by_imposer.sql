-- title: Conditions by imposer, and whether they were met
-- question: Who ties arms to conditions, and how many of them were met, rejected or dropped?
-- param imposer: actor? =             Only conditions set by this state or organisation
-- chart: bars x=imposed_by y=met,offered,standing,rejected,dropped
-- expect: rows >= 2; columns imposed_by, conditions, standing, met, rejected
-- note: Conditions that somebody denies are counted apart and in no other column.
select
    coalesce(conditions.imposed_by, 'not told') as imposed_by,
    count(*) filter (where conditions.stance <> 'denied') as conditions,
    count(*) filter (where conditions.stance in ('imposed', 'proposed')) as standing,
    count(*) filter (where conditions.stance in ('offered', 'met')) as offered_or_met,
    count(*) filter (where conditions.stance = 'offered') as offered,
    count(*) filter (where conditions.stance = 'met') as met,
    count(*) filter (where conditions.stance = 'rejected') as rejected,
    count(*) filter (where conditions.stance = 'dropped') as dropped,
    count(*) filter (where conditions.stance = 'denied') as denied,
    array_agg(distinct conditions.required_of order by conditions.required_of)
        filter (where conditions.required_of is not null) as required_of,
    min(conditions.published_on) as first_told,
    max(conditions.published_on) as last_told
from conditions
where $imposer is null
   or conditions.imposed_by_id = $imposer
group by coalesce(conditions.imposed_by, 'not told')
order by conditions desc, imposed_by
