-- title: Claims that rest on one origin
-- question: Which facts look well attested, as several reports tell them, and go back to one origin?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- param reports: integer = 2          Only facts that at least so many reports tell
-- evidence: evidence_id
-- expect: rows >= 5; columns kind, reports, origins, sources, quote
-- note: Copies of one text and what one agency told share an origin: three papers with one wire story are one witness.
with reported as (
    select
        quotes.fact_id,
        count(distinct quotes.article_id) as reports,
        array_agg(distinct quotes.source order by quotes.source) as sources
    from quotes
    join facts on facts.fact_id = quotes.fact_id
    where quotes.article_id is not null
      and facts.origins = 1
      and facts.evidence_pieces >= $reports
    group by quotes.fact_id
)
select
    facts.kind,
    facts.weapons,
    reported.reports,
    facts.origins,
    reported.sources,
    facts.quote,
    facts.attribution,
    facts.published_on,
    facts.fact_id,
    facts.evidence_id
from reported
join facts on facts.fact_id = reported.fact_id
where facts.origins = 1
  and reported.reports >= $reports
  and ($kind is null or facts.kind = $kind)
order by reported.reports desc, facts.published_on, facts.kind, facts.fact_id
