-- title: How far things had come, as it was told
-- question: How far had a request, a deal, a sanction or a term come, when, and who told so first?
-- param fact: text? =                 Only this fact: its id
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- param several: choice(yes|no) = yes   Whether only facts are shown of which more than one is told
-- chart: timeline x=told_day y=value colour=kind
-- evidence: evidence_id
-- expect: rows >= 4; columns fact_id, field, value, first_told_on, last_told_on, origins, quote
-- note: `earliest` and `latest` are the day when it came so far, `first_told_on` when an article first told it.
with courses as (
    select
        histories.fact_id,
        histories.kind,
        histories.field,
        histories.value,
        histories.first_told_on,
        histories.last_told_on,
        histories.earliest,
        histories.latest,
        histories.origins,
        histories.evidence_id,
        count(*) over (partition by histories.fact_id, histories.field) as told
    from histories
    where ($fact is null or histories.fact_id = $fact)
      and ($kind is null or histories.kind = $kind)
      -- that nothing was known is no way that it stood
      and histories.value <> 'unknown'
)
select
    courses.kind,
    courses.field,
    courses.value,
    coalesce(courses.earliest, courses.first_told_on) as told_day,
    courses.earliest,
    courses.latest,
    courses.first_told_on,
    courses.last_told_on,
    courses.origins,
    quotes.quote,
    quotes.source,
    courses.fact_id,
    courses.evidence_id
from courses
join quotes on quotes.evidence_id = courses.evidence_id
where $several = 'no'
   or courses.told > 1
order by courses.fact_id, courses.field, courses.first_told_on nulls last, courses.value
