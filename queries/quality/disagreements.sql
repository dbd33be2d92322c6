-- title: Where accounts differ
-- question: On which fields of which facts do accounts disagree, and what does each say?
-- param kind: choice(request|condition|response|sanction|transfer)? =   Only this kind of fact
-- param field: text? =                Only this field: formality, measure, action
-- param fact: text? =                 Only this fact: its id
-- chart: bars x=field y=fact_id colour=kind
-- expect: rows >= 1; columns kind, field, said_values, quotes, sources
-- note: How far a thing had come when it was told is its history, no disagreement: see changed_outcome. `origins` is
-- note: how many independent ones the fact has.
select
    disagreements.kind,
    disagreements.field,
    disagreements.said_values,
    disagreements.quotes,
    disagreements.sources,
    disagreements.stances,
    disagreements.origins as told_by,
    disagreements.evidence_ids,
    facts.weapons,
    facts.origins,
    facts.accounts,
    facts.published_on,
    disagreements.fact_id
from disagreements
join facts on facts.fact_id = disagreements.fact_id
where ($kind is null or disagreements.kind = $kind)
  and ($field is null or disagreements.field = lower($field))
  and ($fact is null or disagreements.fact_id = $fact)
order by facts.published_on, disagreements.kind, disagreements.fact_id, disagreements.field
