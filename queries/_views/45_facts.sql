create view facts as
select
    fact.fact_id,
    fact.kind,
    fact_weapons.weapons,
    fact_weapons.weapon_ids,
    fact_weapons.quantities,
    fact_weapons.units,
    fact.earliest,
    fact.latest,
    (select list(disagreements.field order by disagreements.field)
     from disagreements where disagreements.fact_id = fact.fact_id) as disputed,
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
left join fact_evidence on fact_evidence.fact_id = fact.fact_id;

comment on view facts is 'What facts of every kind have in common: weapons, days, the first quote, independent origins, doubts';
