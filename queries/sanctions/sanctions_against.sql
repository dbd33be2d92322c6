-- title: Sanctions over arms
-- question: Who was sanctioned, by whom, over which weapons?
-- param target: actor? =              Only sanctions against this state or organisation
-- param stage: choice(threatened|proposed|imposed|waived|eased|lifted)? =   Only this stage
-- chart: timeline x=published_on y=target colour=stage who=imposer label=over_weapons,measure
-- evidence: evidence_id
-- expect: rows >= 1; columns imposer, target, measure, stage, quote
select
    sanctions.imposer,
    sanctions.target,
    sanctions.target_sector,
    sanctions.measure,
    sanctions.stage,
    sanctions.weapons as over_weapons,
    sanctions.instrument,
    sanctions.earliest,
    sanctions.latest,
    sanctions.published_on,
    sanctions.quote,
    sanctions.source,
    sanctions.title,
    sanctions.evidence_id,
    sanctions.article_id
from sanctions
where ($target is null or sanctions.target_id = $target)
  and ($stage is null or sanctions.stage = $stage)
order by sanctions.published_on, sanctions.article_id, sanctions.sanction_id
