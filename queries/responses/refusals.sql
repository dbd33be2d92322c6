-- title: Refusals
-- question: Who refused what to whom?
-- param responder: actor? =           Only refusals by this state or organisation
-- param weapon: weapon? =             Only about this weapon system and types below it
-- evidence: evidence_id
-- expect: rows >= 1; columns responder, asker, quote
select
    responses.responder,
    responses.asker,
    responses.action,
    responses.weapons,
    responses.published_on,
    responses.quote,
    responses.attribution,
    responses.source,
    responses.title,
    responses.evidence_id,
    responses.article_id
from responses
where responses.decision = 'refused'
  and ($responder is null or responses.responder_id = $responder)
  and ($weapon is null or exists (
      select 1
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where fact_objects.fact_id = responses.response_id
        and weapon_lineage.ancestor_id = $weapon
  ))
order by responses.published_on, responses.article_id, responses.response_id
