-- title: How reliable the sources behind facts are
-- question: On sources of which grade do the facts of each kind stand, and from how many origins?
-- chart: grid x=best_grade y=kind value=facts
-- expect: rows >= 3; columns kind, best_grade, facts, from_several_origins
-- note: Grades of the Admiralty code, A to F; 0 is what a person reviewed. F says that nobody has graded the source yet.
with by_origin as (
    select
        quotes.fact_id,
        quotes.kind,
        quotes.origin,
        min(quotes.reliability) as best_grade
    from quotes
    where quotes.stance = 'supports'
    group by quotes.fact_id, quotes.kind, quotes.origin
),
graded as (
    select
        by_origin.fact_id,
        by_origin.kind,
        min(by_origin.best_grade) as best_grade,
        count(by_origin.origin) as origins
    from by_origin
    group by by_origin.fact_id, by_origin.kind
)
select
    graded.kind,
    graded.best_grade,
    count(*) as facts,
    count(*) filter (where graded.origins > 1) as from_several_origins,
    max(graded.origins) as most_origins
from graded
group by graded.kind, graded.best_grade
order by graded.kind, graded.best_grade
