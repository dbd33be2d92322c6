-- title: Weapons most asked for, by year
-- question: Which weapon systems were asked for most in each year, by whom?
-- param requester: actor? =           Only requests by this state or organisation
-- param level: choice(category|family|type)? =   Only weapons at this level of the tree
-- chart: bars x=year y=requests colour=weapon
-- expect: rows >= 10; columns year, weapon, requests, requesters
-- note: The year is that of the request where the text tells it, else of the report. Requests to hold back are not
-- note: counted: see to_hold_back.
select
    extract(year from coalesce(requests.earliest, requests.published_on)) as year,
    weapons.name as weapon,
    weapons.level,
    count(*) as requests,
    count(*) filter (where requests.outcome in ('granted', 'partly_granted')) as granted,
    count(*) filter (where requests.outcome = 'refused') as refused,
    array_agg(distinct requests.requester order by requests.requester)
        filter (where requests.requester is not null) as requesters
from requests
join fact_objects on fact_objects.fact_id = requests.request_id
join weapons on weapons.weapon_id = fact_objects.weapon_id
where requests.action in ('acquire', 'transfer', 'deploy', 'deliver', 'permit_reexport', 'license', 'coproduce')
  and ($requester is null or requests.requester_id = $requester)
  and ($level is null or weapons.level = $level)
group by extract(year from coalesce(requests.earliest, requests.published_on)), weapons.name, weapons.level
order by year desc, requests desc, weapons.name
