-- title: Anonymous against named sourcing
-- question: How much of what each source tells stands on its own word, on named speakers, on unnamed ones?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only evidence of this kind of fact
-- chart: bars x=source y=pieces colour=attribution
-- expect: rows >= 10; columns source, attribution, pieces, percent
with counted as (
    select
        quotes.source,
        quotes.attribution,
        count(*) as pieces,
        count(*) filter (where quotes.stance = 'contradicts') as contradicting,
        min(quotes.published_on) as first_told,
        max(quotes.published_on) as last_told
    from quotes
    where quotes.article_id is not null
      and ($kind is null or quotes.kind = $kind)
    group by quotes.source, quotes.attribution
)
select
    counted.source,
    counted.attribution,
    counted.pieces,
    round(counted.pieces * 100.0 / sum(counted.pieces) over (partition by counted.source)) as percent,
    counted.contradicting,
    counted.first_told,
    counted.last_told
from counted
order by counted.source, counted.attribution
