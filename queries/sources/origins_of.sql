-- title: The accounts of a fact and their origins
-- question: Who tells a fact, in which words, and which of these accounts go back to one origin?
-- param fact: text? =                 Only this fact: its id
-- param at_least: integer = 2         Only facts of at least so many pieces of evidence
-- evidence: evidence_id
-- expect: rows >= 4; columns fact_id, origin, source, role, quote, stance, evidence_id
-- note: Accounts of one `origin` are one witness: copies of one text, or what one agency told. `copied_from_id` is the
-- note: article that a copy copies, `copied_surely` how sure that is.
with counted as (
    select
        quotes.fact_id,
        quotes.evidence_id,
        count(*) over (partition by quotes.fact_id) as pieces,
        min(quotes.published_on) over (partition by quotes.fact_id, quotes.origin) as origin_told_on
    from quotes
    where $fact is null
       or quotes.fact_id = $fact
)
select
    quotes.kind,
    quotes.quote,
    quotes.source,
    quotes.title,
    quotes.published_on,
    quotes.attribution,
    quotes.speaker,
    quotes.via,
    quotes.modality,
    quotes.stance,
    quotes.confidence,
    quotes.reliability,
    quotes.origin,
    story_article.role,
    story_article.copied_from_id,
    story_article.score as copied_surely,
    quotes.fact_id,
    quotes.account_id,
    quotes.article_id,
    quotes.record_id,
    quotes.evidence_id
from counted
join quotes on quotes.evidence_id = counted.evidence_id
left join story_article on story_article.article_id = quotes.article_id
where counted.pieces >= $at_least
order by
    quotes.fact_id,
    counted.origin_told_on nulls last,
    quotes.origin,
    quotes.published_on nulls last,
    quotes.article_id,
    quotes.record_id,
    quotes.evidence_id
