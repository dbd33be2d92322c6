-- title: Weapons most asked for, by year and region
-- question: Which weapon systems were asked for most in each year and region, by whom?
-- param requester: actor? =           Only requests by this state or organisation
-- param region: choice(africa|americas|asia|europe|oceania)? =   Only requests by states of this region
-- param subregion: choice(northern_africa|eastern_africa|middle_africa|southern_africa|western_africa|northern_america|caribbean|central_america|south_america|central_asia|eastern_asia|south_eastern_asia|southern_asia|western_asia|eastern_europe|northern_europe|southern_europe|western_europe|australia_and_new_zealand|melanesia|micronesia|polynesia)? =   Only requests by states of this part of a region
-- param level: choice(category|family|type)? =   Only weapons at this level of the tree
-- chart: bars x=year y=requests colour=weapon
-- expect: rows >= 10; columns year, region, subregion, weapon, requests, requesters
-- note: The year is that of the request where the text tells it, else of the report. The region is that of who asks,
-- note: by the UN's standard M49 (Turkey is western_asia, Iran southern_asia); organisations and groups lie nowhere, and
-- note: have none. Requests to hold back are not counted: see to_hold_back.
select
    extract(year from coalesce(requests.earliest, requests.published_on)) as year,
    actors.region,
    actors.subregion,
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
left join actors on actors.actor_id = requests.requester_id
where requests.action in ('acquire', 'transfer', 'deploy', 'deliver', 'permit_reexport', 'license', 'coproduce')
  and ($requester is null or requests.requester_id = $requester)
  and ($region is null or actors.region = $region)
  and ($subregion is null or actors.subregion = $subregion)
  and ($level is null or weapons.level = $level)
group by
    extract(year from coalesce(requests.earliest, requests.published_on)),
    actors.region,
    actors.subregion,
    weapons.weapon_id,
    weapons.name,
    weapons.level
order by year desc nulls last, actors.region nulls last, actors.subregion nulls last, requests desc, weapons.name,
    weapons.weapon_id
