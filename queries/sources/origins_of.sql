-- title: The accounts of a fact and their origins
-- question: Who tells a fact, in which words, and which of these accounts go back to one origin?
-- param fact: text? =                 Only this fact: its id
-- param at_least: integer = 2         Only facts of at least so many pieces of evidence
-- param most: integer = 1000          At most so many facts, those of the most pieces of evidence
-- evidence: evidence_id
-- expect: rows >= 4; columns fact_id, origin, source, role, quote, stance, evidence_id
-- note: Accounts of one `origin` are one witness: copies of one text, or what one agency told. `copied_from_id` is the
-- note: article that a copy copies, `copied_surely` how sure that is.
with counted as (
    select
        quotes.fact_id,
        row_number() over (order by count(*) desc, quotes.fact_id) as place
    from quotes
    where $fact is null
       or quotes.fact_id = $fact
    group by quotes.fact_id
    having count(*) >= $at_least
),
placed as (
    select
        quotes.evidence_id,
        min(quotes.published_on) over (partition by quotes.fact_id, quotes.origin) as origin_told_on
    from counted
    join quotes on quotes.fact_id = counted.fact_id
    where counted.place <= $most
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
from placed
join quotes on quotes.evidence_id = placed.evidence_id
left join story_article on story_article.article_id = quotes.article_id
order by
    quotes.fact_id,
    placed.origin_told_on nulls last,
    quotes.origin,
    quotes.published_on nulls last,
    quotes.article_id,
    quotes.record_id,
    quotes.evidence_id
