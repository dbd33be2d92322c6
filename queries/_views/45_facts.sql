create table facts as
with disputed as (
    select fact_id, list(field order by field) as fields
    from disagreements
    group by fact_id
)
select
    fact.fact_id,
    fact.kind,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest,
    fact.latest,
    disputed.fields as disputed,
    fact_evidence.quote,
    fact_evidence.source,
    fact_evidence.title,
    fact_evidence.published_on,
    fact_evidence.attribution,
    fact_evidence.speaker,
    fact_evidence.pieces as evidence_pieces,
    fact.origins,
    fact.accounts,
    fact.confidence,
    fact.review_state,
    fact_evidence.evidence_id,
    fact_evidence.article_id,
    fact_evidence.record_id
from resolved_fact as fact
left join fact_weapons on fact_weapons.fact_id = fact.fact_id
left join fact_evidence on fact_evidence.fact_id = fact.fact_id
left join disputed on disputed.fact_id = fact.fact_id
order by fact.kind, fact.fact_id;

create index facts_by_fact on facts (fact_id);

comment on table facts is 'What facts of every kind have in common: weapons, days, the first quote, independent origins, doubts';
