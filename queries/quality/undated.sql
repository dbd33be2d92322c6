-- title: How closely days are known
-- question: For how many facts of each kind is the day known, and for how many only a span, or nothing?
-- param source: text? =               Only facts first told by a source whose name holds these words
-- chart: bars x=kind y=facts colour=day_known
-- expect: rows >= 5; columns kind, day_known, facts
-- note: Where nothing is told, questions go by the day of publication: the fact may be far older.
with known as (
    select
        facts.kind,
        case
            when facts.earliest is null then 'not told'
            when facts.earliest = facts.latest then 'the day'
            when date_diff('day', facts.earliest, facts.latest) <= 31 then 'within a month'
            when date_diff('day', facts.earliest, facts.latest) <= 366 then 'within a year'
            else 'within a longer span'
        end as day_known
    from facts
    where $source is null
       or position(lower($source) in lower(facts.source)) > 0
)
select
    known.kind,
    known.day_known,
    count(*) as facts
from known
group by known.kind, known.day_known
order by known.kind, facts desc, known.day_known
