-- title: Refusals with the terms they hang on
-- question: Which refusals name what would have to change, by the state that refuses?
-- param responder: actor? =           Only refusals by this state or organisation
-- chart: bars x=responder y=terms
-- evidence: evidence_id
-- expect: rows >= 2; columns responder, asker, weapons, term, quote
-- note: A reason is here where the text puts it as a condition of the answer or of the request. Refusals without one:
-- note: see refusals. Answers put off are here too, as a term says what they wait for.
with terms as (
    select
        conditions.attached_to_id,
        conditions.condition_id,
        conditions.action,
        conditions.text,
        conditions.weapons,
        conditions.quote
    from conditions
    where conditions.stance <> 'denied'
),
refused as (
    select
        responses.responder_id,
        responses.responder,
        responses.asker,
        responses.weapons,
        responses.published_on,
        responses.quote,
        responses.source,
        responses.response_id as fact_id,
        responses.request_id,
        responses.evidence_id
    from responses
    where responses.decision in ('refused', 'deferred')
    union all
    select
        requests.addressee_id,
        requests.addressee,
        requests.requester,
        requests.weapons,
        requests.published_on,
        requests.quote,
        requests.source,
        requests.request_id,
        null,
        requests.evidence_id
    from requests
    where requests.outcome = 'refused'
      -- where the answer is told on its own, it stands above
      and not exists (
          select 1
          from responses
          where responses.request_id = requests.request_id
            and responses.decision in ('refused', 'deferred')
      )
),
hung_on as (
    select refused.fact_id, refused.fact_id as gate_id
    from refused
    union
    select refused.fact_id, refused.request_id
    from refused
    where refused.request_id is not null
)
select
    refused.responder,
    refused.asker,
    refused.weapons,
    terms.action as must,
    terms.text as term,
    terms.weapons as over_weapons,
    count(*) over (partition by refused.responder_id) as terms,
    refused.published_on,
    refused.quote,
    terms.quote as term_quote,
    refused.source,
    refused.evidence_id
from refused
join hung_on on hung_on.fact_id = refused.fact_id
join terms on terms.attached_to_id = hung_on.gate_id
where $responder is null
   or refused.responder_id = $responder
order by refused.responder, refused.published_on, refused.fact_id, terms.condition_id
