-- title: Asked again after a refusal
-- question: Who asked the same party for the same weapon again after it had been refused?
-- param requester: actor? =           Only requests by this state or organisation
-- chart: timeline x=asked_again_on y=requester colour=outcome whom=addressee label=weapon
-- evidence: evidence_id
-- expect: columns requester, addressee, weapon, first_asked_on, asked_again_on
-- note: Both requests name the same weapon system. One fact told by several reports is one request. Days are those of
-- note: asking where they are told, else of the report, as few texts tell the day of the refusal.
with asked as (
    select
        requests.request_id,
        requests.requester_id,
        requests.requester,
        requests.addressee_id,
        requests.addressee,
        requests.outcome,
        fact_objects.weapon_id,
        coalesce(requests.earliest, requests.published_on) as day,
        requests.quote,
        requests.evidence_id
    from requests
    join fact_objects on fact_objects.fact_id = requests.request_id
    where requests.action in ('acquire', 'transfer', 'deliver', 'deploy', 'permit_reexport', 'license')
)
select
    again.requester,
    again.addressee,
    weapons.name as weapon,
    refused.day as first_asked_on,
    again.day as asked_again_on,
    date_diff('day', refused.day, again.day) as days_between,
    again.outcome,
    refused.quote as refused_quote,
    again.quote,
    again.evidence_id
from asked as refused
join asked as again
    on again.requester_id = refused.requester_id
   and again.addressee_id = refused.addressee_id
   and again.weapon_id = refused.weapon_id
   and again.request_id <> refused.request_id
   and again.day > refused.day
join weapons on weapons.weapon_id = again.weapon_id
where refused.outcome = 'refused'
  and ($requester is null or again.requester_id = $requester)
order by again.day, again.requester, weapons.name, refused.day, again.request_id
