-- title: The chain of a request
-- question: What came of a request: on which terms, with which answers, deliveries and sanctions?
-- param request: text? =              Only this request: its id
-- param requester: actor? =           Only requests by this state or organisation
-- param addressee: actor? =           Only requests to this one
-- param weapon: weapon? =             Only requests over this weapon system and types below it
-- param most: integer = 1000          At most so many requests, the newest
-- chart: timeline x=day y=step colour=standing until=latest who=who whom=whom label=what,weapons
-- evidence: evidence_id
-- expect: rows >= 20; columns request_id, link, day, step, who, whom, what, standing, quote, fact_id, evidence_id
-- note: `link` says why a step is of the chain. Terms and answers are tied to the request by the text; a transfer is there
-- note: where the one asked later hands the same weapon to who was to get it, a sanction where it later strikes the requester
-- note: over the weapon that was asked for or is to be given up. No text need say that these two follow from the request.
with newest as (
    select
        requests.request_id,
        requests.requester_id,
        requests.addressee_id,
        coalesce(requests.beneficiary_id, requests.requester_id) as recipient_id,
        requests.action,
        coalesce(requests.earliest, requests.published_on) as day,
        row_number() over (
            order by coalesce(requests.earliest, requests.published_on) desc nulls last, requests.request_id
        ) as place
    from requests
    where ($request is null or requests.request_id = $request)
      and ($requester is null or requests.requester_id = $requester)
      and ($addressee is null or requests.addressee_id = $addressee)
      and ($weapon is null or requests.request_id in (
          select fact_objects.fact_id
          from fact_objects
          join weapon_lineage on weapon_lineage.weapon_id = fact_objects.weapon_id
          where weapon_lineage.ancestor_id = $weapon
      ))
),
wanted as (
    select
        newest.request_id,
        newest.requester_id,
        newest.addressee_id,
        newest.recipient_id,
        newest.action,
        newest.day
    from newest
    where newest.place <= $most
),
answers as (
    select wanted.request_id, resolved_response.fact_id
    from wanted
    join resolved_response on resolved_response.request_id = wanted.request_id
),
terms as (
    select wanted.request_id, resolved_condition.fact_id
    from wanted
    join resolved_condition on resolved_condition.attached_to_id = wanted.request_id
    union
    select answers.request_id, resolved_condition.fact_id
    from answers
    join resolved_condition on resolved_condition.attached_to_id = answers.fact_id
),
-- what was asked for and what is to be given up; "weapons" without more would be anything
things as (
    select wanted.request_id, fact_objects.weapon_id, 'asked for' as role
    from wanted
    join fact_objects on fact_objects.fact_id = wanted.request_id
    union
    select terms.request_id, fact_objects.weapon_id, 'to be given up'
    from terms
    join fact_objects on fact_objects.fact_id = terms.fact_id
),
named as (
    select things.request_id, things.role, weapon_lineage.weapon_id
    from things
    join weapon_system on weapon_system.id = things.weapon_id and weapon_system.parent_id is not null
    join weapon_lineage on weapon_lineage.ancestor_id = things.weapon_id
    union
    select things.request_id, things.role, weapon_lineage.ancestor_id
    from things
    join weapon_lineage on weapon_lineage.weapon_id = things.weapon_id
    join weapon_system on weapon_system.id = weapon_lineage.ancestor_id and weapon_system.level <> 'category'
),
deliveries as (
    select distinct wanted.request_id, parties.fact_id
    from wanted
    join parties
        on parties.party_id = wanted.addressee_id
       and parties.other_id = wanted.recipient_id
       and parties.part = 'supplies'
    join fact_objects on fact_objects.fact_id = parties.fact_id
    join named
        on named.request_id = wanted.request_id
       and named.weapon_id = fact_objects.weapon_id
       and named.role = 'asked for'
    where wanted.action in ('acquire', 'transfer', 'deploy', 'deliver', 'license', 'coproduce', 'permit_reexport')
      and parties.last_day >= wanted.day
),
punishments as (
    select distinct wanted.request_id, parties.fact_id, named.role
    from wanted
    join parties
        on parties.party_id = wanted.addressee_id
       and parties.other_id = wanted.requester_id
       and parties.part = 'sanctions'
    join fact_objects on fact_objects.fact_id = parties.fact_id
    join named on named.request_id = wanted.request_id and named.weapon_id = fact_objects.weapon_id
    where parties.last_day >= wanted.day
),
linked as (
    select wanted.request_id, wanted.request_id as fact_id, 'the request' as link, 1 as place
    from wanted
    union all
    select terms.request_id, terms.fact_id, 'hangs on it', 2
    from terms
    union all
    select answers.request_id, answers.fact_id, 'answers it', 3
    from answers
    union all
    select deliveries.request_id, deliveries.fact_id, 'same parties, weapon asked for', 4
    from deliveries
    union all
    select punishments.request_id, punishments.fact_id, 'same parties, weapon ' || min(punishments.role), 5
    from punishments
    group by punishments.request_id, punishments.fact_id
)
select
    linked.link,
    chain_steps.day,
    chain_steps.step,
    chain_steps.who,
    chain_steps.whom,
    chain_steps.what,
    chain_steps.weapons,
    chain_steps.standing,
    chain_steps.quote,
    chain_steps.source,
    chain_steps.published_on,
    chain_steps.origins,
    chain_steps.disputed,
    chain_steps.earliest,
    chain_steps.latest,
    chain_steps.who_id,
    chain_steps.whom_id,
    chain_steps.weapon_ids,
    linked.request_id,
    chain_steps.fact_id,
    chain_steps.evidence_id,
    chain_steps.article_id,
    chain_steps.record_id
from linked
join chain_steps on chain_steps.fact_id = linked.fact_id
order by
    linked.request_id,
    chain_steps.day nulls last,
    linked.place,
    chain_steps.fact_id,
    chain_steps.standing
