-- title: Facts that only unnamed sources tell
-- question: Which facts stand on unnamed officials or hearsay alone?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- evidence: evidence_id
-- expect: rows >= 5; columns kind, quote, speaker, source
select
    facts.kind,
    facts.weapons,
    facts.quote,
    facts.speaker,
    facts.source,
    facts.published_on,
    facts.origins,
    facts.evidence_pieces,
    facts.confidence,
    facts.fact_id,
    facts.evidence_id
from facts
where facts.attribution = 'anonymous'
  and not exists (
      select 1
      from quotes
      where quotes.fact_id = facts.fact_id
        and quotes.attribution <> 'anonymous'
  )
  and ($kind is null or facts.kind = $kind)
order by facts.published_on, facts.kind, facts.fact_id
