-- title: Requests that are informal, or on which accounts differ
-- question: Which requests were never formal, and which are told in two ways?
-- param weapon: weapon? =             Only requests for this weapon system and types below it
-- evidence: evidence_id
-- expect: rows >= 1; columns requester, addressee, formality, disputed, quotes
select
    requests.requester,
    requests.addressee,
    requests.action,
    requests.weapons,
    requests.beneficiary,
    requests.formality,
    requests.disputed,
    requests.outcome,
    (select array_agg(quotes.quote order by quotes.published_on, quotes.article_id, quotes.start_char)
     from quotes
     where quotes.fact_id = requests.request_id) as quotes,
    requests.published_on,
    requests.source,
    requests.title,
    requests.evidence_id,
    requests.article_id
from requests
where (requests.formality = 'informal' or requests.disputed is not null)
  and ($weapon is null or exists (
      select 1
      from fact_objects
      join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
      where fact_objects.fact_id = requests.request_id
        and weapon_lineage.ancestor_id = $weapon
  ))
order by requests.published_on, requests.article_id, requests.request_id
