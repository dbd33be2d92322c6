-- title: Facts to review first
-- question: Which coded facts is the coder least sure of, and has nobody looked at yet?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- param at_most: number = 0.4         Only facts whose confidence is at most this
-- chart: points x=published_on y=confidence colour=kind
-- evidence: evidence_id
-- expect: rows >= 10; columns kind, confidence, quote, review_state
select
    facts.kind,
    facts.confidence,
    facts.weapons,
    facts.quote,
    facts.source,
    facts.published_on,
    facts.attribution,
    facts.origins,
    facts.review_state,
    facts.fact_id,
    facts.evidence_id
from facts
where facts.review_state = 'unreviewed'
  and facts.confidence <= $at_most
  and ($kind is null or facts.kind = $kind)
order by facts.confidence, facts.published_on, facts.fact_id
