-- title: A weapon system from order to sanction
-- question: What became of the S-400 from its order and delivery through the requests over it to the sanctions it triggered?
-- param weapon: weapon = s-400        The weapon system, with all types below it
-- param state: actor? = TR            The state that got it; without it, all
-- chart: timeline x=day y=step
-- evidence: evidence_id
-- expect: columns step, day, who, whom, quote, source, evidence_id
-- note: Registers and news together: each row stands on a sentence of an article or on a record of a data set. The last
-- note: step also holds sanctions on the same state under the same statute that name no weapon, as lists do not.
with about as (
    select distinct fact_objects.fact_id
    from fact_objects
    join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
    where weapon_lineage.ancestor_id = $weapon
),
-- what lists and news say of sanctions under the statute under which the weapon was sanctioned
statutes as (
    select distinct target.stands_for_id as state_id, coalesce(law.parent_id, law.id) as statute
    from resolved_sanction as sanction
    join actor_canonical as target on target.actor_id = sanction.target_principal_id
    join about on about.fact_id = sanction.fact_id
    join legal_instrument as law on law.id = sanction.instrument_id
),
under_same as (
    select sanction.fact_id
    from resolved_sanction as sanction
    join actor_canonical as target on target.actor_id = sanction.target_principal_id
    join legal_instrument as law on law.id = sanction.instrument_id
    join statutes
        on statutes.state_id = target.stands_for_id
       and statutes.statute = coalesce(law.parent_id, law.id)
),
steps as (
    select
        case when transfers.stage in ('delivered') then '2 delivery' else '1 ' || transfers.stage end as step,
        transfers.supplier as who,
        transfers.recipient as whom,
        transfers.recipient_id as state_id,
        transfers.stage as what,
        transfers.* exclude (stage, supplier, recipient, recipient_id)
    from transfers
    join about on about.fact_id = transfers.transfer_id
),
told as (
    select step, who, whom, what, weapons, quantities, earliest, latest, quote, source, published_on, evidence_id,
        article_id, record_id, transfer_id as fact_id
    from steps
    where $state is null or state_id = $state
    union all
    select '3 request', requests.requester, requests.addressee, requests.action, requests.weapons, requests.quantities,
        requests.earliest, requests.latest, requests.quote, requests.source, requests.published_on,
        requests.evidence_id, requests.article_id, requests.record_id, requests.request_id
    from requests
    join about on about.fact_id = requests.request_id
    where $state is null or $state in (requests.requester_id, requests.addressee_id, requests.beneficiary_id)
    union all
    select '4 condition', conditions.imposed_by, conditions.required_of, conditions.action, conditions.weapons,
        conditions.quantities, conditions.earliest, conditions.latest, conditions.quote, conditions.source,
        conditions.published_on, conditions.evidence_id, conditions.article_id, conditions.record_id,
        conditions.condition_id
    from conditions
    join about on about.fact_id = conditions.condition_id
    where $state is null or $state in (conditions.imposed_by_id, conditions.required_of_id)
    union all
    select '5 response', responses.responder, responses.asker, responses.decision, responses.weapons,
        responses.quantities, responses.earliest, responses.latest, responses.quote, responses.source,
        responses.published_on, responses.evidence_id, responses.article_id, responses.record_id, responses.response_id
    from responses
    join about on about.fact_id = responses.response_id
    where $state is null or $state in (responses.responder_id, responses.asker_id)
    union all
    select '6 sanction ' || sanctions.stage, sanctions.imposer, coalesce(sanctions.target_actor, sanctions.target),
        sanctions.measure, sanctions.weapons, sanctions.quantities, sanctions.earliest, sanctions.latest,
        sanctions.quote, sanctions.source, sanctions.published_on, sanctions.evidence_id, sanctions.article_id,
        sanctions.record_id, sanctions.sanction_id
    from sanctions
    where ($state is null or sanctions.target_id = $state)
      and (sanctions.sanction_id in (select about.fact_id from about)
           or sanctions.sanction_id in (select under_same.fact_id from under_same))
)
select
    told.step,
    coalesce(told.earliest, told.latest, told.published_on) as day,
    told.who,
    told.whom,
    told.what,
    told.weapons,
    told.quantities,
    told.earliest,
    told.latest,
    told.quote,
    told.source,
    told.published_on,
    told.evidence_id,
    told.article_id,
    told.record_id
from told
order by told.step, day, told.fact_id
