-- title: How reliable the sources behind facts are
-- question: On sources of which grade do the facts of each kind stand, and from how many origins?
-- chart: grid x=best_grade y=kind value=facts
-- expect: rows >= 3; columns kind, best_grade, facts, from_several_origins
-- note: Grades of the Admiralty code, A to F; 0 is what a person reviewed. F says that nobody has graded the source yet.
with graded as (
    select
        quotes.fact_id,
        quotes.kind,
        min(quotes.reliability) as best_grade,
        count(distinct quotes.origin) as origins
    from quotes
    where quotes.stance = 'supports'
    group by quotes.fact_id, quotes.kind
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
